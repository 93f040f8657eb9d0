import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTab } from "../support/agent-socket.ts";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";

const VERIFY = join(import.meta.dirname, "../../scripts/audit-verify.ts");

describe("the audit log of a running engine", () => {
  let engine: RunningEngine;
  beforeAll(async () => {
    engine = await runEngine();
  });
  afterAll(async () => {
    await engine.stop();
    await engine.remove();
  });

  const verify = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [VERIFY, ...args], { encoding: "utf8" });
    return { status, out: stdout + stderr };
  };
  /** The store that holds the log, opened for tampering; the triggers are taken away as an intruder would. */
  const tampering = (change: (db: DatabaseSync) => void): void => {
    const files = readdirSync(engine.dataDir, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".sqlite"));
    for (const file of files) {
      const db = new DatabaseSync(join(engine.dataDir, file));
      const holds = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'audit_entries'").get() !== undefined;
      if (holds) db.exec("DROP TRIGGER IF EXISTS audit_entries_never_change; DROP TRIGGER IF EXISTS audit_entries_never_go");
      if (holds) change(db);
      db.close();
    }
  };

  it("holds who changed what, before and after, and no secret; many at once make one chain", async () => {
    await Promise.all(Array.from({ length: 12 }, (_, n) => engine.call("POST", "/v1/teams", { name: `Team ${n}` })));
    await engine.call("PATCH", "/v1/settings", { name: "New name", widgetSecret: "w".repeat(40) });
    const channel = await engine.call("POST", "/v1/channels", {
      kind: "wechat_oa",
      name: "公众号",
      config: { appId: "wx1234567890abcdef", appSecret: "AppSecretAppSecretAppSecretAppSe", token: "tok" },
    });
    expect(channel.status).toBe(201);
    const log = (await engine.call("GET", "/v1/audit?limit=100")).body.entries as {
      seq: number;
      action: string;
      actor: string;
      subject: string;
      before: unknown;
      after: unknown;
    }[];
    expect(log.filter(({ action }) => action === "teams.added")).toHaveLength(12);
    expect(log.find(({ action }) => action === "settings.changed")).toMatchObject({
      subject: "tenant:demo",
      before: { name: "Demo shop 示例商店" },
      after: { name: "New name" },
    });
    expect(log.find(({ action }) => action === "channels.added")).toMatchObject({
      subject: `channels:${String(channel.body.id)}`,
      after: { kind: "wechat_oa" },
    });
    expect(log.every(({ actor }) => /^(key|agent):/.test(actor))).toBe(true);
    const text = JSON.stringify(log);
    for (const secret of ["AppSecretAppSecret", "w".repeat(40), String(channel.body.webhookUrl).split("/").at(-1) ?? "?"]) expect(text).not.toContain(secret);
    const csv = await fetch(`${engine.url}/v1/audit?format=csv`, { headers: { authorization: `Bearer ${engine.demo.apiKey}` } });
    expect(csv.headers.get("content-type")).toContain("text/csv");
    expect((await csv.text()).split("\r\n")[0]).toBe("seq,at,actor,action,subject,before,after,hash");
    const agent = await engine.call("POST", "/v1/sign-in", engine.demo.supervisor, { token: null });
    expect((await engine.call("GET", "/v1/audit", undefined, { token: String(agent.body.token) })).status).toBe(403);
  });

  it("masks customers' numbers before they reach any store, by every door", async () => {
    await engine.call("PATCH", "/v1/settings", { maskedNumbers: ["phone", "id_card", "bank_card"] });
    const numbers = ["13987654321", "11010519491231002X", "4111111111111111"];
    const sent = await engine.call("POST", "/v1/message", { from: { id: "masked" }, text: `电话 ${numbers.join(" ")}` });
    const { token } = (await engine.call("POST", "/v1/visitor/token", { tenant: "demo" }, { token: null })).body;
    const tab = await openTab(engine.url, "/v1/visitor/socket", String(token));
    tab.send({ t: "send", cid: "m-1", parts: [{ type: "text", text: `my numbers: ${numbers.join(" ")}` }] });
    await tab.frame(({ t, cid }) => t === "ack" && cid === "m-1", "the visitor's words are kept");
    tab.close();
    const conversation = `/v1/conversations/${String(sent.body.conversationId)}`;
    expect((await engine.call("POST", `${conversation}/notes`, { text: `call ${numbers[0]}` })).status).toBe(200);
    expect((await engine.call("POST", `${conversation}/transfer`, { to: { kind: "bot" }, note: `card ${numbers[2]}` })).status).toBe(200);
    const turns = [{ ref: "1", at: 1_700_000_000_000, from: "customer", text: `here: ${numbers.join(" ")}` }];
    const history = { ref: "c", customer: { ref: "old" }, subject: numbers[1], openedAt: 1_700_000_000_000, turns };
    expect((await engine.call("POST", "/v1/import/conversations", { from: "jsonl", conversations: [history] })).body).toMatchObject({ turns: 1 });
    const view = await engine.call("GET", `/v1/conversations/${String(sent.body.conversationId)}`);
    expect(JSON.stringify(view.body.turns)).toContain("电话 *******4321 **************002X ************1111");
    expect(JSON.stringify(view.body.turns)).toContain("call *******4321");
    await eventually(async () => ((await engine.call("GET", "/v1/conversations?q=4321")).body.conversations as unknown[]).length > 0, "the read model has it");
    const files = readdirSync(engine.dataDir, { recursive: true, encoding: "utf8" }).filter((file) => /\.sqlite(-wal)?$/.test(file));
    const holding = files.filter((file) => numbers.some((number) => readFileSync(join(engine.dataDir, file)).includes(number)));
    expect(files.length).toBeGreaterThan(3);
    expect(holding).toEqual([]);
  });

  it("is checked on the data directory and on an export, and every kind of tampering is found", async () => {
    expect(verify("--data", engine.dataDir)).toMatchObject({ status: 0, out: expect.stringContaining("the audit log holds") });
    expect(verify("--url", engine.url, "--key", engine.demo.apiKey)).toMatchObject({ status: 0 });
    const head = JSON.stringify((await engine.call("GET", "/v1/audit/head")).body);
    const lines = (await (await fetch(`${engine.url}/v1/audit?format=jsonl&limit=1000`, { headers: { authorization: `Bearer ${engine.demo.apiKey}` } })).text())
      .trim()
      .split("\n");
    const path = join(engine.dataDir, "export.jsonl");
    const exported = async (changed: readonly string[]) => {
      await writeFile(path, [...changed, head].join("\n"));
      return verify("--file", path);
    };
    expect(await exported(lines)).toMatchObject({ status: 0, out: expect.stringContaining(`demo: ${lines.length} entries`) });
    expect((await exported(lines.slice(1))).out).toContain("truncated");
    expect((await exported(lines.toSpliced(3, 1))).out).toContain("gap");
    expect((await exported(lines.map((line, at) => (at === 2 ? line.replace(/"actor":"[^"]*"/, '"actor":"agent:other"') : line)))).out).toContain("changed");

    await engine.stop();
    tampering((db) => db.exec("UPDATE audit_entries SET actor = 'agent:somebody' WHERE seq = 3"));
    expect(verify("--data", engine.dataDir)).toMatchObject({ status: 1, out: expect.stringContaining("3: changed") });
    tampering((db) => db.exec("DELETE FROM audit_entries WHERE seq = 3"));
    expect(verify("--data", engine.dataDir)).toMatchObject({ status: 1, out: expect.stringContaining("gap") });
    tampering((db) => db.exec("DELETE FROM audit_entries WHERE seq >= 3"));
    expect(verify("--data", engine.dataDir)).toMatchObject({ status: 1, out: expect.stringContaining("truncated") });
    tampering((db) => db.exec("DELETE FROM audit_entries"));
    expect(verify("--data", engine.dataDir)).toMatchObject({ status: 1, out: expect.stringContaining("truncated") });
    engine = await runEngine(engine.dataDir);
  });
});
