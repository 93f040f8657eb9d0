import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TextUnit } from "../../../../../worker/channels/channel.ts";
import { splitText, TIGHT_FILL } from "../../../../../worker/channels/rules/split-text.ts";
import { textLength } from "../../../../../worker/channels/rules/text-length.ts";

const squeezed = (text: string): string => text.replace(/\s+/g, "");
const UNITS: TextUnit[] = ["bytes", "utf16", "chars"];
const words = fc
  .array(
    fc.constantFrom(
      "退款",
      "，",
      "。",
      "\n\n",
      "\n",
      " ",
      "Where is my order",
      ". ",
      "👨‍👩‍👧‍👦",
      "👍🏽",
      "é",
      "https://a.example/x?y=1&z=2",
      "한국어",
      "！”",
      "1234567890",
      "𠮷",
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(""));

describe("a long reply is split", () => {
  test("into pieces that each fit, in any unit, with nothing but white space lost", () => {
    fc.assert(
      fc.property(words, fc.constantFrom(...UNITS), fc.integer({ min: 30, max: 200 }), fc.constantFrom(0.5, TIGHT_FILL), (text, unit, max, fill) => {
        const pieces = splitText(text, { max, unit }, fill);
        for (const piece of pieces) expect(textLength(piece, unit)).toBeLessThanOrEqual(max);
        expect(squeezed(pieces.join(""))).toBe(squeezed(text));
      }),
    );
  });

  test("never inside a surrogate pair, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.integer({ min: 4, max: 40 }), (text, max) => {
        for (const piece of splitText(text, { max, unit: "utf16" })) {
          expect(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/.test(piece) && text.isWellFormed()).toBe(false);
        }
      }),
    );
  });

  test("into at least one piece, even when all of it is white space", () => {
    expect(splitText(" ".repeat(100), { max: 10, unit: "utf16" })).toHaveLength(1);
    expect(splitText("", { max: 10, unit: "utf16" })).toEqual([""]);
  });

  test("at a paragraph before a line, a line before a sentence, a sentence before a word", () => {
    const limit = { max: 24, unit: "utf16" as const };
    expect(splitText("one two three.\n\nfour five six seven", limit)).toEqual(["one two three.", "four five six seven"]);
    expect(splitText("one. two three\nfour five six seven", limit)).toEqual(["one. two three", "four five six seven"]);
    expect(splitText("One two three! Four five six seven", limit)).toEqual(["One two three!", "Four five six seven"]);
    expect(splitText("退款会在三到五天内到账。如果没有收到，请告诉我们订单号", limit)).toEqual(["退款会在三到五天内到账。", "如果没有收到，请告诉我们订单号"]);
    expect(splitText("onetwothree fourfive sixseveneight", limit)).toEqual(["onetwothree fourfive", "sixseveneight"]);
  });

  test("around a web address, which stays whole", () => {
    const pieces = splitText("请看 https://a.example/orders/3345?lang=zh 谢谢您的耐心等待和理解", { max: 40, unit: "utf16" });
    expect(pieces.some((piece) => piece.includes("https://a.example/orders/3345?lang=zh"))).toBe(true);
  });

  test("inside a web address only when it would not fit alone", () => {
    const pieces = splitText(`https://a.example/${"x".repeat(50)}`, { max: 40, unit: "utf16" });
    expect(pieces.join("")).toBe(`https://a.example/${"x".repeat(50)}`);
  });

  test("not inside a family emoji or a letter with its accent", () => {
    for (const grapheme of ["👨‍👩‍👧‍👦", "e\u0301", "👍🏽"]) {
      for (const piece of splitText(grapheme.repeat(20), { max: 25, unit: "utf16" })) expect(piece.replaceAll(grapheme, "")).toBe("");
    }
  });

  test("tightly when asked, because a quota counts messages", () => {
    const text = `${"短句。".repeat(9)}\n\n${"长".repeat(60)}`;
    const limit = { max: 50, unit: "utf16" as const };
    expect(splitText(text, limit, TIGHT_FILL).length).toBeLessThanOrEqual(splitText(text, limit).length);
  });
});

describe("the length of an SMS", () => {
  test.each([
    ["", 0],
    ["a".repeat(160), 1],
    ["a".repeat(161), 2],
    ["€".repeat(80), 1], // two septets each
    ["€".repeat(81), 2],
    ["中".repeat(70), 1],
    ["中".repeat(71), 2],
    [`${"a".repeat(160)}中`, 3], // one Chinese character makes the whole message UCS-2
  ])("counts segments of GSM-7 or UCS-2 (case %#)", (text, segments) => {
    expect(textLength(text, "sms")).toBe(segments);
  });

  test("never passes the limit after a split", () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 3 }), (text, max) => {
        for (const piece of splitText(text.repeat(5), { max, unit: "sms" })) expect(textLength(piece, "sms")).toBeLessThanOrEqual(max);
      }),
    );
  });
});
