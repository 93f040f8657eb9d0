import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { WebhookEvent, WebhookPort } from "../../../protocol/webhooks.ts";
import { off, script, sent } from "./subscriber-engine.ts";

const { WEBHOOK } = env as unknown as { WEBHOOK: DurableObjectNamespace };
const stubOf = (id: string): DurableObjectStub => WEBHOOK.get(WEBHOOK.idFromName(`t:${id}`));
const portOf = (id: string): WebhookPort => stubOf(id) as unknown as WebhookPort;
const event = (n: number): WebhookEvent => ({ id: `ev_${n}`, type: "message.sent", at: Date.now(), customerId: "cu_1", body: "{}" });

async function eventually(look: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const until = Date.now() + 15_000;
  while (!(await look())) {
    if (Date.now() > until) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

beforeEach(() => {
  sent.length = 0;
  off.length = 0;
  script.answers = [];
});

describe("the outbox object of a subscriber", () => {
  it("sends what it took soon and in order", async () => {
    await portOf("soon").take("t", "soon", [event(1), event(2), event(3)]);
    await eventually(() => sent.length === 3, "all three were sent");
    expect(sent).toEqual(["ev_1", "ev_2", "ev_3"]);
  });

  it("is awake again by its alarm when it was evicted before it could send", async () => {
    await portOf("gone").setMode("t", "gone", "paused");
    await portOf("gone").take("t", "gone", [event(4)]);
    await portOf("gone").setMode("t", "gone", "on");
    await evictDurableObject(stubOf("gone"));
    await runDurableObjectAlarm(stubOf("gone"));
    await eventually(() => sent.includes("ev_4"), "it was sent after the eviction");
  });

  it("sends again, under the same id, what an engine that died may have sent", async () => {
    script.answers = ["die"];
    await portOf("die").take("t", "die", [event(5), event(6)]);
    await eventually(
      async () => (await portOf("die").log("t", "die", { limit: 10 })).deliveries.some(({ attempts }) => attempts.length > 0),
      "one attempt was made",
    );
    expect(sent).toEqual([]);
    await portOf("die").setMode("t", "die", "on");
    await eventually(() => sent.length === 2, "both were sent");
    expect(sent).toEqual(["ev_5", "ev_6"]);
  });

  it("tells that it was switched off, once, and takes nothing any more", async () => {
    script.answers = [{ outcome: "gone", status: 410, ms: 1, detail: "410" }];
    await portOf("off").take("t", "off", [event(7)]);
    await eventually(() => off.length > 0, "somebody heard");
    expect(await portOf("off").take("t", "off", [event(8)])).toEqual({ outcome: "off" });
    await evictDurableObject(stubOf("off"));
    await runDurableObjectAlarm(stubOf("off"));
    expect(off).toEqual(["off: 410"]);
  });

  it("forgets everything when its subscription is removed", async () => {
    await portOf("forget").take("t", "forget", [event(9)]);
    await eventually(() => sent.includes("ev_9"), "it was sent");
    await portOf("forget").forget("t", "forget");
    expect((await portOf("forget").log("t", "forget", { limit: 10 })).deliveries).toEqual([]);
  });
});
