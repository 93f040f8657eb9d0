/**
 * `npm run setup [-- --dry-run] [--location apac]`: what Kefu needs on Cloudflare, made through wrangler (sign in with `npx wrangler login` first):
 * the database, two KV namespaces, the bucket, the console's Pages project, the secrets. Run twice it makes nothing new. Ids go into
 * wrangler.toml; secrets are made at random and kept in `.kefu-secrets.json` as well, since Cloudflare shows none again.
 */
import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { ROOT } from "./root.ts";
import { type Existing, missing, type Step, WANTED } from "./setup/steps.ts";
import { withValue } from "./setup/toml.ts";
import { jsonIn, wrangler } from "./setup/wrangler.ts";

/** Cloudflare's location hints of databases and objects. */
const LOCATIONS = ["weur", "eeur", "apac", "oc", "wnam", "enam"];
const SECRET_BYTES = 32;
const OWNER_ONLY = 0o600;

const { values } = parseArgs({ options: { "dry-run": { type: "boolean", default: false }, location: { type: "string" }, config: { type: "string" } } });
const isDry = values["dry-run"];
const location = values.location ?? null;
if (location !== null && !LOCATIONS.includes(location)) {
  console.error(`--location: one of ${LOCATIONS.join(", ")}`);
  process.exit(2);
}
const config = values.config ?? join(ROOT, "wrangler.toml");
const secretsFile = join(config, "..", ".kefu-secrets.json");

const named = z.array(z.looseObject({ name: z.string() }));
const shapes = {
  d1: z.array(z.looseObject({ name: z.string(), uuid: z.string() })),
  kv: z.array(z.looseObject({ title: z.string(), id: z.string() })),
  pages: z.array(z.record(z.string(), z.unknown())),
};

/** Null = it cannot be asked: not signed in, or no worker yet. */
async function asked<T>(args: readonly string[], read: (text: string) => T): Promise<T | null> {
  const { code, stdout } = await wrangler(args);
  return code === 0 ? read(stdout) : null;
}

async function existing(): Promise<Existing> {
  const d1 = await asked(["d1", "list", "--json"], (text) => shapes.d1.parse(jsonIn(text)));
  if (d1 === null) {
    if (!isDry) {
      console.error("wrangler cannot list this account's databases. Sign in with `npx wrangler login`, then run this again.");
      process.exit(1);
    }
    console.log("# wrangler is not signed in: this is what an empty account would need");
    return { d1: [], kv: [], r2: [], secrets: [], pages: [] };
  }
  const kv = await asked(["kv", "namespace", "list"], (text) => shapes.kv.parse(jsonIn(text)));
  const r2 = await asked(["r2", "bucket", "list"], (text) => [...text.matchAll(/^name:\s*(\S+)/gm)].flatMap(([, name]) => name ?? []));
  const secrets = await asked(["secret", "list", "--format", "json"], (text) => named.parse(jsonIn(text)).map(({ name }) => name));
  const pages = await asked(["pages", "project", "list", "--json"], (text) =>
    shapes.pages.parse(jsonIn(text)).flatMap((row) => Object.values(row).filter((value) => typeof value === "string")),
  );
  return { d1, kv: kv ?? [], r2: r2 ?? [], secrets: secrets ?? [], pages: pages ?? [] };
}

async function keptSecrets(): Promise<Record<string, string>> {
  const text = await readFile(secretsFile, "utf8").catch(() => "{}");
  return z.record(z.string(), z.string()).parse(JSON.parse(text));
}

/** Written down before it is sent: a secret that only Cloudflare knows cannot be moved elsewhere. */
async function secretFor(name: string): Promise<string> {
  const kept = await keptSecrets();
  const value = kept[name] ?? randomBytes(SECRET_BYTES).toString("base64");
  await writeFile(secretsFile, `${JSON.stringify({ ...kept, [name]: value }, null, 2)}\n`, { mode: OWNER_ONLY });
  return value;
}

async function make(step: Step): Promise<void> {
  const { code, stderr, stdout } = await wrangler(step.args, step.make === "secret" ? await secretFor(step.name) : "");
  if (code === 0) return console.log(`made ${step.make} ${step.name}`);
  console.error(`wrangler ${step.args.join(" ")} ended with ${code}:\n${stderr || stdout}`);
  process.exit(1);
}

/** The file with every id that is known by now. */
async function fillIn(known: Existing): Promise<string[]> {
  const before = await readFile(config, "utf8");
  const changes: string[] = [];
  let toml = before;
  const fill = (marker: string, key: string, value: string | undefined): void => {
    const next = value === undefined ? null : withValue(toml, marker, key, value);
    if (next === null || next === toml) return;
    toml = next;
    changes.push(`${marker}: ${key} = "${value}"`);
  };
  fill('binding = "DB"', "database_id", known.d1.find(({ name }) => name === WANTED.d1)?.uuid);
  for (const { binding, title } of WANTED.kv) fill(`binding = "${binding}"`, "id", known.kv.find((one) => one.title === title)?.id);
  if (location !== null) fill("[vars]", "LOCATION_HINT", location);
  if (!isDry && toml !== before) await writeFile(config, toml);
  return changes;
}

const found = await existing();
const steps = missing(found, location);
if (isDry) {
  for (const step of steps)
    console.log(`wrangler ${step.args.join(" ")}${step.make === "secret" ? `   # a random value on stdin, kept in ${secretsFile}` : ""}`);
  console.log("# then the ids of the database and the namespaces go into wrangler.toml");
  if (location !== null) console.log(`# [vars] LOCATION_HINT = "${location}"`);
  if (steps.length === 0) console.log("# everything is there");
} else {
  for (const step of steps) await make(step);
  const changes = await fillIn(steps.length === 0 ? found : await existing());
  for (const change of changes) console.log(`wrangler.toml: ${change}`);
  console.log(steps.length === 0 && changes.length === 0 ? "Everything was there already." : "Done. Next: npm run deploy");
}
