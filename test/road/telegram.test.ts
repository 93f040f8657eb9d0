import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTab, type Tab } from "../support/agent-socket.ts";
import { eventually, type RunningEngine, runEngine } from "../support/engine.ts";
import { ring } from "../support/fake-platforms/fake-platform.ts";
import { startTelegram } from "../support/fake-platforms/telegram.ts";
import { hostToken } from "../support/host-token.ts";

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
  const offered = await agent.frame((frame) => eventOf(frame)?.type === "offered" && eventOf(frame)?.conversation?.channel?.kind === "telegram", "offered");
  const conversationId = String(eventOf(offered)?.conversation?.conversationId);
  agent.send({ t: "accept", cid: "a-1", conversationId });
  await agent.frame((frame) => eventOf(frame)?.type === "assigned" && eventOf(frame)?.conversation?.id === conversationId, "assigned");
  return conversationId;
}

describe("the road of a Telegram message", () => {
  it("leads from the bot's webhook to an agent and back to the chat, once, and refuses a wrong secret", async () => {
    const platform = await startTelegram();
    try {
      const account = await engine.call("POST", "/v1/channels", { kind: "telegram", name: "Bot", config: platform.config, baseUrl: platform.baseUrl });
      expect(account.status, JSON.stringify(account.body)).toBe(201);
      expect(JSON.stringify(account.body)).not.toContain(String(platform.config.botToken));
      const webhookUrl = String(account.body.webhookUrl);
      const webhook = await platform.say("700100", "我要找人工客服，快递到哪了？");
      const forged = await ring(webhookUrl, { ...webhook, headers: { ...webhook.headers, "x-telegram-bot-api-secret-token": "guess" } });
      expect(forged.status).toBe(401);
      const first = await ring(webhookUrl, webhook);
      const again = await ring(webhookUrl, webhook);
      expect([first.status, first.body, again.status]).toEqual([200, "", 200]);
      const conversationId = await accepted();
      agent.send({ t: "reply", cid: "r-1", conversationId, parts: [{ type: "text", text: "您的快递明天送达" }] });
      await eventually(async () => platform.delivered.length > 0, "Telegram delivered the answer");
      expect(platform.delivered.map(({ to, text }) => ({ to, text }))).toEqual([{ to: "700100", text: "您的快递明天送达" }]);
      const health = async () => (await engine.call("GET", `/v1/channels/${account.body.id}`)).body.health as Record<string, unknown>;
      await eventually(async () => (await health()).lastOutboundAt !== null, "the account's health knows that it answers");
      expect(await health()).toMatchObject({ state: "ok", lastInboundAt: expect.any(Number), lastOutboundError: null });
      const view = await engine.call("GET", `/v1/conversations/${conversationId}`);
      expect((view.body.turns as { kind: string }[]).filter((turn) => turn.kind === "message")).toHaveLength(1);
    } finally {
      await platform.close();
    }
  });

  it("knows by a link token who writes: the same human as in the host's own app, once", async () => {
    const platform = await startTelegram();
    try {
      const account = await engine.call("POST", "/v1/channels", { kind: "telegram", name: "Bot 2", config: platform.config, baseUrl: platform.baseUrl });
      const webhookUrl = String(account.body.webhookUrl);
      const link = await engine.call("POST", "/v1/identity/links", { userId: "shop-user-12" });
      expect(link.body).toMatchObject({ token: expect.stringMatching(/^[A-Za-z0-9_-]{30,64}$/), places: expect.arrayContaining(["telegramStart"]) });
      const byHost = await engine.call(
        "POST",
        "/v1/visitor/token",
        { tenant: "demo", userToken: await hostToken(engine.demo.widgetSecret, "shop-user-12") },
        { token: null },
      );
      const visitor = await openTab(engine.url, "/v1/visitor/socket?since=0", String(byHost.body.token));
      visitor.send({ t: "send", cid: "v-1", parts: [{ type: "text", text: "在网页上说的话" }] });
      await visitor.frame((frame) => frame.t === "ack", "the visitor's words are kept");
      visitor.close();

      await ring(webhookUrl, await platform.say("700200", `/start ${link.body.token}`));
      await ring(webhookUrl, await platform.say("700200", "在电报上说的话"));
      await ring(webhookUrl, await platform.say("700201", `我捡到一个链接 ${link.body.token}`));
      const wordsOf = async (customerId: string): Promise<string[]> => {
        const view = await engine.call("GET", `/v1/customers/${customerId}?limit=50`);
        const conversations = (view.body.conversations ?? []) as { turns: { kind: string; parts: { text?: string }[] }[] }[];
        return conversations.flatMap(({ turns }) => turns.flatMap((turn) => (turn.kind === "message" ? (turn.parts[0]?.text ?? []) : [])));
      };
      const together = await eventually(async () => {
        const words = await wordsOf(String(byHost.body.customerId));
        return words.length >= 2 && words;
      }, "both are one human");
      expect(together.toSorted()).toEqual(["在网页上说的话", "在电报上说的话"].toSorted());
      const finder = await eventually(async () => {
        const found = await engine.call("GET", "/v1/customers?identity=user_id:700201");
        return found.status === 200 && found.body;
      }, "who found the link is a customer of their own");
      expect(JSON.stringify((finder.customer as { identities: unknown[] }).identities)).not.toContain("shop-user-12");
    } finally {
      await platform.close();
    }
  });
});
