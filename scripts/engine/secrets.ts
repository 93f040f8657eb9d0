/** The embedded engine's secrets: made once, kept beside its data, readable by its owner only. */
import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

export type Secrets = Record<"AUTH_SECRET" | "SECRETS_KEY" | "ADMIN_SECRET", string>;

const OWNER_ONLY = 0o600;

export async function secretsIn(dataDir: string): Promise<Secrets> {
  await mkdir(dataDir, { recursive: true });
  const path = join(dataDir, "secrets.json");
  try {
    return JSON.parse(await readFile(path, "utf8")) as Secrets;
  } catch (error) {
    if ((error as { code?: string }).code !== "ENOENT") throw error;
  }
  const secrets: Secrets = {
    AUTH_SECRET: randomBytes(32).toString("base64url"),
    SECRETS_KEY: randomBytes(32).toString("base64"),
    ADMIN_SECRET: randomBytes(24).toString("base64url"),
  };
  await writeFile(path, JSON.stringify(secrets), { mode: OWNER_ONLY });
  return secrets;
}
