import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { versionIn, workerUrlIn } from "../../../scripts/setup/deploy-calls.ts";
import { smoke } from "../../../scripts/setup/smoke.ts";
import { readValue, withValue } from "../../../scripts/setup/toml.ts";

const ROOT = join(import.meta.dirname, "../../..");
const FAKE = join(ROOT, "test/fixtures/wrangler/fake-wrangler.mjs");

describe("setting up and deploying", () => {
  let folder = "";
  let config = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "kefu-setup-"));
    config = join(folder, "wrangler.toml");
    copyFileSync(join(ROOT, "wrangler.toml"), config);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function run(script: string, args: readonly string[], env: Record<string, string> = {}): Promise<{ code: number | null; said: string }> {
    const child = spawn(process.execPath, [join(ROOT, "scripts", script), "--config", config, ...args], {
      env: { ...process.env, WRANGLER: FAKE, FAKE_ACCOUNT: join(folder, "account.json"), FAKE_CALLS: join(folder, "calls.jsonl"), ...env },
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece: Buffer) => (said += piece.toString("utf8")));
    const [code] = (await once(child, "close")) as [number | null];
    return { code, said };
  }
  const calls = (): { args: string[]; stdinBytes: number }[] =>
    existsSync(join(folder, "calls.jsonl"))
      ? readFileSync(join(folder, "calls.jsonl"), "utf8")
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line) as { args: string[]; stdinBytes: number })
      : [];
  const made = (): string[] =>
    calls()
      .map(({ args }) => args.join(" "))
      .filter((text) => /create|put/.test(text));

  it("makes everything once, writes the ids into the file as people wrote it, and keeps secrets out of command lines", async () => {
    const before = readFileSync(config, "utf8");
    const first = await run("setup.ts", ["--location", "apac"]);
    expect(first).toMatchObject({ code: 0 });
    expect(made()).toEqual([
      "d1 create kefu --location apac",
      "kv namespace create kefu-fallback",
      "kv namespace create kefu-cache",
      "r2 bucket create kefu-media --location apac",
      "pages project create kefu-console --production-branch main",
      "secret put AUTH_SECRET",
      "secret put SECRETS_KEY",
      "secret put ADMIN_SECRET",
      "secret put METRICS_TOKEN",
    ]);
    const account = JSON.parse(readFileSync(join(folder, "account.json"), "utf8")) as { secrets: Record<string, string> };
    const kept = JSON.parse(readFileSync(join(folder, ".kefu-secrets.json"), "utf8")) as Record<string, string>;
    expect(account.secrets).toEqual(kept);
    expect(Buffer.from(kept.SECRETS_KEY ?? "", "base64")).toHaveLength(32);
    for (const value of Object.values(kept)) expect(first.said + JSON.stringify(calls())).not.toContain(value);
    const after = readFileSync(config, "utf8");
    expect(readValue(after, 'binding = "DB"', "database_id")).toBe("00000001-aaaa-4bbb-8ccc-dddddddddddd");
    expect(readValue(after, 'binding = "CACHE"', "id")).toMatch(/^kv1a+$/);
    expect(readValue(after, "[vars]", "LOCATION_HINT")).toBe("apac");
    const comments = (text: string): string[] => text.split("\n").filter((line) => line.trim().startsWith("#"));
    expect(comments(after)).toEqual(comments(before));
    const count = made().length;
    const second = await run("setup.ts", ["--location", "apac"]);
    expect(second.said).toContain("Everything was there already");
    expect(made()).toHaveLength(count);
    expect(readFileSync(config, "utf8")).toBe(after);
  });

  it("prints what it would do and does nothing, signed in or not", async () => {
    const before = readFileSync(config, "utf8");
    const dry = await run("setup.ts", ["--dry-run"], { FAKE_SIGNED_OUT: "1" });
    expect(dry.code).toBe(0);
    expect(dry.said).toContain("wrangler d1 create kefu\n");
    expect(dry.said).toContain("wrangler secret put SECRETS_KEY   # a random value on stdin");
    expect(made()).toEqual([]);
    expect(readFileSync(config, "utf8")).toBe(before);
    expect(existsSync(join(folder, ".kefu-secrets.json"))).toBe(false);
    expect((await run("setup.ts", [], { FAKE_SIGNED_OUT: "1" })).said).toContain("wrangler login");
    const deploy = await run("deploy.ts", ["--dry-run", "--staged", "10"]);
    expect(deploy.said).toContain("wrangler d1 migrations apply kefu --remote\nwrangler versions upload\nwrangler versions deploy NEW@10% OLD@90% --yes");
    expect(made()).toEqual([]);
  });

  it("deploys migrations first, then the worker, then the console, and tries what is deployed", async () => {
    await run("setup.ts", []);
    const isWell = { now: true };
    const server = createServer((request, answer) => {
      const text = request.url === "/v1/health" ? '{"status":"ok"}' : '{"openapi":"3.1.0"}';
      answer.writeHead(request.url === "/v1/conversations" ? 401 : isWell.now ? 200 : 500).end(text);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const done = await run("deploy.ts", ["--skip-build", "--staged", "10", "--url", url]);
    expect(done).toMatchObject({ code: 0, said: expect.stringContaining("answers as it should") });
    const order = calls().map(({ args }) => args.join(" "));
    expect(order.slice(-5)).toEqual([
      "d1 migrations apply kefu --remote",
      "deployments status --json",
      "versions upload",
      "versions deploy 00000004-aaaa-4bbb-8ccc-dddddddddddd@10% 00000002-aaaa-4bbb-8ccc-dddddddddddd@90% --yes",
      "pages deploy dist/assets/console --project-name kefu-console --branch main",
    ]);
    isWell.now = false;
    expect(await smoke(url, 0)).toEqual(["/v1/health answers 500", "/v1/openapi.json answers 500", "/widget.js answers 500"]);
    server.close();
  });

  it("refuses to deploy before there is a database", async () => {
    const refused = await run("deploy.ts", ["--skip-build"]);
    expect(refused).toMatchObject({ code: 1, said: expect.stringContaining("npm run setup") });
    expect(calls()).toEqual([]);
  });

  it("reads what wrangler says, and changes a value only in its own block", () => {
    expect(workerUrlIn("Deployed\n  https://kefu.me.workers.dev\n")).toBe("https://kefu.me.workers.dev");
    expect(versionIn("nothing")).toBeNull();
    const toml = '[[a]]\nbinding = "X"\nid = "1" # mine\n\n[[a]]\nbinding = "Y"\nid = "2" # fill in\n';
    expect(withValue(toml, 'binding = "Y"', "id", "9")).toBe('[[a]]\nbinding = "X"\nid = "1" # mine\n\n[[a]]\nbinding = "Y"\nid = "9"\n');
    expect(withValue(toml, 'binding = "Z"', "id", "9")).toBeNull();
  });
});
