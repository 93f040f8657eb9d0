/** Days as they are written: calendar dates and days relative to today, in Chinese and English. Pure. */
import type { Slot } from "../../protocol/understanding.ts";

const MONTH = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
const WEEKDAY = "(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?";
const FULL_WEEKDAY = "(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)";
const DAY = "\\d{1,2}(?:st|nd|rd|th)?";

const PATTERNS: readonly RegExp[] = [
  /(?<!\d)\d{4}\s?[-/年.]\s?\d{1,2}\s?[-/月.]\s?\d{1,2}(?:日|号)?(?!\d)/g,
  /(?<!\d)(?:上个?月|这个?月|本月|下个?月)\d{1,2}[日号]/g,
  /(?<!\d)\d{1,2}月\d{1,2}(?:日|号)?(?!\d)/g,
  /(?:十一|十二|[一二三四五六七八九十])月(?:[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号]/g,
  // A day of the month alone; not a building, a line, a link, a size, a colour.
  /(?<![\d.第A-Za-z月])(?:[12]?\d|3[01])号(?!楼|线|店|链接|码|色|门|仓|院|柜|库|\d|机|技师|师傅|客服|字)/g,
  /大前天|大后天|前天晚上?(?=没|$)|前天|昨天|昨晚|昨日|昨儿|今天|今日|今早|今晚|今儿|明天|明早|明晚|明日|明儿|后天/g,
  /(?:上上|上|这|本|下下|下)?个?(?:周|星期|礼拜)[一二三四五六日天](?![\d一二三四五六日天])/g,
  new RegExp(`\\b${MONTH}\\.? ${DAY}(?:,? \\d{4})?\\b`, "gi"),
  new RegExp(`\\b${DAY}(?: of)? ${MONTH}(?:,? \\d{4})?\\b`, "gi"),
  /(?<![\d/])\d{1,2}\/\d{1,2}(?:\/\d{2,4})?(?![\d/])/g,
  /\bthe day (?:before yesterday|after tomorrow)\b|\b(?:yesterday|today|tomorrow|tonight|last night|tmrw|tmr)\b/gi,
  new RegExp(`\\b(?:last|next|this|coming) ${WEEKDAY}\\b`, "gi"),
  new RegExp(`\\b${FULL_WEEKDAY}\\b`, "gi"),
  /\bthe \d{1,2}(?:st|nd|rd|th)\b/gi,
];

export function dateSlots(text: string): Slot[] {
  return PATTERNS.flatMap((pattern) =>
    Array.from(text.matchAll(pattern), (match) => {
      const value = match[0].replace(/^the (?=\d)/i, "");
      const start = match.index + match[0].length - value.length;
      return { name: "date" as const, value, start, end: start + value.length };
    }),
  );
}
