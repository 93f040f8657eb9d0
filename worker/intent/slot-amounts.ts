/** Money on the customer's own order, payment or refund, and counts of goods. Shop prices, budgets and coupon terms are neither. Pure. */
import type { Slot } from "../../protocol/understanding.ts";

const MONEY =
  /[¥￥$£€]\s?\d+(?:,\d{3})*(?:\.\d{1,2})?|(?<![\d.])\d+(?:,\d{3})*(?:\.\d{1,2})?\s?(?:元|块钱|块|rmb|usd|eur|gbp|dollars?|euros?|pounds?|quid|bucks)(?![a-z])|(?<=(?:扣了?|付了?|退了?|花了?|收了?|实付|转了?)(?:我|款)?\s?)\d+(?:\.\d{1,2})?(?![\d天次件个号月日年分])/gi;
const OWN_BEFORE =
  /(?:扣|付|退|支付|花|收了|转|打款|充|金额|总共|一共|合计|赔|欠|到账|差价|价差|补|(?<![a-z])(?:charged?|paid|pay|refund(?:ed)?|billed|deducted|took|taken|total|debited|credited|received|owed?|cost me|transferred|spent|amount|got|took|return|reimburse|bank shows|it says|sent you|have my|(?:where is|want|need) my))[^。！？!?;；]{0,24}$/i;
const OWN_AFTER =
  /^[^。！？!?,，]{0,12}(?:没退|未退|没到账|被扣|退款|退给|(?:was|has been|were) (?:charged|taken|deducted)|gone|back\b|pending|refund|charge|payment|has(?:n't| not) (?:come|arrived))/i;
const BACK_AFTER = /^\s?(?:的?退款|refund|back\b|charge\b)/i;
const FOREIGN_BEFORE =
  /(?:满|减|预算|低于|不超过|最多|便宜|优惠|立减|券|邮费|运费|邮|手续费|起|售价|标价|价格|卖|只要|(?<![a-z])(?:budget|under|below|over|above|up to|less than|around|off|save|shipping(?: fee)?|delivery(?: fee)?|discount|coupon|voucher|price[ds]?|for only|offer|costs|fee(?: of| is)?|spend|minimum|for))[^，。,.!！?？]{0,8}$/i;
const FOREIGN_AFTER =
  /^\s?(?:以内|以下|左右的|起|的?(?:优惠)?券|减|包邮|一[件个双套]|\/|的预算|(?:off|coupon|voucher|discount|budget|or less|each|gift ?card|minimum)\b)/i;

const MEASURE = "件|双|套|台|瓶|盒|箱|条|只|包|袋|把|张|本|支|罐|桶|床|对|部|枚";
/** "两块手表" are goods, "32块" is money; "一件都没有" counts nothing; 个 counts goods only after what is done with them. */
const NUMBER_ZH = "(?:\\d{1,4}|[一两二三四五六七八九十]{1,3})";
const COUNT_ZH = new RegExp(
  `(?<![A-Za-z-])(?<![\\d.第每前头满这那哪一二三四五六七八九十月])(?!一(?:${MEASURE})[都也就])(?:${NUMBER_ZH}(?=(?:${MEASURE})(?<!\\d(?=支[持付]|本[店来月周]|条件|部分|把手)))|[一两二三四五六七八九十]{1,3}(?=块(?!钱))|(?<=[要买拍加来缺少坏订下发](?:了|成)?|改成)(?!一个)${NUMBER_ZH}(?=个))(?!.(?:月|小时|人|客服|样|起|点|地址|问题|电话|订单|包裹|快递|号|字|工作日|星期|礼拜|卫衣码))`,
  "g",
);
const COUNT_EN =
  /\b(\d{1,4}|two|three|four|five|six|seven|eight|nine|ten|a dozen)(?= (?:pairs?|pieces?|pcs|units?|sets?|box(?:es)?|bottles?|packs?|copies|bags|cans|rolls|cartons?)\b)/gi;

export function amountSlots(text: string): Slot[] {
  return Array.from(text.matchAll(MONEY)).flatMap((match): Slot[] => {
    const value = match[0].trimEnd();
    const before = text.slice(0, match.index);
    const after = text.slice(match.index + value.length);
    const foreign = FOREIGN_BEFORE.test(before) || FOREIGN_AFTER.test(after);
    const own = OWN_BEFORE.test(before) || OWN_AFTER.test(after);
    if (!own || (foreign && !BACK_AFTER.test(after) && !/(?:扣|退|charged|refund(?:ed)?|paid)[^，。,.]{0,6}$/i.test(before))) return [];
    return [{ name: "amount", value, start: match.index, end: match.index + value.length }];
  });
}

export function quantitySlots(text: string): Slot[] {
  return [COUNT_ZH, COUNT_EN].flatMap((pattern) =>
    Array.from(text.matchAll(pattern), (match): Slot => ({ name: "quantity", value: match[0], start: match.index, end: match.index + match[0].length })),
  );
}
