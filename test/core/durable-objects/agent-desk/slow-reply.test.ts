import { expect, it } from "vitest";
import { heard, SLOW_REPLY_MS, slowAt, slowNotice, type Unanswered } from "../../../../durable-objects/agent-desk/slow-reply.ts";
import type { DeskEvent } from "../../../../protocol/agent-frames.ts";
import type { Conversation, Turn } from "../../../../protocol/conversation.ts";

const turn = (conversationId: string, kind: Turn["kind"], at: number): DeskEvent => ({
  id: `${conversationId}${at}`,
  at,
  type: "turn",
  conversationId,
  turn: { kind, at } as Turn,
});
const assigned = (id: string, at: number): DeskEvent => ({
  id,
  at,
  type: "assigned",
  conversation: { id, waitingSince: 0, status: "open" } as Conversation,
  name: null,
});
const after = (...events: DeskEvent[]): Unanswered => events.reduce<Unanswered>(heard, {});

it("slow replies become one merged notice, once, and an answer ends the wait", () => {
  const known = after(
    turn("a", "message", 0),
    turn("b", "message", 4_000),
    turn("c", "message", 60_000),
    turn("d", "message", 1_000),
    turn("d", "reply", 2_000),
  );
  expect(slowAt(known)).toBe(SLOW_REPLY_MS);
  expect(slowNotice(known, SLOW_REPLY_MS - 1)).toBeNull();
  const due = slowNotice(known, SLOW_REPLY_MS);
  expect(due?.notice).toMatchObject({ code: "slow_reply", conversationIds: ["a", "b"] });
  expect(slowAt(due?.after ?? {})).toBe(60_000 + SLOW_REPLY_MS);
  expect(slowAt(heard(due?.after ?? {}, turn("c", "reply", 70_000)))).toBeNull();
});

it("more words of the same customer do not begin the wait anew, and whoever loses a conversation is not late for it", () => {
  expect(slowAt(after(turn("a", "message", 0), turn("a", "message", 50_000)))).toBe(SLOW_REPLY_MS);
  expect(slowAt(after(turn("a", "message", 0), { id: "u", at: 1, type: "unassigned", conversationId: "a", epoch: 2, reason: "" }))).toBeNull();
});

it("the time in the line is not the agent's: their wait begins when they have the conversation", () => {
  expect(slowAt(after(assigned("a", 500_000)))).toBe(500_000 + SLOW_REPLY_MS);
});
