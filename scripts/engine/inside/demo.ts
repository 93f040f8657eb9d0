/** The demo tenant of the one file: seeded on the first run, its sign-ins kept in `demo.json`, because the engine knows only their hashes. */
import type { Demo } from "../demo.ts";

export async function seedDemo(kefu: Fetcher, disk: Fetcher, adminSecret: string, baseUrl: string): Promise<Demo> {
  const response = await kefu.fetch(`${baseUrl}/v1/admin/seed`, {
    method: "POST",
    headers: { "x-admin-secret": adminSecret, "content-type": "application/json" },
    body: "{}",
  });
  if (!response.ok) throw new Error(`seeding failed: ${response.status} ${await response.text()}`);
  const { seeded, ...answer } = (await response.json()) as { seeded: boolean } & Partial<Demo>;
  const kept = seeded ? null : await disk.fetch("http://disk/demo.json");
  if (kept && !kept.ok) throw new Error("the demo was seeded before, and its demo.json is gone");
  const demo = { ...(kept ? await kept.json() : answer), baseUrl } as Demo;
  const written = await disk.fetch("http://disk/demo.json", { method: "PUT", body: `${JSON.stringify({ ...demo, baseUrl }, null, 2)}\n` });
  if (!written.ok) throw new Error(`demo.json cannot be written: ${written.status}`);
  return demo;
}

/** What a person who starts the engine wants to know. */
export function demoPage(url: string, demo: Demo | null): string {
  if (!demo) return `  console  ${url}/console/\n  API      ${url}/v1/openapi.json\n`;
  const [agent] = demo.agents;
  return `  console  ${url}/console/  sign in as ${agent?.email ?? "?"} with ${agent?.password ?? "?"}
  widget   ${url}/demo
  API      ${url}/v1/openapi.json  key ${demo.apiKey}
  sign-ins demo.json in the data directory
`;
}
