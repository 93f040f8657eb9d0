import { expect, it } from "vitest";
import { contextOf, isCorrectable, textOf } from "../../../console/src/conversation/correction.ts";
import type { Turn } from "../../../protocol/conversation.ts";

const turn = (seq: number, kind: Turn["kind"], from: "customer" | "agent" | "bot", text: string): Turn =>
  ({ id: `t${seq}`, seq, conversationId: "cv_1", at: seq, kind, author: { kind: from, id: "x" }, parts: [{ type: "text", text }] }) as Turn;

it("a correction goes with the last words before the message, without notes and without what came later", () => {
  const turns = [
    turn(1, "message", "customer", "one"),
    turn(2, "reply", "bot", "two"),
    turn(3, "note", "agent", "between us"),
    turn(4, "reply", "agent", "four"),
    turn(5, "message", "customer", "five"),
    turn(6, "message", "customer", "six"),
    turn(7, "reply", "agent", "later"),
  ];
  expect(contextOf(turns, { seq: 6 })).toEqual([
    { from: "bot", text: "two" },
    { from: "agent", text: "four" },
    { from: "customer", text: "five" },
  ]);
});

it("only a customer's own words that fit can be corrected", () => {
  expect(isCorrectable(turn(1, "message", "customer", "words"))).toBe(true);
  expect(isCorrectable(turn(1, "reply", "agent", "words"))).toBe(false);
  expect(isCorrectable(turn(1, "message", "customer", "  "))).toBe(false);
  expect(isCorrectable(turn(1, "message", "customer", "x".repeat(2_001)))).toBe(false);
  expect(isCorrectable({ ...turn(1, "message", "customer", "words"), deletedAt: 5 })).toBe(false);
  expect(
    textOf({
      parts: [
        { type: "text", text: " a" },
        { type: "text", text: "b " },
      ],
    }),
  ).toBe("a\nb");
});
