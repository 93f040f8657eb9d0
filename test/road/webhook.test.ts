import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTab, type Tab } from "../support/agent-socket.ts";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { ring } from "../support/fake-platforms/fake-platform.ts";
import { startWebhook } from "../support/fake-platforms/webhook.ts";

interface QueueEvent {
  event?: { type: string; conversation?: { id?: string; conversationId?: string; channel?: { kind: string } } };
}

let engine: RunningEngine;
let agent: Tab;

beforeAll(async () => {
  engine = await runEngine();
  const signedIn = await engine.call("POST", "/v1/sign-in", engine.demo.agents[0], { token: null });
  agent = await openTab(engine.url, "/v1/agent/socket?since=0", String(signedIn.body.token));
  await agent.frame((frame) => frame.t === "welcome", "the agent is greeted");
}, 90_000);

afterAll(async () => {
  agent?.close();
  await engine?.stop();
  await engine?.remove();
});

const eventOf = (frame: unknown) => (frame as QueueEvent).event;

async function accepted(): Promise<string> {
  const offered = await agent.frame((frame) => eventOf(frame)?.type === "offered" && eventOf(frame)?.conversation?.channel?.kind === "webhook", "offered");
  const conversationId = String(eventOf(offered)?.conversation?.conversationId);
  agent.send({ t: "accept", cid: "a-1", conversationId });
  await agent.frame((frame) => eventOf(frame)?.type === "assigned" && eventOf(frame)?.conversation?.id === conversationId, "assigned");
  return conversationId;
}

describe("the road of a signed webhook", () => {
  it("leads from another system to an agent and back to it, signed both ways, with a receipt at the end", async () => {
    const platform = await startWebhook();
    try {
      const account = await engine.call("POST", "/v1/channels", { kind: "webhook", name: "CRM", config: platform.config });
      expect(account.status, JSON.stringify(account.body)).toBe(201);
      expect(JSON.stringify(account.body)).not.toContain(String(platform.config.secret));
      const webhookUrl = String(account.body.webhookUrl);
      const webhook = await platform.say("crm-700", "我要找人工客服，发票怎么开？");
      const forged = await ring(webhookUrl, { ...webhook, body: Buffer.from(Buffer.from(webhook.body).toString().replace("发票", "退款")) });
      expect(forged.status).toBe(401);
      const first = await ring(webhookUrl, webhook);
      const again = await ring(webhookUrl, webhook);
      expect([first.status, first.body, again.status]).toEqual([200, '{"received":true}', 200]);
      const conversationId = await accepted();
      agent.send({ t: "reply", cid: "r-1", conversationId, parts: [{ type: "text", text: "在订单页申请即可" }] });
      await eventually(async () => platform.delivered.length > 0, "the other system has the answer");
      expect(platform.delivered.map(({ to, text }) => ({ to, text }))).toEqual([{ to: "crm-700", text: "在订单页申请即可" }]);
      expect(platform.refusals).toEqual([]);
      await ring(webhookUrl, platform.post({ type: "message.read", user: { id: "crm-700" }, message: { id: platform.delivered[0]?.id } }));
      await eventually(async () => {
        const view = await engine.call("GET", `/v1/conversations/${conversationId}`);
        const reply = (view.body.turns as { kind: string; delivery?: { state: string } }[]).find((turn) => turn.kind === "reply");
        return reply?.delivery?.state === "read";
      }, "the reply is marked read");
    } finally {
      await platform.close();
    }
  });
});
