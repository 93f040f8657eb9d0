import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";

const TENANT = "moving-shop";
const READ_MODEL = ["customers", "identities", "conversations", "conversation_labels", "turns_index", "deliveries"];
const OWN_TABLES = ["articles", "orders", "teams", "retention", "consents", "uploads", "canned_replies"];
/** Book-keeping between a session and its copy: raised by every telling. */
const NOT_COMPARED = new Set(["version"]);
const FILE = "%PDF-1.4 a file that moves along";

/** The tenant's rows of a table, as the database file has them. */
function rows(dataDir: string, table: string): Record<string, unknown>[] {
  const files = readdirSync(dataDir, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".sqlite"));
  for (const file of files) {
    const db = new DatabaseSync(join(dataDir, file), { readOnly: true });
    try {
      if (!db.prepare("SELECT 1 FROM sqlite_master WHERE name = ?").get("turns_index")) continue;
      const found = db.prepare(`SELECT * FROM ${table} WHERE tenant = ?`).all(TENANT) as Record<string, unknown>[];
      return found
        .map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !NOT_COMPARED.has(name) || OWN_TABLES.includes(table))))
        .sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
    } finally {
      db.close();
    }
  }
  throw new Error("no database with a read model");
}

async function beginTenant(engine: RunningEngine): Promise<string> {
  const { ADMIN_SECRET } = JSON.parse(readFileSync(join(engine.dataDir, "secrets.json"), "utf8")) as { ADMIN_SECRET: string };
  const headers = { "x-admin-secret": ADMIN_SECRET };
  const begun = await engine.call("POST", "/v1/admin/tenants", { tenant: TENANT, name: "Moving shop" }, { token: null, headers });
  expect(begun.status).toBe(201);
  return String(begun.body.apiKey);
}

