/** Data in a message, found by shape and by the words beside it, in Chinese and English. Pure. `value` is the exact substring. */
import type { Slot, SlotName } from "../../protocol/understanding.ts";
import { carrierOf } from "./carriers.ts";

interface Rule {
  name: SlotName;
  /** Group 1, when there is one, is the value. */
  pattern: RegExp;
}

/** Earlier rules win where two would take the same characters. */
const RULES: readonly Rule[] = [
  { name: "email", pattern: /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g },
  { name: "phone_tail", pattern: /(?:手机|电话|号码)(?:号)?(?:尾号|后四位)(?:是|为|：|:)?\s*(\d{3,4})(?!\d)/g },
  { name: "phone_tail", pattern: /phone (?:number )?(?:ending|ends) (?:in|with) (\d{3,4})(?!\d)/gi },
  { name: "order_tail", pattern: /(?<!卡)(?:尾号|后[四4]位|末[四4]位)(?:是|为|：|:)?\s*(\d{3,6})(?!\d)/g },
  { name: "order_tail", pattern: /(?<!card )(?<!phone )\b(?:ending|ends) (?:in|with)? ?#?(\d{3,6})(?!\d)/gi },
  { name: "order_tail", pattern: /\blast (?:four|4) (?:digits )?(?:are |is )?(\d{4})(?!\d)/gi },
  { name: "phone", pattern: /(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/g },
  { name: "phone", pattern: /(?<![\d\w])\+\d{1,3}[- ]?(?:\d[- ]?){6,12}\d(?!\d)/g },
  { name: "tracking_number", pattern: /(?<![A-Za-z0-9])(?:SF|YT|JD[VXAK]?|ZTO?|STO|JT|DPK|EMS)\d{10,15}(?![A-Za-z0-9])/gi },
  { name: "tracking_number", pattern: /(?<![A-Za-z0-9])1Z[0-9A-Z]{16}(?![A-Za-z0-9])/gi },
  { name: "tracking_number", pattern: /(?<![A-Za-z0-9])[A-Z]{2}\d{9}[A-Z]{2}(?![A-Za-z0-9])/g },
  { name: "order_number", pattern: /(?:订单(?:号|编号)?|单号)(?:是|为|：|:|\s)*#?([A-Za-z]{0,4}[-\d][\d-]{4,24})/g },
  { name: "order_number", pattern: /\border (?:number |no\.? ?|id )?(?:is )?#?([A-Za-z]{0,4}-?\d[\d-]{3,24})/gi },
  { name: "order_number", pattern: /(?<![A-Za-z0-9-])[A-Z]{2,4}-\d[\d-]{4,20}(?![\d-])/g },
  { name: "order_number", pattern: /^\s*#?(\d{8,24})\s*$/g },
  { name: "date", pattern: /\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?|\d{1,2}月\d{1,2}[日号]?|前天|昨天|昨晚|今天|今晚|明天|后天|上?周[一二三四五六日天]/g },
  {
    name: "date",
    pattern:
      /\b(?:yesterday|today|tomorrow|last (?:night|week|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(?:st|nd|rd|th)?)\b/gi,
  },
  { name: "amount", pattern: /(?:扣了?|付了?|退了?|花了?|支付了?|收了?)\s*(-?[¥￥]?\d+(?:\.\d{1,2})?(?:元|块钱?)?)(?!\d|天|次|件|个)/g },
  { name: "amount", pattern: /\b(?:charged|paid|refund(?:ed)?(?: of)?|billed)(?: me)? ([$£€]\d+(?:\.\d{1,2})?)/gi },
  { name: "quantity", pattern: /(\d{1,4}|[一二两三四五六七八九十]+)(?:件|个|双|套|台|瓶|盒|箱|条|只)(?!月|小时|人|客服)/g },
];

export function slotsOf(text: string): Slot[] {
  const taken: Slot[] = [];
  for (const { name, pattern } of RULES) {
    for (const match of text.matchAll(pattern)) {
      const value = match[1] ?? match[0];
      const start = match.index + (match[1] === undefined ? 0 : match[0].lastIndexOf(match[1]));
      const end = start + value.length;
      if (taken.some((slot) => start < slot.end && slot.start < end)) continue;
      const carrier = name === "tracking_number" ? carrierOf(value) : null;
      taken.push({ name, value, start, end, ...(carrier === null ? {} : { carrier }) });
    }
  }
  return taken.sort((a, b) => a.start - b.start);
}
