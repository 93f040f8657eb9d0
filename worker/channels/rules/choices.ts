/**
 * Choices where a platform has too few buttons, or none: a numbered list, and the understanding of its answer.
 */
import type { Choice } from "../../../protocol/message.ts";
import type { Capabilities } from "../channel.ts";
import { textLength } from "./text-length.ts";

const HAN = /\p{Script=Han}/u;
const CHINESE_DIGITS = "零一二三四五六七八九";

/** True when the platform can show these choices as buttons without cutting a label or an id. */
export function choicesFit(choices: readonly Choice[], capability: Capabilities["choices"]): boolean {
  if (capability === null || choices.length > capability.max) return false;
  const unit = capability.unit ?? "utf16";
  return choices.every(
    (choice) =>
      textLength(choice.label, unit) <= capability.label &&
      textLength(choice.id, unit) <= capability.id &&
      (choice.url === undefined || capability.links === true),
  );
}

/** The list as text, with the invitation to answer in the language of the words around it. */
export function numberedList(text: string, choices: readonly Choice[]): string {
  const isChinese = HAN.test(text + choices.map((choice) => choice.label).join(""));
  const lines = choices.map((choice, index) => `${index + 1}. ${choice.label}${choice.url ? ` ${choice.url}` : ""}`);
  const isAnswerable = choices.some((choice) => choice.url === undefined);
  if (isAnswerable) lines.push(isChinese ? "回复数字即可选择" : "Reply with a number to choose");
  return `${text === "" ? "" : `${text}\n\n`}${lines.join("\n")}`;
}

/** Words for choices that came without any. */
export const choicePrompt = (choices: readonly Choice[]): string => (HAN.test(choices.map((choice) => choice.label).join("")) ? "请选择：" : "Please choose:");

/**
 * The choice a customer's text means: its number in any common spelling (2, ２, ②, "选2", 第二个, "option 2", "2.") or its
 * label word for word. Null = the text is no answer to the list.
 */
export function answeredChoice(text: string, choices: readonly Choice[]): Choice | null {
  const words = text.normalize("NFKC").trim().toLowerCase();
  if (words === "" || words.length > 220) return null;
  const byLabel = choices.find((choice) => choice.label.normalize("NFKC").trim().toLowerCase() === words);
  if (byLabel) return byLabel;
  const match =
    /^(?:我?(?:选择?|要)|第|no\.?|option|number|#)?\s*(?:第)?\s*(\d{1,3}|[零一二三四五六七八九十]{1,3})\s*(?:个|项|号|条|[.、。)])?\s*(?:吧|谢谢|please)?$/.exec(
      words,
    );
  const index = match?.[1] ? numberOf(match[1]) : null;
  return index === null ? null : (choices[index - 1] ?? null);
}

/** 1…99 from Arabic or Chinese digits. */
function numberOf(digits: string): number | null {
  if (/^\d+$/.test(digits)) return Number(digits);
  const [tens, units, ...rest] = digits.split("十");
  if (tens === undefined || rest.length > 0) return null;
  if (units === undefined) return tens.length === 1 ? CHINESE_DIGITS.indexOf(tens) : null;
  if (tens.length > 1 || units.length > 1) return null;
  return (tens === "" ? 1 : CHINESE_DIGITS.indexOf(tens)) * 10 + (units === "" ? 0 : CHINESE_DIGITS.indexOf(units));
}
