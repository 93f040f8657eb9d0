import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";

interface Route {
  method: string;
  path: string;
}

/** Every route of the OpenAPI document: nothing leaks to another tenant, nothing breaks. */
describe("every route of the interface", () => {
  let engine: RunningEngine;
  let routes: Route[];
  let otherKey: string;
  const ours = { customer: "", conversation: "", turn: "", channel: "", article: "note-1", secretWords: "只有我们知道的话" };

  beforeAll(async () => {
    engine = await runEngine();
    const document = (await engine.call("GET", "/v1/openapi.json")).body as { paths: Record<string, Record<string, unknown>> };
    routes = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })));
    const secrets = JSON.parse(await (await import("node:fs/promises")).readFile(`${engine.dataDir}/secrets.json`, "utf8")) as { ADMIN_SECRET: string };
    const seeded = await engine.call("POST", "/v1/admin/seed", { tenant: "rival" }, { token: null, headers: { "x-admin-secret": secrets.ADMIN_SECRET } });
    otherKey = String(seeded.body.apiKey);
    const sent = await engine.call("POST", "/v1/message", { from: { id: "x-1" }, text: ours.secretWords });
    ours.customer = String(sent.body.customerId);
    ours.conversation = String(sent.body.conversationId);
    ours.turn = String(sent.body.messageId);
    const account = await engine.call("POST", "/v1/channels", {
      kind: "wechat_oa",
      name: "ours",
      config: { appId: "wx1234567890abcdef", appSecret: "s".repeat(32), token: "tok" },
    });
    ours.channel = String(account.body.id);
    await engine.call("POST", "/v1/knowledge/articles", { id: ours.article, title: ours.secretWords, body: ours.secretWords });
    await eventually(async () => ((await engine.call("GET", "/v1/conversations")).body.conversations as unknown[]).length > 0, "it is in the list");
  });
  afterAll(async () => {
    await engine.stop();
    await engine.remove();
  });

  const filled = (path: string): string =>
    path
      .replace("/v1/customers/{id}", `/v1/customers/${ours.customer}`)
      .replace("/v1/conversations/{id}", `/v1/conversations/${ours.conversation}`)
      .replace("/v1/channels/{id}", `/v1/channels/${ours.channel}`)
      .replace("/v1/knowledge/articles/{id}", `/v1/knowledge/articles/${ours.article}`)
      .replace("/v1/teams/{id}", "/v1/teams/support")
      .replace("{turnId}", ours.turn)
      .replace(/\{\w+\}/g, "x-1");

  it("shows another tenant nothing of ours, whatever it asks with our ids", async () => {
    expect(routes.length).toBeGreaterThan(40);
    const before = await engine.call("GET", `/v1/conversations/${ours.conversation}`);
    const leaks: string[] = [];
    for (const { method, path } of routes) {
      if (path.endsWith("/socket")) continue;
      const url = `${filled(path)}${path === "/v1/knowledge/search" ? `?q=${encodeURIComponent(ours.secretWords)}` : path === "/v1/customers" ? "?identity=api_user:x-1" : ""}`;
      const body =
        method === "GET" || method === "DELETE"
          ? undefined
          : { other: ours.customer, text: "hi", to: { agentId: "x" }, label: "x", add: ["x"], until: 9e12, graft: "x" };
      const answer = await engine.call(method, url, body, { token: otherKey });
      const text = JSON.stringify(answer.body);
      const names = [ours.secretWords, ours.channel, ours.turn].filter((secret) => text.includes(secret));
      if (names.length > 0) leaks.push(`${method} ${path}: ${answer.status} ${text.slice(0, 200)}`);
      if (answer.status < 300 && /\/(conversations|customers|channels)\//.test(url) && !path.includes("reports"))
        leaks.push(`${method} ${path}: ${answer.status}`);
    }
    expect(leaks).toEqual([]);
    const after = await engine.call("GET", `/v1/conversations/${ours.conversation}`);
    expect(after.body.turns).toEqual(before.body.turns);
    expect((await engine.call("GET", `/v1/channels/${ours.channel}`)).status).toBe(200);
    expect((await engine.call("GET", `/v1/knowledge/articles/${ours.article}`)).status).toBe(200);
  });

  it("lets nobody in without a key but where none is needed", async () => {
    const open = new Set(["/v1/health", "/v1/openapi.json", "/v1/sign-out", "/v1/visitor/token", "/v1/admin/seed", "/metrics"]);
    const letIn: string[] = [];
    for (const { method, path } of routes) {
      if (open.has(path) || path.startsWith("/v1/sign-in") || path.startsWith("/v1/password-reset")) continue;
      const answer = await engine.call(method, filled(path), method === "GET" ? undefined : {}, { token: null });
      if (answer.status < 400) letIn.push(`${method} ${path}: ${answer.status}`);
    }
    expect(letIn).toEqual([]);
  });

  it.each([
    ["null", null],
    ["an array", [1, 2]],
    ["numbers for words", { text: 7, name: 7, title: 7, kind: 7, id: 7, config: 7, examples: 7 }],
    ["deep nonsense", { from: { id: {} }, parts: [[[]]], config: { a: { b: [] } } }],
    ["very long words", { text: "x".repeat(200_000), name: "y".repeat(10_000) }],
  ])("answers a body of %s with a problem, never with a failure of its own", async (_what, body) => {
    const broken: string[] = [];
    for (const { method, path } of routes) {
      if (method === "GET" || method === "DELETE" || path.startsWith("/v1/admin")) continue;
      const answer = await engine.call(method, path.replace(/\{\w+\}/g, "x-1"), JSON.stringify(body));
      if (answer.status >= 500) broken.push(`${method} ${path}: ${answer.status}`);
      if (answer.status >= 400 && typeof answer.body.code !== "string") broken.push(`${method} ${path}: no code`);
    }
    expect(broken).toEqual([]);
  });
});
