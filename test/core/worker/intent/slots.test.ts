import { expect, test } from "vitest";
import { slotsOf } from "../../../../worker/intent/slots.ts";

const found = (text: string): string[] => slotsOf(text).map((slot) => `${slot.name}=${slot.value}`);

const CASES: readonly (readonly [string, readonly string[]])[] = [
  ["订单号是123456", ["order_number=123456"]],
  ["我的订单SO-2024-00731怎么还没发", ["order_number=SO-2024-00731"]],
  ["order #48213 never arrived", ["order_number=48213"]],
  ["my order number is 112-3456789-0001", ["order_number=112-3456789-0001"]],
  ["2024112233445566", ["order_number=2024112233445566"]],
  ["帮我查下 202411223344 这单到哪了", ["order_number=202411223344"]],
  ["order 12345678 please cancel", ["order_number=12345678"]],
  ["尾号3345的那单", ["order_tail=3345"]],
  ["订单后四位是8812", ["order_tail=8812"]],
  ["the order ending in 3345", ["order_tail=3345"]],
  ["last four digits are 9921", ["order_tail=9921"]],
  ["银行卡尾号6688扣的钱", []],
  ["the card ending in 4242 was charged $35.50", ["amount=$35.50"]],
  ["手机尾号1234", ["phone_tail=1234"]],
  ["my phone ends in 7788", ["phone_tail=7788"]],
  ["last 4 digits of my phone are 5566", ["phone_tail=5566"]],
  ["13812345678", ["phone=13812345678"]],
  ["电话改成 139-1234-5678", ["phone=139-1234-5678"]],
  ["不是13812345678，是13912345678", ["phone=13812345678", "phone=13912345678"]],
  ["+86 138 1234 5678 打这个", ["phone=+86 138 1234 5678"]],
  ["call me at +1 415-555-2671", ["phone=+1 415-555-2671"]],
  ["text me on 07700 900233", ["phone=07700 900233"]],
  ["use 415 555 0163 instead", ["phone=415 555 0163"]],
  ["Put my new mobile on file, 0871234567", ["phone=0871234567"]],
  ["the case reference is CAS-20911", []],
  ["驾照扣了9分怎么办", []],
  ["你们客服电话400-123-4567打不通", []],
  ["SF1234567890123 到哪了", ["tracking_number=SF1234567890123"]],
  ["快递单号773012345678901查不到", ["tracking_number=773012345678901"]],
  ["tracking number 9400110200881234567890 doesn't work", ["tracking_number=9400110200881234567890"]],
  ["1Z999AA10123456784 says delivered", ["tracking_number=1Z999AA10123456784"]],
  ["发我邮箱 li.wei@example.com 谢谢", ["email=li.wei@example.com"]],
  ["验证码是482913", []],
  ["取件码 8-2-3011", []],
  ["my gift card number 99887766554433 does not work", []],
  ["昨晚下的单还没发", ["date=昨晚"]],
  ["11月3号买的", ["date=11月3号"]],
  ["能改到周六下午送吗", ["date=周六"]],
  ["下周三晚上送可以吗", ["date=下周三"]],
  ["2024-11-03下单的", ["date=2024-11-03"]],
  ["I ordered on March 3rd", ["date=March 3rd"]],
  ["deliver it next Friday please", ["date=next Friday"]],
  ["bought it last night", ["date=last night"]],
  ["7天无理由能退吗", []],
  ["满300减50的券怎么用", []],
  ["预算500元左右推荐一款", []],
  ["扣了我199元", ["amount=199元"]],
  ["退款58.5块还没到账", ["amount=58.5块"]],
  ["I was charged £20 twice", ["amount=£20"]],
  ["is there a $10 coupon", []],
  ["我要两件", ["quantity=两"]],
  ["need 3 boxes", ["quantity=3"]],
];

test.each(CASES)("finds in %j just what the customer named", (text, slots) => {
  expect(found(text)).toEqual(slots);
});

test("a value is the exact stretch of the text, full-width digits included", () => {
  const text = "我的订单号是１２３４５６７８";
  const [slot] = slotsOf(text);
  expect(slot?.value).toBe("１２３４５６７８");
  expect(text.slice(slot?.start, slot?.end)).toBe(slot?.value);
});

test("a tracking number names its courier when shape and check digit agree", () => {
  expect(slotsOf("SF1234567890123")[0]?.carrier).toBe("SF Express");
  expect(slotsOf("1Z999AA10123456784")[0]?.carrier).toBe("UPS");
});
