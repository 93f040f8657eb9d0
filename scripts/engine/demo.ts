/** The demo tenant: seeded on the first run, its sign-ins kept in `demo.json`. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface Demo {
  baseUrl: string;
  tenant: string;
  apiKey: string;
  widgetSecret: string;
  agents: { email: string; password: string }[];
  supervisor: { email: string; password: string };
  admin: { email: string; password: string };
}

/** The second run knows the secrets only from the file: they are stored as hashes. */
export async function demoOf(dataDir: string, baseUrl: string, adminSecret: string): Promise<Demo> {
  const path = join(dataDir, "demo.json");
  const response = await fetch(`${baseUrl}/v1/admin/seed`, {
    method: "POST",
    headers: { "x-admin-secret": adminSecret, "content-type": "application/json" },
    body: "{}",
  });
  if (!response.ok) throw new Error(`seeding failed: ${response.status} ${await response.text()}`);
  const { seeded, ...answer } = (await response.json()) as { seeded: boolean } & Partial<Demo>;
  const demo = seeded ? ({ baseUrl, ...answer } as Demo) : { ...(JSON.parse(await readFile(path, "utf8")) as Demo), baseUrl };
  await writeFile(path, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
  return demo;
}
