import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { ring } from "../support/fake-platforms/fake-platform.ts";
import { startWechatOa, type WechatOaFake } from "../support/fake-platforms/wechat_oa.ts";

describe("bad input at the doors", () => {
  let engine: RunningEngine;
  let platform: WechatOaFake;
  let hook: string;
  beforeAll(async () => {
    engine = await runEngine();
    platform = await startWechatOa();
    const account = await engine.call("POST", "/v1/channels", { kind: "wechat_oa", name: "公众号", config: platform.config, baseUrl: platform.baseUrl });
    hook = String(account.body.webhookUrl);
  });
  afterAll(async () => {
    await platform.close();
    await engine.stop();
    await engine.remove();
  });

  const post = (body: unknown, headers: Record<string, string> = {}) => engine.call("POST", "/v1/message", body, { headers });
  const count = async (): Promise<number> => ((await engine.call("GET", "/v1/conversations?limit=100")).body.conversations as unknown[]).length;

  it.each([
    ["nothing", "", 400, "invalid"],
    ["half of a JSON", '{"from":{"id":"a"},"te', 400, "malformed"],
    ["broken UTF-8", null, 400, "malformed"],
    ["no sender", { text: "hi" }, 400, "invalid"],
    ["a sender that is a number", { from: { id: 7 }, text: "hi" }, 400, "invalid"],
    ["neither text nor parts", { from: { id: "a" } }, 400, "invalid"],
    ["an unknown kind of part", { from: { id: "a" }, parts: [{ type: "hologram" }] }, 400, "invalid"],
    ["a body of 1 MB and more", { from: { id: "a" }, text: "x".repeat(1_100_000) }, 413, "too_large"],
    ["a JSON nested 100 000 deep", `{"from":{"id":"a"},"parts":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, 400, "invalid"],
    ["an array", [], 400, "invalid"],
  ])("answers %s with a problem and a stable code", async (_what, body, status, code) => {
    const before = await count();
    const sent = body === null ? Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]) : body;
    const answer =
      sent instanceof Buffer
        ? await fetch(`${engine.url}/v1/message`, {
            method: "POST",
            headers: { authorization: `Bearer ${engine.demo.apiKey}` },
            body: new Uint8Array(sent),
          }).then(async (response) => ({
            status: response.status,
            headers: response.headers,
            body: (await response.json()) as Record<string, unknown>,
          }))
        : await post(sent);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    expect(answer.body).toMatchObject({ code, status, type: `urn:kefu:problem:${code}` });
    expect(await count()).toBe(before);
  });

  it("names the first wrong field", async () => {
    expect((await post({ from: { id: "" }, text: "hi" })).body).toMatchObject({ field: "from.id" });
  });

  it("refuses 100 MB without reading them all, and lives on", async () => {
    let given = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (given >= 100) return controller.close();
        given += 1;
        controller.enqueue(new Uint8Array(1_000_000));
      },
    });
    const init = { method: "POST", headers: { authorization: `Bearer ${engine.demo.apiKey}` }, body, duplex: "half" } as RequestInit;
    const status = await fetch(`${engine.url}/v1/message`, init).then(
      (response) => response.status,
      () => 413,
    );
    expect(status).toBe(413);
    expect(given).toBeLessThan(100);
    expect((await post({ from: { id: "after" }, text: "还在吗" })).status).toBe(202);
  });

  it.each([
    ["no key", {}, 401],
    ["a wrong key", { authorization: "Bearer kefu_0000000000000000000000000000000" }, 401],
    ["a token that is none", { authorization: "Bearer a.b.c" }, 401],
    ["another scheme", { authorization: "Basic YTpi" }, 401],
  ])("turns away %s", async (_what, headers, status) => {
    const response = await fetch(`${engine.url}/v1/message`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: '{"from":{"id":"x"},"text":"hi"}',
    });
    expect(response.status).toBe(status);
    expect((await response.json()) as object).toMatchObject({ code: "unauthenticated" });
  });

  it("knows ids beyond 2^53 apart", async () => {
    const [one, other] = await Promise.all(["9007199254740993", "9007199254740992"].map((id) => post({ from: { id }, text: "hi" })));
    expect(one?.body.customerId).not.toBe(other?.body.customerId);
  });

  it.each([
    "/v1/conversations/cv_01m8aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "/v1/conversations/nonsense",
    "/v1/customers/cu_aaaaaaaaaaaaaaaaaaaa",
    "/v1/channels/ch_nobody",
    "/v1/nowhere",
  ])("answers 404 for %s", async (path) => {
    expect((await engine.call("GET", path)).status).toBe(404);
  });

  it("refuses a WeChat body that was altered, a wrong signature and a wrong secret, and stores nothing", async () => {
    const before = await count();
    const good = await platform.say("o-eve", "改我");
    const altered = {
      ...good,
      body: Buffer.from(
        Buffer.from(good.body)
          .toString("utf8")
          .replace(/<Encrypt><!\[CDATA\[..../, "<Encrypt><![CDATA[AAAA"),
      ),
    };
    expect((await ring(hook, altered)).status).toBe(401);
    expect((await ring(hook, { ...good, query: good.query.replace(/msg_signature=..../, "msg_signature=0000") })).status).toBe(401);
    expect((await ring(hook, { ...good, query: "" })).status).toBeGreaterThanOrEqual(400);
    expect((await ring(`${hook.slice(0, -4)}aaaa`, good)).status).toBe(404);
    expect(await count()).toBe(before);
  });

  it.each([
    ["entities", '<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>'],
    ["a DOCTYPE from elsewhere", '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><xml/>'],
    ["no XML", "hello"],
    ["broken UTF-8", "\xff\xfe<xml>"],
  ])("refuses XML with %s", async (_what, xml) => {
    const good = await platform.say("o-eve", "hi");
    const answer = await ring(hook, { ...good, body: Buffer.from(xml, "latin1") });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  });

  it("keeps a kind of message that it does not know, and shows it as unsupported", async () => {
    expect((await ring(hook, platform.sendMessage("o-new", "hologram", "<Beam><![CDATA[x]]></Beam>"))).body).toBe("success");
    const shown = await eventually(async () => {
      const list = (await engine.call("GET", "/v1/conversations?channel=wechat_oa")).body.conversations as { id: string }[];
      for (const { id } of list) {
        const view = await engine.call("GET", `/v1/conversations/${id}`);
        const turn = (view.body.turns as { parts: { type: string }[] }[]).find((one) => one.parts[0]?.type === "unsupported");
        if (turn) return turn;
      }
      return null;
    }, "the unsupported message is shown");
    expect(shown.parts).toHaveLength(1);
  });

  it("answers a repeated write as the first time, and refuses the key for another body", async () => {
    const made = await post({ from: { id: "idem" }, text: "hi" });
    const path = `/v1/conversations/${String(made.body.conversationId)}/notes`;
    const headers = { "idempotency-key": "note-1" };
    const first = await engine.call("POST", path, { text: "记一下" }, { headers });
    const second = await engine.call("POST", path, { text: "记一下" }, { headers });
    expect(first.status).toBe(200);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect((await engine.call("POST", path, { text: "别的" }, { headers })).status).toBe(422);
    const view = await engine.call("GET", `/v1/conversations/${String(made.body.conversationId)}`);
    expect((view.body.turns as { kind: string }[]).filter((turn) => turn.kind === "note")).toHaveLength(1);
  });
});
