/** Which words of a page that the visitor has left go into a letter. */
import { expect, it } from "vitest";
import { CALL_BACK } from "../../../../protocol/automation.ts";
import type { Turn } from "../../../../protocol/conversation.ts";
import { unseen } from "../../../../worker/pipeline/carry-on-by-mail.ts";

let seq = 0;
const turn = (more: Partial<Turn>): Turn => {
  seq += 1;
  const base = {
    id: `tn_${seq}`,
    seq,
    kind: "reply",
    at: 1_000 + seq,
    parts: [],
    channel: { kind: "web", accountId: "web" },
    author: { kind: "agent", id: "wei" },
  };
  return { ...base, delivery: { state: "sent", at: 0 }, ...more } as unknown as Turn;
};
const bot = { kind: "bot" } as const;

it("a letter holds the agent's words and that it is the visitor's turn, as far as they were not seen, and nothing else", () => {
  const seenBefore = turn({});
  const asked = turn({ kind: "message", author: { kind: "customer" } });
  const [itIsYourTurn, words] = [turn({ author: bot, cause: [CALL_BACK] }), turn({})];
  const others = [
    turn({ author: bot }),
    turn({ author: bot, cause: ["ru_1"] }),
    turn({ kind: "note" }),
    turn({ delivery: { state: "read", at: 0 } }),
    turn({ author: bot, cause: [CALL_BACK], delivery: { state: "delivered", at: 0 } }),
    turn({ author: bot, cause: [CALL_BACK], channel: { kind: "telegram", accountId: "tg" } }),
  ];
  expect(unseen([seenBefore, asked, itIsYourTurn, words, ...others], 0)).toEqual([itIsYourTurn, words]);
  expect(unseen([asked, itIsYourTurn, words], itIsYourTurn.at)).toEqual([words]);
  expect(unseen([seenBefore, asked], 0)).toEqual([]);
});
