import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_USER_BYTES, makeLinkToken, mayHoldLinkToken, placesFor, readLinkToken } from "../../../../worker/identity/link-token.ts";

const SECRET = "a widget secret of more than 32 bytes";
const NOW = 1_790_000_000_000;
const HOUR_MS = 3_600_000;

const tokenFor = async (userId: string): Promise<string> => {
  const made = await makeLinkToken(SECRET, userId, NOW + HOUR_MS);
  if (!made) throw new Error("no token");
  return made.token;
};

describe("a link token", () => {
  it("says who the host's user is, wherever it stands in a text", async () => {
    const userId = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }).filter((id) => id.isWellFormed());
    const around = fc.constantFrom(["", ""], ["qrscene_", ""], ["/start ", ""], ["你好，我是 ", "，在吗"], ["hi (", ")"]);
    await fc.assert(
      fc.asyncProperty(userId, around, async (id, [before, after]) => {
        fc.pre(new TextEncoder().encode(id).length <= MAX_USER_BYTES);
        const text = `${before}${await tokenFor(id)}${after}`;
        expect(mayHoldLinkToken(text)).toBe(true);
        expect(await readLinkToken(SECRET, text, NOW)).toMatchObject({ userId: id, expiresAt: NOW + HOUR_MS });
      }),
    );
  });

  it("is refused when a character is changed, when it has ended, and under another tenant's secret", async () => {
    const token = await tokenFor("user-77");
    expect(await readLinkToken(SECRET, token, NOW + HOUR_MS)).toBeNull();
    expect(await readLinkToken("another tenant's secret, as long as ours", token, NOW)).toBeNull();
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: token.length - 1 }), fc.constantFrom("a", "B", "7", "_", "-"), async (at, put) => {
        fc.pre(token[at] !== put);
        const altered = await readLinkToken(SECRET, token.slice(0, at) + put + token.slice(at + 1), NOW);
        // The last character of base64 carries bits that mean nothing: the same user may be spelt twice, never another one.
        expect(altered === null || altered.userId === "user-77").toBe(true);
      }),
    );
  });

  it("fits Telegram's and WeChat's 64 characters for ids of up to 24 bytes, and says where a longer one fits", async () => {
    expect(placesFor(await tokenFor("u".repeat(24)))).toEqual(expect.arrayContaining(["telegramStart", "wechatScene", "wecomSceneParam"]));
    expect(placesFor(await tokenFor("u".repeat(60)))).not.toContain("telegramStart");
    expect(await makeLinkToken(SECRET, "u".repeat(MAX_USER_BYTES + 1), NOW)).toBeNull();
  });

  it("is not seen in ordinary words", () => {
    for (const text of ["KFC 的订单", "KF12345", "订单 20263345", "https://shop.example/KF/abc"]) expect(mayHoldLinkToken(text)).toBe(false);
  });
});
