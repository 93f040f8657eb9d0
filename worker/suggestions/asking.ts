/** What a text asks the customer for: nobody likes to be asked for what they have said. Pure. */
import type { SlotName } from "../../protocol/understanding.ts";

/** What can be asked for, in Chinese and English, and what answers it. */
const THINGS: readonly (readonly [zh: string, en: string, slots: readonly SlotName[]])[] = [
  ["订单(?:号码?|编号)", "order (?:number|no\\.?|id)", ["order_number", "order_tail"]],
  ["(?:快递|物流|运|退货)单号", "(?:tracking|waybill|parcel) (?:number|no\\.?|id)", ["tracking_number"]],
  ["(?:手机号码?|电话号码?|联系电话)", "(?:phone|mobile|telephone)(?: number)?", ["phone"]],
  ["(?:邮箱|电子邮件)(?:地址)?", "e-?mail(?: address)?", ["email"]],
];
/** 请提供您的…, 麻烦发一下… */
const GIVE_ZH = "(?<!无需|不用|不必|不需要|无须)(?:提供|告知|告诉(?:我们?)?|发(?:送|来|给我们?)?|报|留|说)(?:一?下)?(?:您|你)?的?完?整?的?";
/** …是多少, …发我一下 */
const GIVEN_ZH = "(?:是(?:多少|什么|哪个)|(?:发|提供|告诉|报)(?:一?下|给)?我)";
const GIVE_EN = "(?:please|could you|can you|kindly)[^.?!]{0,30}?(?:provide|share|send|tell|give|let us (?:know|have))[^.?!]{0,20}? (?:your|the) ";
/** … , tell us the …: what is told to us, never what we tell. */
const TELL_EN = "(?<!\\b(?:not|n't) (?:need|have) to )(?:tell|give|send|show) (?:us|me) (?:your|the) ";
const WHAT_EN = "what(?:'s| is) (?:your|the) ";

const ASKING = THINGS.map(([zh, en, slots]) => ({
  pattern: new RegExp(`${GIVE_ZH}${zh}|${zh}${GIVEN_ZH}|(?:${GIVE_EN}|${TELL_EN}|${WHAT_EN})${en}`, "i"),
  slots,
}));

/** True = it asks for something that is among what is known. */
export const asksForKnown = (text: string, known: ReadonlySet<string>): boolean =>
  known.size > 0 && ASKING.some(({ pattern, slots }) => slots.some((slot) => known.has(slot)) && pattern.test(text));

const SENTENCE = /[^。！？!?\n]+?(?:[。！？!?\n]+|\.(?=\s|$)|$)\s*/gu;

/** Where a sentence falls into what is said one after the other; ", and we …" is said of its own. */
const BETWEEN = /[，；]|[,;]\s+(?:and\s+)?|\s+and\s+(?=we\b|our\b)|\s+so(?:\s+that)?\s+(?=we\b)/giu;
/** What only joins a clause to the one before. */
const JOINING = /^\s*(?:以便|方便|便于|这样|然后|随后|之后|(?:and|then|so(?: that)?)\s+)/iu;
/** Says nothing without another clause: a condition, an address. */
const NO_STATEMENT =
  /^\s*(?:如果|若|如需|如有|要是|假如|一旦|当|为了|亲|您好|你好|抱歉|不好意思|麻烦|(?:if|when|once|in case|as soon as|unless|hi|hello|sorry|dear|thanks|thank you)\b)/iu;
const ENDS = /[。！？.!?\n]+\s*$/u;

/** The clauses of a sentence that do not ask, when they say something by themselves: what was asked for is there. */
function restOf(sentence: string, known: ReadonlySet<string>): string {
  const clauses = sentence.split(BETWEEN);
  const kept = clauses.filter((clause) => !asksForKnown(clause, known) && clause.trim() !== "");
  if (kept.length === clauses.length || kept.every((clause) => NO_STATEMENT.test(clause))) return "";
  const said = kept.map((clause) => clause.replace(JOINING, "").replace(ENDS, "").trim()).join(/\p{Script=Han}/u.test(sentence) ? "，" : ", ");
  return said.charAt(0).toUpperCase() + said.slice(1) + (ENDS.exec(sentence)?.[0] ?? "");
}

/** A text without what asks for what is known; what only asked is "". */
export function withoutAsking(text: string, known: ReadonlySet<string>): string {
  if (!asksForKnown(text, known)) return text;
  return (text.match(SENTENCE) ?? [text])
    .map((sentence) => (asksForKnown(sentence, known) ? restOf(sentence, known) : sentence))
    .join("")
    .trim();
}
