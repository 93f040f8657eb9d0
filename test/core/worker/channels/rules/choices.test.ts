import { describe, expect, test } from "vitest";
import { answeredChoice, choicesFit, numberedList } from "../../../../../worker/channels/rules/choices.ts";

const choices = ["查订单", "退款", "换货", "转人工", "发票", "物流", "会员", "优惠", "投诉", "其他", "关闭", "重新开始"].map((label, index) => ({
  id: `c${index + 1}`,
  label,
}));

describe("a numbered list", () => {
  test("invites in the language of its words", () => {
    expect(numberedList("请问您需要", choices.slice(0, 2))).toBe("请问您需要\n\n1. 查订单\n2. 退款\n回复数字即可选择");
    expect(numberedList("How can we help?", [{ id: "a", label: "Refund" }])).toBe("How can we help?\n\n1. Refund\nReply with a number to choose");
  });

  test("writes links out, and does not ask for numbers where there are only links", () => {
    expect(numberedList("", [{ id: "w", label: "官网", url: "https://a.example" }])).toBe("1. 官网 https://a.example");
  });

  test.each([
    ["2", "c2"],
    ["２", "c2"],
    ["②", "c2"],
    ["2.", "c2"],
    ["2、", "c2"],
    ["选2", "c2"],
    ["我选2", "c2"],
    ["第二个", "c2"],
    ["第2个吧", "c2"],
    ["二", "c2"],
    ["2号", "c2"],
    ["Option 2", "c2"],
    ["No. 2", "c2"],
    ["#2 please", "c2"],
    ["十二", "c12"],
    ["12", "c12"],
    ["十", "c10"],
    ["退款", "c2"],
    [" 退款 ", "c2"],
  ])("understands %j", (text, id) => {
    expect(answeredChoice(text, choices)?.id).toBe(id);
  });

  test.each(["0", "13", "我要退2件", "2024年", "二十二", "退款到哪了", "", "订单 2 怎么还没到", "第", "12345"])(
    "takes %j for what it is: no answer to the list",
    (text) => {
      expect(answeredChoice(text, choices)).toBeNull();
    },
  );
});

describe("buttons", () => {
  const capability = { max: 3, label: 6, id: 4, unit: "bytes" as const };

  test("are used only when every label and id fits in the platform's unit", () => {
    expect(choicesFit([{ id: "a", label: "退款" }], capability)).toBe(true);
    expect(choicesFit([{ id: "a", label: "退款吗" }], capability)).toBe(false);
    expect(choicesFit([{ id: "abcde", label: "a" }], capability)).toBe(false);
    expect(
      choicesFit(
        [1, 2, 3, 4].map((n) => ({ id: `${n}`, label: "a" })),
        capability,
      ),
    ).toBe(false);
    expect(choicesFit([{ id: "a", label: "a", url: "https://a.example" }], capability)).toBe(false);
    expect(choicesFit([{ id: "a", label: "a", url: "https://a.example" }], { ...capability, links: true })).toBe(true);
    expect(choicesFit([{ id: "a", label: "a" }], null)).toBe(false);
  });
});
