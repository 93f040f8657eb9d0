/** Asking how it was, on channels without the widget's own stars: whether, and in which words. Pure. */
import type { CsatSettings } from "../../protocol/automation.ts";
import type { ToldEvent } from "../../protocol/events.ts";

/** There the visitor's page asks by itself, or a machine would have to answer; a letter comes too late for a number. */
const NOT_BY_MESSAGE: ReadonlySet<string> = new Set(["web", "app", "api", "webhook", "email"]);

const QUESTION = { zh: "请为本次服务打分：回复 1 到 5 的数字，5 分最满意。", en: "How was it? Please reply with a number from 1 to 5; 5 is best." };
const THANKS = { zh: "感谢您的评价！", en: "Thank you!" };

const wordsIn = (own: Readonly<Record<string, string>>, builtIn: { zh: string; en: string }, language: string | null): string => {
  const [base = "en"] = (language ?? "en").toLowerCase().split("-");
  return own[language ?? ""] ?? own[base] ?? own.en ?? (base === "zh" ? builtIn.zh : builtIn.en);
};

/** Null = nobody is asked: switched off, closed for silence, nobody answered, or a channel where one does not. */
export function surveyFor(settings: CsatSettings, { type, conversation, detail }: ToldEvent): { question: string; thanks: string } | null {
  if (!settings.enabled || type !== "conversation.resolved" || !conversation) return null;
  if (conversation.status !== "resolved" || conversation.firstReplyAt === null || detail?.reason === "idle") return null;
  const kind = conversation.channels[0]?.kind ?? "api";
  if (NOT_BY_MESSAGE.has(kind) || (settings.channels.length > 0 && !settings.channels.includes(kind))) return null;
  const { language } = conversation;
  return { question: wordsIn(settings.question, QUESTION, language), thanks: wordsIn(settings.thanks, THANKS, language) };
}
