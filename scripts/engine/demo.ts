/** The demo tenant: seeded on the first run, its sign-ins kept in `demo.json`. */
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";

export interface Demo {
  baseUrl: string;
  tenant: string;
  apiKey: string;
  widgetSecret: string;
  agents: { email: string; password: string }[];
  supervisor: { email: string; password: string };
  admin: { email: string; password: string };
}

const fileOf = (dataDir: string): string => join(dataDir, "demo.json");

/** `given`, or what DATA_DIR says, or `.data`. */
export const dataDirOf = (given?: string): string => resolve(given ?? process.env.DATA_DIR ?? ".data");

/** Of an engine that was seeded before. */
export const readDemo = async (dataDir: string): Promise<Demo> => JSON.parse(await readFile(fileOf(dataDir), "utf8")) as Demo;

/** The second run knows the secrets only from the file: they are stored as hashes. */
export async function demoOf(dataDir: string, baseUrl: string, adminSecret: string): Promise<Demo> {
  const response = await fetch(`${baseUrl}/v1/admin/seed`, {
    method: "POST",
    headers: { "x-admin-secret": adminSecret, "content-type": "application/json" },
    body: "{}",
  });
  if (!response.ok) throw new Error(`seeding failed: ${response.status} ${await response.text()}`);
  const { seeded, ...answer } = (await response.json()) as { seeded: boolean } & Partial<Demo>;
  const demo = seeded ? ({ baseUrl, ...answer } as Demo) : { ...(await readDemo(dataDir)), baseUrl };
  await writeFile(fileOf(dataDir), `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  return demo;
}
