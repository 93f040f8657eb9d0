/** Which languages the widget speaks, and which one somebody gets. Numbers, dates and plurals come from the platform's Intl. */
import { en } from "./en.ts";
import { zhCn } from "./zh-cn.ts";
import { zhTw } from "./zh-tw.ts";

export interface Words {
  support: string;
  bot: string;
  you: string;
  shut: string;
  menu: string;
  back: string;
  /** header lines */
  askUs: string;
  botHere: string;
  agentHere: string;
  queued: string;
  ended: string;
  connecting: string;
  retrying: string;
  offline: string;
  refused: string;
  /** conversation */
  log: string;
  greeting: string;
  greetingMore: string;
  suggestions: readonly string[];
  composer: string;
  send: string;
  tooLong: (length: string, most: string) => string;
  person: string;
  typing: (name: string) => string;
  newBelow: (count: number) => string;
  showAll: string;
  older: string;
  recalled: string;
  edited: string;
  unsupported: string;
  file: string;
  image: string;
  place: string;
  choices: string;
  today: string;
  yesterday: string;
  newConversation: string;
  state: { queued: string; sending: string; late: string; sent: string; delivered: string; read: string; failed: string };
  again: string;
  change: string;
  /** queue */
  ahead: (count: number) => string;
  next: string;
  wait: (low: number, high: number) => string;
  waitUnknown: string;
  keepBrowsing: string;
  longWait: string;
  leave: string;
  /** leave a message */
  leaveTitle: string;
  leaveWhy: string;
  contact: string;
  contactHint: string;
  contactWrong: string;
  message: string;
  messageWrong: string;
  leaveSend: string;
  left: (contact: string) => string;
  /** rating */
  rateTitle: string;
  scores: readonly [string, string, string, string, string];
  comment: string;
  rateSend: string;
  rateSkip: string;
  rated: string;
  /** menu */
  sound: string;
  language: string;
  textSize: string;
  sizes: readonly [string, string, string];
  transcript: string;
  forget: string;
  forgetWhy: string;
  forgetYes: string;
  cancel: string;
  /** opening hours */
  closed: (opens: string | null) => string;
  /** files */
  upload: {
    add: string;
    camera: string;
    list: string;
    drop: (name: string) => string;
    failed: string;
    refused: string;
    tooLarge: (mebibytes: number) => string;
    here: string;
  };
  /** articles */
  help: { search: string; none: string; loading: string; failed: string; ask: string; about: (title: string) => string };
  /** questions before the first word */
  ask: { title: string; optional: string; choose: string; start: string; wrong: { missing: string; email: string; phone: string } };
}

export const LOCALES = ["zh-CN", "zh-TW", "en"] as const;
export type Locale = (typeof LOCALES)[number];
/** Each language by its own name. */
export const LOCALE_NAMES: Readonly<Record<Locale, string>> = { "zh-CN": "简体中文", "zh-TW": "繁體中文", en: "English" };
export const WORDS: Readonly<Record<Locale, Words>> = { "zh-CN": zhCn, "zh-TW": zhTw, en };

/** The language for a BCP 47 tag: Traditional where the script or the region says so, English where we do not speak it. */
export function localeFor(tag: string): Locale {
  if (!/^zh\b/i.test(tag)) return "en";
  return /hant|tw|hk|mo/i.test(tag) ? "zh-TW" : "zh-CN";
}
