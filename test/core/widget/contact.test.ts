import { expect, it } from "vitest";
import { RATING_OPEN_MS, RATING_REASONS } from "../../../protocol/visitor-frames.ts";
import { emailFrom, phoneFrom } from "../../../widget/chat/contact.ts";
import { episodesOf, numberOf } from "../../../widget/chat/history.ts";
import { isJudged, shelved, withJudged, withShelved } from "../../../widget/chat/shelf.ts";
import { wishFrom } from "../../../widget/chat/view/call-back-form.tsx";
import { CHANGED_FOR_MS } from "../../../widget/chat/view/ending.tsx";
import { WORDS } from "../../../widget/chat/words/words.ts";

it.each([
  ["138 0013 8000", "138 0013 8000"],
  ["+86 (10) 1234-5678", "+86 10 1234-5678"],
  ["（０１０）１２３４５６７８", "010 12345678"],
  ["020.7946.0958", "020 7946 0958"],
  ["12345", null],
  ["call me", null],
  ["138a0013", null],
  ["", null],
])("takes %j for a phone number as %j", (given, wanted) => {
  expect(phoneFrom(given)).toBe(wanted);
});

it("asks for what was chosen, or says what is wrong with it", () => {
  expect(wishFrom("phone", "（０２０） 7946.0958")).toEqual({ wish: "callback", contact: { phone: "020 7946 0958" } });
  expect(wishFrom("email", " ana@shop.example ")).toEqual({ wish: "callback", contact: { email: "ana@shop.example" } });
  expect([wishFrom("here", ""), wishFrom("phone", "soon"), wishFrom("email", "ana at shop")]).toEqual([{ wish: "callback" }, "phone", "email"]);
  expect(emailFrom("ana@ex@ample.com")).toBeNull();
});

it("lists conversations by their last words, the newest first, and gives each a number", () => {
  const turn = (id: string, conversationId: string, text: string, at: number) => ({
    seq: at,
    id,
    conversationId,
    from: "customer" as const,
    parts: [{ type: "text" as const, text }],
    at,
  });
  const turns = [
    turn("a", "cv_1", "first", 1),
    turn("b", "cv_2", "other", 2),
    turn("c", "cv_1", "last", 3),
    { ...turn("d", "cv_2", "gone", 4), deleted: true },
  ];
  expect(episodesOf(turns)).toEqual([
    { conversationId: "cv_2", firstId: "b", last: "other", at: 4 },
    { conversationId: "cv_1", firstId: "a", last: "last", at: 3 },
  ]);
  expect(numberOf("cv_01m8gt0yntpzkt0sg9kyezq1jyk736wj2s5j")).toBe("WJ2S5J");
});

it("keeps the articles read last, no long one, and nothing of a broken shelf", () => {
  let kept: string | undefined;
  for (let id = 0; id < 8; id++) kept = withShelved(kept, String(id), { title: `t${id}`, html: "x" }) ?? undefined;
  expect(["0", "2", "3", "7"].map((id) => shelved(kept, id)?.title ?? null)).toEqual([null, null, "t3", "t7"]);
  expect(withShelved(undefined, "long", { title: "t", html: "x".repeat(30_000) })).toBeNull();
  expect([shelved("{", "1"), shelved('[null,{"id":"1"}]', "1")]).toEqual([null, null]);
  expect([isJudged(undefined, "a"), isJudged(withJudged(withJudged(undefined, "a"), "b"), "a")]).toEqual([false, true]);
});

it("agrees with the server on how a rating is given", () => {
  expect(CHANGED_FOR_MS).toBe(RATING_OPEN_MS);
  expect(Object.keys(WORDS.en.reasons)).toEqual([...RATING_REASONS]);
});
