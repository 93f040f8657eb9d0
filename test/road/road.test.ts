import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTab, type Tab } from "../support/agent-socket.ts";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { ring } from "../support/fake-platforms/fake-platform.ts";
import { startWechatOa } from "../support/fake-platforms/wechat_oa.ts";

interface Event {
  t: string;
  event?: { type: string; conversation?: { id?: string; conversationId?: string }; turn?: { parts: { text?: string }[] }; conversationId?: string };
}

let engine: RunningEngine;
let token: string;
let agent: Tab;

beforeAll(async () => {
  engine = await runEngine();
  const signedIn = await engine.call("POST", "/v1/sign-in", engine.demo.agents[0], { token: null });
  token = String(signedIn.body.token);
  agent = await openTab(engine.url, "/v1/agent/socket?since=0", token);
  await agent.frame((frame) => frame.t === "welcome", "the agent is greeted");
}, 90_000);

afterAll(async () => {
  agent?.close();
  await engine?.stop();
  await engine?.remove();
});

const offerOf = (conversationId: string) => (frame: Record<string, unknown>) => {
  const { event } = frame as unknown as Event;
  return event?.type === "offered" && event.conversation?.conversationId === conversationId;
};

async function acceptedBy(tab: Tab, conversationId: string): Promise<void> {
  await tab.frame(offerOf(conversationId), "the conversation is offered");
  tab.send({ t: "accept", cid: `accept-${conversationId}`, conversationId });
  await tab.frame(
    (frame) => (frame as unknown as Event).event?.type === "assigned" && (frame as unknown as Event).event?.conversation?.id === conversationId,
    "assigned",
  );
}

