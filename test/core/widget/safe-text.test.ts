import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_VISITOR_TEXT } from "../../../protocol/visitor-frames.ts";
import { delayBefore } from "../../../widget/chat/backoff.ts";
import { MOST_TEXT, newCid } from "../../../widget/chat/outgoing.ts";
import { FOLDED_TEXT, folded, piecesOf, safeHref } from "../../../widget/chat/safe-text.ts";
import { LOCALES, localeFor, WORDS } from "../../../widget/chat/words/words.ts";

const links = (text: string): string[] => piecesOf(text).flatMap((piece) => (piece.kind === "link" ? [piece.text] : []));

describe("strangers' words", () => {
  it("become links only where they are web addresses, without the sentence around them", () => {
    expect(links("看 https://a.example/订单?x=1。再见")).toEqual(["https://a.example/订单?x=1"]);
    expect(links("(see https://a.example/b_(c)), http://b.example.")).toEqual(["https://a.example/b_(c)", "http://b.example"]);
    expect(links("javascript:alert(1) data:text/html,x vbscript:x //evil.example file:///etc/passwd")).toEqual([]);
    expect(links("https://user:pass@evil.example/ https://")).toEqual([]);
  });

  it("keep every character, whatever they are", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: "binary" }),
            fc.constantFrom("\u202e", " ", "https://", "<img onerror=1>", "http://a.example/b?c=(d)", "https://shop.example。"),
          ),
        ),
        (parts) => {
          const text = parts.join("");
          expect(
            piecesOf(text)
              .map((piece) => piece.text)
              .join(""),
          ).toBe(text);
        },
      ),
    );
  });

  it("never lead anywhere but to the web", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((tail) => `javascript:${tail}`),
        ),
        (address) => {
          expect(safeHref(address) ?? "https:").toMatch(/^https?:/);
        },
      ),
    );
    expect(safeHref(" java\nscript:alert(1)")).toBeNull();
  });

  it("are folded when they are long, never within a character", () => {
    expect(folded("短")).toBe("短");
    const text = `${"x".repeat(FOLDED_TEXT - 1)}😀${"y".repeat(90_000)}`;
    expect(folded(text)).toBe(`${"x".repeat(FOLDED_TEXT - 1)}…`);
  });

  it("with a hundred thousand addresses in them stay cheap: most are left as words", () => {
    expect(links("http://a.example ".repeat(6_000))).toHaveLength(100);
    expect(links(`http://${")".repeat(99_000)}x`)).toEqual([]);
  });
});

describe("the widget's small rules", () => {
  it("refuse text that is as long as the server's limit allows not to be", () => {
    expect(MOST_TEXT).toBe(MAX_VISITOR_TEXT);
  });

  it("name messages so that later ones sort behind", () => {
    const chance = new Uint8Array(16);
    expect(newCid(1_700_000_000_000, chance) < newCid(1_700_000_000_001, chance)).toBe(true);
    expect(newCid(Date.now(), chance)).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  it("wait longer after every failed try, up to half a minute", () => {
    expect([0, 1, 2, 3, 20].map((attempt) => delayBefore(attempt, 1))).toEqual([500, 1_000, 2_000, 4_000, 30_000]);
    expect(delayBefore(20, 0)).toBe(15_000);
  });

  it("speak the nearest language they have", () => {
    expect(["zh", "zh-Hans-SG", "zh-TW", "zh-Hant", "zh-HK", "en-GB", "de", ""].map(localeFor)).toEqual([
      "zh-CN",
      "zh-CN",
      "zh-TW",
      "zh-TW",
      "zh-TW",
      "en",
      "en",
      "en",
    ]);
  });

  it("say everything in every language", () => {
    for (const locale of LOCALES) {
      for (const [key, word] of Object.entries(WORDS[locale])) {
        const said = typeof word === "function" ? (word as (...given: unknown[]) => string)(2, 3) : Array.isArray(word) ? word.join("") : JSON.stringify(word);
        expect(said.trim().length, `${locale} ${key}`).toBeGreaterThan(0);
      }
    }
  });
});
