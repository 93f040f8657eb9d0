import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningEngine, runEngine } from "../support/engine.ts";

let engine: RunningEngine;
const tokens: Record<string, string> = {};

beforeAll(async () => {
  engine = await runEngine();
  const { agents, supervisor } = engine.demo;
  for (const [name, login] of Object.entries({ wei: agents[0], ana: agents[1], chen: supervisor })) {
    const signedIn = await engine.call("POST", "/v1/sign-in", { email: login?.email, password: login?.password, tenant: engine.demo.tenant }, { token: null });
    tokens[name] = String(signedIn.body.token);
  }
});
afterAll(async () => {
  await engine?.stop();
  await engine?.remove();
});

const as = (name: string) => ({ token: tokens[name] ?? null });

async function conversation(id: string, text: string, name?: string): Promise<string> {
  const sent = await engine.call("POST", "/v1/message", { from: { id, ...(name ? { name } : {}) }, text });
  expect(sent.status, JSON.stringify(sent.body)).toBe(202);
  return String(sent.body.conversationId);
}
type Turn = { kind: string; author: { kind: string }; parts: { text?: string }[] };
const view = async (id: string) => (await engine.call("GET", `/v1/conversations/${id}`)).body as { conversation: Record<string, unknown>; turns: Turn[] };

describe("canned replies", () => {
  const draft = { folder: "退款", shortcut: "tk", title: "退款进度", text: "{{customer}}您好，退款三天内到账。{{agent}}" };

  it("are one's own, or shared by whoever has the right to", async () => {
    const own = await engine.call("POST", "/v1/canned-replies", draft, as("wei"));
    expect(own.status, JSON.stringify(own.body)).toBe(201);
    expect((await engine.call("POST", "/v1/canned-replies", { ...draft, shared: true }, as("wei"))).status).toBe(403);
    const shared = await engine.call("POST", "/v1/canned-replies", { ...draft, shared: true, title: "大家的" }, as("chen"));
    expect(shared.body).toMatchObject({ shared: true, shortcut: "tk" });
    const titles = async (name: string) =>
      ((await engine.call("GET", "/v1/canned-replies", undefined, as(name))).body.replies as { title: string }[]).map((one) => one.title).sort();
    expect(await titles("wei")).toEqual(["大家的", "退款进度"]);
    expect(await titles("ana")).toEqual(["大家的"]);
    expect((await engine.call("PATCH", `/v1/canned-replies/${String(own.body.id)}`, { title: "x" }, as("ana"))).status).toBe(404);
    expect((await engine.call("PATCH", `/v1/canned-replies/${String(shared.body.id)}`, { title: "x" }, as("ana"))).status).toBe(403);
    expect((await engine.call("POST", "/v1/canned-replies", draft, as("wei"))).body).toMatchObject({ code: "conflict", field: "shortcut" });
  });

  it("are found by pinyin initials and filled for a conversation", async () => {
    const found = (await engine.call("GET", "/v1/canned-replies?q=tkjd", undefined, as("wei"))).body.replies as { id: string; title: string }[];
    expect(found.map((one) => one.title)).toEqual(["退款进度"]);
    const conversationId = await conversation("canned-1", "退款呢", "王芳");
    const used = await engine.call("POST", `/v1/canned-replies/${found[0]?.id}/use`, { conversationId }, as("wei"));
    expect(used.body).toEqual({ text: "王芳您好，退款三天内到账。Li Wei", missing: [] });
    const again = (await engine.call("GET", "/v1/canned-replies", undefined, as("wei"))).body.replies as { title: string; uses: number }[];
    expect(again.find((one) => one.title === "退款进度")?.uses).toBe(1);
  });
});

describe("macros", () => {
  it("do a list of things to a conversation, once per key, and say first what they would say", async () => {
    const actions = [
      { action: "label", add: ["refund"] },
      { action: "reply", text: "{{customer|您}}好，工单 {{ticket}} 已建立" },
      { action: "note", text: "done by macro" },
      { action: "resolve" },
    ];
    const made = await engine.call("POST", "/v1/macros", { name: "退款收尾", actions, shared: true }, as("chen"));
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const path = `/v1/macros/${String(made.body.id)}/run`;
    const conversationId = await conversation("macro-1", "我要退货");
    expect((await engine.call("POST", path, { conversationId, preview: true }, as("wei"))).body).toMatchObject({
      missing: ["ticket"],
      texts: [null, null, "done by macro", null],
    });
    expect((await engine.call("POST", path, { conversationId }, as("wei"))).body).toMatchObject({
      code: "refused",
      reason: "missing_variable",
      missing: ["ticket"],
    });
    const run = () => engine.call("POST", path, { conversationId, values: { ticket: "T-7" } }, { ...as("wei"), headers: { "idempotency-key": "macro-run-1" } });
    const [first, second] = [await run(), await run()];
    expect(first.body).toMatchObject({ complete: true, done: actions.map(({ action }) => ({ action, outcome: "done" })) });
    expect(second.body).toEqual(first.body);
    const seen = await view(conversationId);
    expect(seen.conversation).toMatchObject({ status: "resolved", labels: ["refund"] });
    expect(seen.turns.filter((turn) => turn.kind === "reply").map((turn) => turn.parts[0]?.text)).toEqual(["您好，工单 T-7 已建立"]);
  });
});