describe("the road of one message", () => {
  it("takes an API message to an agent's live socket and the answer back to where it can be read", async () => {
    const sent = await engine.call("POST", "/v1/message", { from: { id: "c-1", name: "王芳" }, text: "我要退货，订单号 2024112233", externalId: "m-1" });
    expect(sent.status).toBe(202);
    expect(sent.body).toMatchObject({ duplicate: false, storedIn: "session", seq: 1 });
    const conversationId = String(sent.body.conversationId);
    await acceptedBy(agent, conversationId);
    agent.send({ t: "reply", cid: "r-1", conversationId, parts: [{ type: "text", text: "好的，马上为您办理" }] });
    const ack = await agent.frame((frame) => frame.t === "ack" && frame.cid === "r-1", "the reply is acknowledged");
    const { replyId } = ack.result as { replyId: string };
    await eventually(async () => {
      const view = await engine.call("GET", `/v1/conversations/${conversationId}`);
      const turn = (view.body.turns as { id: string; delivery?: { state: string } }[]).find((known) => known.id === replyId);
      return turn?.delivery?.state === "sent";
    }, "the reply is marked sent");
  });

  it("knows a repeated message and answers it as the first time", async () => {
    const body = { from: { id: "c-2" }, text: "hello", externalId: "same" };
    const first = await engine.call("POST", "/v1/message", body);
    const again = await engine.call("POST", "/v1/message", body);
    expect(again.body).toEqual({ ...first.body, duplicate: true });
  });

  it("takes a signed WeChat message to the agent and the answer out through WeChat's interface, once", async () => {
    const platform = await startWechatOa();
    try {
      const account = await engine.call("POST", "/v1/channels", { kind: "wechat_oa", name: "公众号", config: platform.config, baseUrl: platform.baseUrl });
      expect(account.status, JSON.stringify(account.body)).toBe(201);
      expect(JSON.stringify(account.body)).not.toContain(String(platform.config.appSecret));
      const webhook = await platform.say("o-wang", "快递到哪了？");
      const first = await ring(String(account.body.webhookUrl), webhook);
      const again = await ring(String(account.body.webhookUrl), webhook);
      expect([first.status, first.body, again.status, again.body]).toEqual([200, "success", 200, "success"]);
      const conversationId = await eventually(async () => {
        const frame = agent.frames.find((known) => {
          const { event } = known as unknown as Event & { event?: { conversation?: { channel?: { kind: string } } } };
          return event?.type === "offered" && event.conversation?.channel?.kind === "wechat_oa";
        }) as unknown as Event | undefined;
        return frame?.event?.conversation?.conversationId;
      }, "the WeChat conversation is offered");
      await acceptedBy(agent, conversationId);
      agent.send({ t: "reply", cid: "r-2", conversationId, parts: [{ type: "text", text: "您的快递明天送达" }] });
      await eventually(async () => platform.delivered.length > 0, "WeChat delivered the answer");
      expect(platform.delivered.map(({ to, text }) => ({ to, text }))).toEqual([{ to: "o-wang", text: "您的快递明天送达" }]);
      const view = await engine.call("GET", `/v1/conversations/${conversationId}`);
      expect((view.body.turns as { kind: string }[]).filter((turn) => turn.kind === "message")).toHaveLength(1);
    } finally {
      await platform.close();
    }
  });

  it("tries again when the platform fails, and the agent sees the answer arrive in the end", async () => {
    const platform = await startWechatOa();
    try {
      const account = await engine.call("POST", "/v1/channels", { kind: "wechat_oa", name: "第二个", config: platform.config, baseUrl: platform.baseUrl });
      await ring(String(account.body.webhookUrl), await platform.say("o-li", "有人吗，转人工"));
      const listed = await eventually(async () => {
        const list = await engine.call("GET", "/v1/conversations?channel=wechat_oa&q=转人工");
        return (list.body.conversations as { id: string }[])[0];
      }, "the conversation is in the list");
      platform.misbehave({ as: "fail", answer: { status: 500, body: "oops" } });
      const replied = await engine.call("POST", `/v1/conversations/${listed.id}/replies`, { text: "我在" }, { headers: { "idempotency-key": "k-1" } });
      const repeated = await engine.call("POST", `/v1/conversations/${listed.id}/replies`, { text: "我在" }, { headers: { "idempotency-key": "k-1" } });
      expect(repeated.body.replyId).toBe(replied.body.replyId);
      await eventually(async () => platform.delivered.length > 0, "delivered after a failure", 30_000);
      expect(platform.delivered.map((one) => one.text)).toEqual(["我在"]);
    } finally {
      await platform.close();
    }
  }, 45_000);

  it("takes a visitor's websocket message to the agent and the answer to the visitor's screen", async () => {
    const issued = await engine.call("POST", "/v1/visitor/token", { tenant: "demo", locale: "zh-CN" }, { token: null });
    const visitor = await openTab(engine.url, "/v1/visitor/socket?since=0", String(issued.body.token));
    visitor.send({ t: "send", cid: "v-1", parts: [{ type: "text", text: "发票怎么开" }] });
    const ack = await visitor.frame((frame) => frame.t === "ack" && frame.cid === "v-1", "the visitor's message is kept");
    const conversationId = String(ack.conversationId);
    await acceptedBy(agent, conversationId);
    agent.send({ t: "reply", cid: "r-3", conversationId, parts: [{ type: "text", text: "在订单页申请即可" }] });
    const shown = await visitor.frame((frame) => frame.t === "msg", "the answer is shown");
    expect(shown.turn).toMatchObject({ from: "agent", parts: [{ type: "text", text: "在订单页申请即可" }] });
    visitor.close();
  });

  it("loses nothing that was acknowledged when everything is killed at once", async () => {
    const before = await runEngine();
    const ids = await Promise.all(
      Array.from(
        { length: 20 },
        async (_, index) => (await before.call("POST", "/v1/message", { from: { id: `k-${index % 4}` }, text: `n ${index}`, externalId: `e-${index}` })).status,
      ),
    );
    expect(ids.every((status) => status === 202)).toBe(true);
    await before.kill();
    const after = await runEngine(before.dataDir);
    const texts: string[] = [];
    for (let customer = 0; customer < 4; customer++) {
      const view = await after.call("GET", `/v1/customers?identity=api_user:k-${customer}`);
      for (const conversation of view.body.conversations as { turns: { kind: string; parts: { text: string }[] }[] }[]) {
        for (const turn of conversation.turns) if (turn.kind === "message") texts.push(turn.parts[0]?.text ?? "");
      }
    }
    expect(texts.sort()).toEqual(Array.from({ length: 20 }, (_, index) => `n ${index}`).sort());
    expect(await after.stop()).toBe(0);
    await after.remove();
  }, 120_000);
});
