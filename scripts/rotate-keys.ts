/**
 * `npm run rotate-keys [-- --add | --reseal | --drop] [--data DIR] [--url URL]`: a new key for the secrets at rest, in three steps that each
 * may be repeated. `--add` puts a new key before the old ones in the data directory's secrets (restart the engine then); `--reseal` has the
 * running engine seal everything anew; `--drop` takes the old keys away, once nothing needs them and a day has passed (kept answers).
 * On Cloudflare: `wrangler secret put SECRETS_KEY` with `id:new,old`, then `--reseal --url URL --secret ADMIN_SECRET`.
 */
import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { dataDirOf, readDemo } from "./engine/demo.ts";
import type { Secrets } from "./engine/secrets.ts";

const flag = { type: "boolean", default: false } as const;
const text = { type: "string" } as const;
const { values } = parseArgs({ options: { add: flag, reseal: flag, drop: flag, data: text, url: text, secret: text } });
const dataDir = dataDirOf(values.data);
const path = join(dataDir, "secrets.json");
const OWNER_ONLY = 0o600;

const secrets = async (): Promise<Secrets> => JSON.parse(await readFile(path, "utf8")) as Secrets;

/** Whole or not at all: half a file would lock every secret in. */
async function save(next: Secrets): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(next), { mode: OWNER_ONLY });
  await rename(`${path}.new`, path);
}

async function reseal(): Promise<{ resealed: number; unreadable: unknown[] }> {
  const url = values.url ?? (await readDemo(dataDir)).baseUrl;
  const secret = values.secret ?? (await secrets()).ADMIN_SECRET;
  const response = await fetch(`${url}/v1/admin/rotate-keys`, {
    method: "POST",
    headers: { "x-admin-secret": secret, "content-type": "application/json" },
    body: "{}",
  });
  if (!response.ok) throw new Error(`reseal: ${response.status} ${await response.text()}`);
  return (await response.json()) as { resealed: number; unreadable: unknown[] };
}

if (values.add) {
  const known = await secrets();
  await save({ ...known, SECRETS_KEY: `k${Date.now().toString(36)}:${randomBytes(32).toString("base64")},${known.SECRETS_KEY}` });
  console.log("a new key is first in line; restart the engine, then --reseal");
} else if (values.reseal) {
  const done = await reseal();
  console.log(JSON.stringify(done));
  process.exitCode = done.unreadable.length === 0 ? 0 : 1;
} else if (values.drop) {
  const left = await reseal();
  if (left.resealed > 0 || left.unreadable.length > 0) {
    console.error(`not yet: ${left.resealed} were still sealed with an old key (now they are not), ${left.unreadable.length} cannot be opened; run it again`);
    process.exitCode = 1;
  } else {
    const known = await secrets();
    await save({ ...known, SECRETS_KEY: known.SECRETS_KEY.split(",")[0] ?? known.SECRETS_KEY });
    console.log("only the newest key is left; restart the engine");
  }
} else {
  console.error("say --add, --reseal or --drop");
  process.exitCode = 2;
}
