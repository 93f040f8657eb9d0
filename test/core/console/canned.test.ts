import { describe, expect, it } from "vitest";
import { fillIn, findCanned } from "../../../console/src/canned/canned-replies.ts";
import { initialsOf } from "../../../protocol/pinyin-initials.ts";
import { firstVariable } from "../../../protocol/variables.ts";

const replies = [
  { id: "1", shortcut: "hi", title: "问候", text: "您好 {{customer}}，我是 {{agent}}。" },
  { id: "2", shortcut: "tk", title: "退款进度", text: "订单 {{order}} 的退款已在处理。" },
  { id: "3", shortcut: "ship", title: "Shipping time", text: "Two days." },
];

describe("canned replies", () => {
  it("are found by shortcut, by a word of the title and by pinyin initials", () => {
    expect(findCanned(replies, "h").map((one) => one.id)).toContain("1");
    expect(findCanned(replies, "退款").map((one) => one.id)).toEqual(["2"]);
    expect(findCanned(replies, "tkjd").map((one) => one.id)).toEqual(["2"]);
    expect(findCanned(replies, "wh").map((one) => one.id)).toEqual(["1"]);
    expect(findCanned(replies, "nothing")).toEqual([]);
  });

  it("know the initial of common characters of every letter", () => {
    expect(initialsOf("安北采到儿方个好级快来们你哦片去人是他我行有在")).toBe("abcdefghjklmnopqrstwxyz");
    expect(initialsOf("VIP 客户 2")).toBe("vipkh2");
  });

  it("fill in what is known and leave the rest to be written by hand", () => {
    const filled = fillIn("您好 {{customer}}，订单 {{order}}", { customer: "李梅" });
    expect(filled).toBe("您好 李梅，订单 {{order}}");
    expect(firstVariable(filled)).toEqual({ start: filled.indexOf("{{"), end: filled.length });
    expect(firstVariable("您好")).toBeNull();
  });

  it("are read as the server reads them: with spaces, and with words for when there is no value", () => {
    const filled = fillIn("{{customer|顾客}}您好，{{ agent }}，订单 {{ order }}", { customer: "", agent: "小周" });
    expect(filled).toBe("顾客您好，小周，订单 {{ order }}");
    expect(firstVariable(filled)).toEqual({ start: filled.indexOf("{{"), end: filled.length });
    expect(firstVariable("您好 {{customer|顾客}}")).toEqual({ start: 3, end: 18 });
    expect(fillIn("{{constructor}} {{toString}}", {})).toBe("{{constructor}} {{toString}}");
  });
});
