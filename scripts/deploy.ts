/**
 * `npm run deploy [-- --dry-run] [--staged PERCENT] [--url URL]`: build, D1 migrations, the worker, the console on Pages, and a smoke test of what
 * is deployed. `--staged` uploads a version and gives it so many percent of the traffic; docs/deploy.md says how it goes on, and how back.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildAll } from "./build.ts";
import { ROOT } from "./root.ts";
import { deployCalls, versionIn, workerUrlIn } from "./setup/deploy-calls.ts";
import { smoke } from "./setup/smoke.ts";
import { readValue } from "./setup/toml.ts";
import { wrangler } from "./setup/wrangler.ts";

const UNFILLED = /^0*1?$/;

const { values } = parseArgs({
  options: {
    "dry-run": { type: "boolean", default: false },
    staged: { type: "string" },
    url: { type: "string" },
    config: { type: "string" },
    "skip-build": { type: "boolean", default: false },
  },
});
const staged = values.staged === undefined ? null : Number(values.staged);
if (staged !== null && !(Number.isInteger(staged) && staged >= 1 && staged <= 99)) {
  console.error("--staged: a share from 1 to 99 percent");
  process.exit(2);
}
const toml = await readFile(values.config ?? join(ROOT, "wrangler.toml"), "utf8");
const databaseId = readValue(toml, 'binding = "DB"', "database_id") ?? "";
if (UNFILLED.test(databaseId.replace(/-/g, ""))) {
  console.error("wrangler.toml has no database yet: run `npm run setup` first");
  if (!values["dry-run"]) process.exit(1);
}

async function run(args: readonly string[]): Promise<string> {
  console.log(`wrangler ${args.join(" ")}`);
  const { code, stdout, stderr } = await wrangler(args);
  if (code === 0) return stdout;
  console.error(stderr || stdout);
  console.error("Nothing after this was done; run it again when the cause is gone. Earlier steps may be repeated.");
  process.exit(1);
}

const calls = deployCalls(staged);
if (values["dry-run"]) {
  console.log("# build worker, console, widget and model into dist/");
  for (const args of calls.before) console.log(`wrangler ${args.join(" ")}`);
  console.log(`wrangler ${calls.worker.join(" ")}`);
  if (staged !== null) console.log(`wrangler versions deploy NEW@${staged}% OLD@${100 - staged}% --yes   # NEW and OLD as wrangler names them`);
  for (const args of calls.after) console.log(`wrangler ${args.join(" ")}`);
  console.log(`# then GET ${values.url ?? "https://kefu.<account>.workers.dev"}/v1/health and three more addresses must answer`);
  process.exit(0);
}

if (!values["skip-build"]) await buildAll();
for (const args of calls.before) await run(args);
const old = staged === null ? null : versionIn(await run(["deployments", "status", "--json"]));
const output = await run(calls.worker);
if (staged !== null) {
  const fresh = versionIn(output);
  if (fresh === null || old === null) {
    console.error("wrangler did not say which versions there are; deploy once without --staged first");
    process.exit(1);
  }
  await run(["versions", "deploy", `${fresh}@${staged}%`, `${old}@${100 - staged}%`, "--yes"]);
}
for (const args of calls.after) await run(args);

const url = values.url ?? workerUrlIn(output);
if (url === null) {
  console.error("Deployed, but not tried: give its address with --url for the smoke test");
  process.exit(staged === null ? 1 : 0);
}
const failures = await smoke(url);
for (const failure of failures) console.error(`smoke test: ${failure}`);
if (failures.length > 0) console.error("To go back: npx wrangler rollback");
else console.log(`${url} answers as it should`);
process.exit(failures.length === 0 ? 0 : 1);