async function exported(engine: RunningEngine, token: string, path: string): Promise<string> {
  const answer = await fetch(engine.url + path, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  return answer.text();
}

describe("a tenant that moves", () => {
  let engine: RunningEngine;
  afterAll(async () => {
    await engine?.stop();
    await engine?.remove();
  });
  const pieces: string[] = [];
  const before: Record<string, unknown> = {};
  let survivor = "";
  let absorbed = "";

  it("leaves as JSON lines in pieces, each complete", async () => {
    engine = await runEngine();
    const token = await beginTenant(engine);
    const call = (method: string, path: string, body?: unknown) => engine.call(method, path, body, { token });
    await call("POST", "/v1/knowledge/articles", { id: "a-1", title: "退货", body: "# 退货\n七天内可以退货。", language: "zh" });
    await call("POST", "/v1/knowledge/articles", { id: "a-1", title: "退货政策", body: "# 退货\n七天内可以退货，运费由我们承担。", language: "zh" });
    await call("POST", "/v1/teams", { name: "Returns" });
    const upload = await fetch(`${engine.url}/v1/uploads`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/pdf", "x-file-name": "a.pdf" },
      body: FILE,
    });
    const { blobKey } = (await upload.json()) as { blobKey: string };
    for (let person = 0; person < 5; person++) {
      const from = { id: `p-${person}`, name: `Person ${person}`, email: `p${person}@example.com` };
      const sent = await call("POST", "/v1/message", { from, text: `你好 ${person}`, externalId: `m-${person}` });
      const conversation = String(sent.body.conversationId);
      await call("POST", "/v1/message", { from, text: "我的订单到哪了", externalId: `n-${person}` });
      if (person === 0) await call("POST", `/v1/conversations/${conversation}/labels`, { add: ["vip"] });
      if (person === 1)
        await call("POST", `/v1/conversations/${conversation}/replies`, { parts: [{ type: "media", media: { kind: "file", ref: { blobKey } } }] });
      if (person === 2) await call("POST", `/v1/conversations/${conversation}/resolve`, {});
      if (person === 3) survivor = String(sent.body.customerId);
      if (person === 4) {
        absorbed = String(sent.body.customerId);
        await call("POST", `/v1/customers/${absorbed}/merge`, { other: survivor });
      }
    }
    await eventually(async () => {
      const turns = rows(engine.dataDir, "turns_index");
      const quiet = await call("GET", "/v1/conversations?status=resolved");
      const merged = rows(engine.dataDir, "conversations").some((row) => row.customer_id === survivor && row.graft_id !== null);
      const sent = rows(engine.dataDir, "deliveries").some((row) => row.state === "sent");
      // What nobody has thought about yet is not thought about elsewhere: it waits here only.
      const thought = rows(engine.dataDir, "customers").every((row) => row.waiting === 0);
      return thought && turns.length >= 11 && (quiet.body.conversations as unknown[]).length === 1 && merged && sent;
    }, "the read model knows everything");
    for (let cursor: string | null = ""; cursor !== null; ) {
      const text: string = await exported(engine, token, `/v1/export?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`);
      pieces.push(text);
      const last = JSON.parse(text.trimEnd().split("\n").at(-1) ?? "") as { line: string; cursor?: string };
      expect(["next", "done"]).toContain(last.line);
      cursor = last.cursor ?? null;
    }
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join("")).toContain(Buffer.from(FILE).toString("base64"));
    for (const table of [...READ_MODEL, ...OWN_TABLES]) before[table] = rows(engine.dataDir, table);
    const one = await exported(engine, token, `/v1/customers/${absorbed}/export`);
    expect(one).toContain("你好 3");
    expect(one).toContain("你好 4");
    expect(one).not.toContain("你好 0");
    expect((await call("POST", "/v1/import/archive", undefined)).status).toBe(400);
    const refused = await fetch(`${engine.url}/v1/import/archive`, { method: "POST", headers: { authorization: `Bearer ${token}` }, body: pieces[0] ?? "" });
    expect(((await refused.json()) as { reason: string }).reason).toBe("not_empty");
    await engine.stop();
    await engine.remove();
  });

  it("arrives in an empty tenant with an identical read model, files, articles and merges", async () => {
    engine = await runEngine();
    const token = await beginTenant(engine);
    const call = (method: string, path: string, body?: unknown) => engine.call(method, path, body, { token });
    const put = async (text: string, key = token) => {
      const answer = await fetch(`${engine.url}/v1/import/archive`, { method: "POST", headers: { authorization: `Bearer ${key}` }, body: text });
      return (await answer.json()) as Record<string, unknown>;
    };
    expect((await put(pieces[0] ?? "", engine.demo.apiKey)).reason).toBe("other_tenant");
    expect((await put("nonsense")).reason).toBe("format");
    for (const [at, piece] of pieces.entries()) {
      const report = await put(piece);
      expect(report).toMatchObject({ complete: true, skipped: [] });
      expect(report.next === null).toBe(at === pieces.length - 1);
    }
    await eventually(async () => JSON.stringify(rows(engine.dataDir, "turns_index")) === JSON.stringify(before.turns_index), "the lists are told");
    for (const table of [...READ_MODEL, ...OWN_TABLES]) expect({ table, rows: rows(engine.dataDir, table) }).toEqual({ table, rows: before[table] });
    const view = await call("GET", `/v1/customers/${absorbed}`);
    expect(view.body.id).toBe(survivor);
    expect(JSON.stringify(view.body)).toContain("你好 3");
    const found = await call("GET", `/v1/knowledge/search?q=${encodeURIComponent("退货")}`);
    expect(JSON.stringify(found.body)).toContain("a-1");
    expect((await call("GET", "/v1/reports/ledger")).body).toMatchObject({ balanced: true, inbound: { accepted: 10, stored: 10 } });
    // A platform that sends again what was recorded there is told that it is known here.
    const again = await call("POST", "/v1/message", { from: { id: "p-0" }, text: "你好 0", externalId: "m-0" });
    expect(again.body.duplicate).toBe(true);
    const repeated = await put(pieces[1] ?? "");
    expect(repeated.customers).toBe(0);
    expect((repeated.skipped as unknown[]).length).toBeGreaterThan(0);
  });
});
