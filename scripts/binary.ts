/** `npm run binary`: the whole engine as one executable, `dist/kefu` (docs/one-file.md). */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { chmod, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compileLauncher, compileStub, stripped } from "./binary/compile.ts";
import { joined } from "./binary/one-file.ts";
import { buildAll, ROOT } from "./build.ts";
import { sayAndEnd } from "./engine/cannot-start.ts";
import { writeConfig } from "./engine/config.ts";
import { WORKERD, WORKERD_VERSION } from "./engine/workerd.ts";

const WORK = join(ROOT, "dist/binary");
const EXECUTABLE = 0o755;
const MEGABYTE = 1_000_000;

/** `bundle`: another build of the worker (chaos). How much memory it takes is `KEFU_HEAP`'s (engine/heap.ts). */
const { values } = parseArgs({ options: { out: { type: "string", default: join(ROOT, "dist/kefu") }, bundle: { type: "string" } } });

async function versionText(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as { version: string };
  let commit = "unknown";
  try {
    commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    // Built from an archive without its history.
  }
  return `kefu ${version} (${commit}, workerd ${WORKERD_VERSION})`;
}

async function makeOneFile(out: string, bundle: string | undefined): Promise<void> {
  const version = await versionText();
  const [config, launcher, stub, engine] = await Promise.all([
    writeConfig({ folder: join(WORK, "config"), launched: true, ...(bundle === undefined ? {} : { bundle }) }),
    compileLauncher(WORK, version),
    compileStub(WORK),
    stripped(WORKERD, join(WORK, "workerd")),
  ]);
  const base = join(WORK, "engine");
  await writeFile(base, joined(engine, stub, await readFile(launcher)), { mode: EXECUTABLE });
  // Compiled by the new file itself, as a part: so it is known to start before anybody has it.
  const compiled = spawn(base, ["compile", config, "config"], { env: { ...process.env, KEFU_PART: "0" }, stdio: ["ignore", "pipe", "inherit"] });
  const fresh = `${out}.new`;
  const written = compiled.stdout.pipe(createWriteStream(fresh));
  const [[code]] = (await Promise.all([once(compiled, "exit"), once(written, "finish")])) as [[number], unknown];
  if (code !== 0) throw new Error(`workerd compile ended with ${code}`);
  await chmod(fresh, EXECUTABLE);
  await rename(fresh, out);
  console.log(`${out}  ${Math.round((await stat(out)).size / MEGABYTE)} MB  ${version}`);
}

await buildAll();
await makeOneFile(values.out, values.bundle).catch(sayAndEnd);
