/** `npm start` that cannot be: it says why in a line of its own, shows no stack, and ends with 1. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

const START = join(import.meta.dirname, "../../scripts/start.ts");

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "kefu-refused-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

async function startOn(port: number): Promise<{ code: unknown; lines: string[] }> {
  const child = spawn(process.execPath, [START], { env: { ...process.env, PORT: String(port), DATA_DIR: dataDir }, stdio: ["ignore", "ignore", "pipe"] });
  const [[code], errors] = await Promise.all([once(child, "exit"), child.stderr.setEncoding("utf8").toArray() as Promise<string[]>]);
  return { code, lines: errors.join("").trim().split("\n") };
}

it("on customers shared out among several processes", async () => {
  await writeFile(join(dataDir, "workers"), "2\n");
  const { code, lines } = await startOn(0);
  expect(lines).toEqual([expect.stringContaining(`The customers in ${dataDir} are shared out among several processes: start it with --workers`)]);
  expect(code).toBe(1);
});

it("on a port where somebody else listens", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { code, lines } = await startOn((other.address() as AddressInfo).port);
  other.close();
  expect(lines).toEqual([expect.stringContaining("Address already in use"), expect.stringMatching(/^workerd ended with \d+ before it listened$/)]);
  expect(code).toBe(1);
});
