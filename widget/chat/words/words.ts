/** Which languages the widget speaks, and which one somebody gets. Numbers, dates and plurals come from the platform's Intl. */
import type { RatingReason } from "../chat-state.ts";
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
  passedOn: string;
  leave: string;
  /** another way than to wait */
  otherwise: {
    offer: string;
    title: string;
    why: string;
    ways: Record<WayToWait, string>;
    hints: Record<WayToWait, string>;
    fields: { phone: string; email: string };
    wrong: { phone: string; email: string; late: string; unreachable: string };
    send: string;
    other: string;
    stop: string;
    /** `to` null = here, or somewhere that this device does not know */
    noted: (to: string | null) => string;
    stay: string;
  };
  /** leave a message */
  leaveTitle: string;
  leaveWhy: string;
  contact: string;
  contactHint: string;
  contactWrong: string;
  message: string;
  messageWrong: string;
  leaveSend: string;
  left: (contact: string, number: string) => string;
  leftLater: string;
  /** rating */
  rateTitle: string;
  scores: readonly [string, string, string, string, string];
  solved: string;
  yes: string;
  no: string;
  good: string;
  better: string;
  reasons: Record<RatingReason, string>;
  comment: string;
  rateSend: string;
  rateSkip: string;
  rated: string;
  rateAgain: string;
  rateFailed: string;
  /** menu */
  sound: string;
  language: string;
  textSize: string;
  sizes: readonly [string, string, string];
  transcript: string;
  forget: string;
  forgetWhy: string;
  forgetYes: string;
  erase: string;
  eraseWhy: string;
  eraseYes: string;
  eraseWords: string;
  end: string;
  endWhy: string;
  endYes: string;
  endFailed: string;
  cancel: string;
  /** earlier conversations */
  history: { title: string; none: string; more: string; offline: string };
  /** opening hours, and how long it takes */
  closed: (opens: string | null) => string;
  replies: (low: number, high: number) => string;
  otherWays: string;
  scan: string;
  /** files */
  upload: {
    add: string;
    most: (mebibytes: number) => string;
    camera: string;
    list: string;
    drop: (name: string) => string;
    failed: string;
    refused: string;
    tooLarge: (mebibytes: number) => string;
    here: string;
  };
  /** articles */
  help: {
    menu: string;
    search: string;
    none: string;
    nothing: string;
    loading: string;
    failed: string;
    ask: string;
    about: (title: string) => string;
    helped: string;
    thanks: string;
    sorry: string;
    kept: string;
  };
  /** questions before the first word */
  ask: {
    title: string;
    optional: string;
    choose: string;
    start: string;
    agree: string;
    policy: string;
    wrong: { missing: string; email: string; phone: string; consent: string };
  };
  /** Why a message was refused, by the server's code; others are said in the server's words. */
  refusals: Readonly<Record<string, string>>;
}

export type WayToWait = "phone" | "email" | "here";

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
