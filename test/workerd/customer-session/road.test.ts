import { runDurableObjectAlarm } from "cloudflare:test";
import { beforeEach, expect, it } from "vitest";
import { newId } from "../../../protocol/ids.ts";
import { asked, resetEngine } from "./fake-engine.ts";
import { customer, message, portOf, stubOf } from "./session.ts";

beforeEach(resetEngine);

it("a message is recorded, thought about and shown in the customer's view", async () => {
  const li = await customer("li");
  const recorded = await portOf(li).record(message(li, "我的快递到哪了"));
  expect(recorded).toMatchObject({ outcome: "recorded", seq: 1, duplicate: false, task: { text: "我的快递到哪了", owner: { kind: "bot" } } });
  await runDurableObjectAlarm(stubOf(li));
  const view = await portOf(li).view(li, {});
  expect(view).toMatchObject({ conversations: [{ turns: [{ seq: 1 }] }] });
  expect(asked.thoughts).toHaveLength(0);
});

it("a reply leaves through the outbox when the alarm rings", async () => {
  const li = await customer("li2");
  const recorded = await portOf(li).record(message(li, "hello"));
  if (recorded.outcome !== "recorded" || !recorded.conversationId) throw new Error("not recorded");
  const reply = await portOf(li).reply({
    ...li,
    key: "r1",
    turnId: newId("tn", Date.now()),
    conversationId: recorded.conversationId,
    author: { kind: "agent", id: "ag_1", name: "Wei" },
    parts: [{ type: "text", text: "hi" }],
    at: Date.now(),
  });
  expect(reply).toMatchObject({ outcome: "queued", turn: { delivery: { state: "queued" } } });
  await runDurableObjectAlarm(stubOf(li));
  expect(asked.deliveries).toHaveLength(1);
  const view = await portOf(li).conversation(li, recorded.conversationId, {});
  expect(view).toMatchObject({ conversation: { owner: { kind: "agent", agentId: "ag_1" } }, turns: [{}, { delivery: { state: "sent" } }] });
});
