import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { EVENT_TYPES, type ToldEvent, webhookPayloadSchema } from "../../../../protocol/events.ts";
import { wants, webhookEvent } from "../../../../worker/webhooks/payload.ts";
import { newSecret, signedHeaders } from "../../../../worker/webhooks/sign.ts";

const NOW = Date.now();
const told = (text: string): ToldEvent =>
  ({
    id: "ev_1",
    type: "message.received",
    at: NOW,
    conversationId: "cv_1",
    by: { kind: "customer" },
    turn: {
      id: "tn_1",
      seq: 1,
      kind: "message",
      author: { kind: "customer" },
      channel: { kind: "api", accountId: "api" },
      parts: [{ type: "text", text }],
      at: NOW,
    },
  }) as unknown as ToldEvent;
const subject = { tenant: "t", customerId: "cu_1" };

describe("what a subscriber is sent", () => {
  it("is type, timestamp and data, with the message's words", () => {
    const { body } = webhookEvent(subject, told("hi"));
    expect(webhookPayloadSchema.parse(JSON.parse(body))).toMatchObject({
      type: "message.received",
      data: { customerId: "cu_1", message: { parts: [{ text: "hi" }] } },
    });
  });

  it("is cut, and says so, where the words are longer than subscribers take", () => {
    const { body } = webhookEvent(subject, told("很".repeat(300_000)));
    expect(body.length).toBeLessThan(10_000);
    expect(JSON.parse(body)).toMatchObject({ data: { message: { truncated: true } } });
  });

  it("is signed so that another's implementation of the standard takes it, with every valid secret", async () => {
    const chance = (bytes: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(bytes);
    const secrets = [newSecret(chance), newSecret(chance)];
    const { body } = webhookEvent(subject, told("你好"));
    const headers = await signedHeaders("ev_1", NOW, body, secrets);
    for (const secret of secrets) expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(newSecret(chance)).verify(body, headers)).toThrow();
    await expect(signedHeaders("ev_1", NOW, body, ["no secret"])).rejects.toThrow(RangeError);
  });

  it("is what the subscription asks for; a test goes only where it was asked for", () => {
    expect(EVENT_TYPES.filter((type) => wants(["*"], type))).toEqual(EVENT_TYPES.filter((type) => type !== "webhook.test"));
    expect([wants(["csat.received"], "csat.received"), wants(["csat.received"], "message.sent")]).toEqual([true, false]);
  });
});
