import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MASKED_KINDS, maskParts, maskText } from "../../../protocol/masking.ts";

const all = (text: string): string => maskText(text, MASKED_KINDS);

describe("numbers that are not kept", () => {
  it.each([
    ["我的手机13812345678，谢谢", "我的手机*******5678，谢谢"],
    ["电话 138-1234-5678", "电话 ***-****-5678"],
    ["+86 138 1234 5678", "+** *** **** 5678"],
    ["１３８１２３４５６７８", "*******５６７８"],
    ["call +1 (415) 555-2671 please", "call +* (***) ***-2671 please"],
    ["415-555-2671", "***-***-2671"],
    ["座机010-62345678", "座机***-****5678"],
    ["身份证11010519491231002X。", "身份证**************002X。"],
    ["卡号 4111 1111 1111 1111", "卡号 **** **** **** 1111"],
    ["6222 0212 3456 7890 128", "**** **** **** ***0 128"],
    ["card 5500-0000-0000-0004!", "card ****-****-****-0004!"],
  ])("%s → %s", (said, kept) => expect(all(said)).toBe(kept));

  it.each([
    "订单号 202411223344556677",
    "6222 0212 3456 7890 127",
    "快递 SF1234567890123",
    "2024-11-22 10:30",
    "¥1,299.00",
    "110105194912310021",
    "尾号5678",
    "型号 A1234567890123456B",
  ])("leaves alone: %s", (said) => expect(all(said)).toBe(said));

  it("masks only the kinds that the tenant names", () => {
    const said = "13812345678 11010519491231002X";
    expect(maskText(said, [])).toBe(said);
    expect(maskText(said, ["id_card"])).toBe("13812345678 **************002X");
  });

  it("masks every word of a message: the new ones, the quoted ones, a caption", () => {
    const media = { kind: "audio", ref: { blobKey: "media/t/13812345678" } } as const;
    const parts = maskParts(
      [
        { type: "text", text: "13812345678", quoted: "> 4111 1111 1111 1111" },
        { type: "media", media, caption: "打13812345678" },
        { type: "text", text: "没有引用" },
      ],
      MASKED_KINDS,
    );
    expect(parts).toEqual([
      { type: "text", text: "*******5678", quoted: "> **** **** **** 1111" },
      { type: "media", media, caption: "打*******5678" },
      { type: "text", text: "没有引用" },
    ]);
  });

  it("keeps every text's length and is the same when done twice", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom("13812345678", "4111111111111111", "11010519491231002X", "，", " ", "+86"))), (pieces) => {
        const said = pieces.join("");
        const once = all(said);
        expect(once).toHaveLength(said.length);
        expect(all(once)).toBe(once);
      }),
    );
  });
});
