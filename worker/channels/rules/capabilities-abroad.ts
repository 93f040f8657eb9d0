/**
 * What the platforms abroad, e-mail and our own doors allow, as data. [S] = read in the platform's own documents or an SDK's
 * source, [K] = common knowledge, [own] = our choice where the platform states nothing. All looked up 2026-11.
 */
import type { Capabilities } from "../channel.ts";
import { DAY, HOUR, KB, MB, MINUTE, SECOND } from "./units.ts";

const ALL_MEDIA = ["image", "audio", "video", "file", "sticker"] as const;
const FILES = ["image", "audio", "video", "file"] as const;

/** developers.facebook.com/docs/whatsapp: text 4096, caption 1024, 3 buttons or 10 list rows, 24 h then templates [S]. */
export const whatsapp: Capabilities = {
  text: { max: 4096, unit: "utf16" },
  caption: 1024,
  markdown: false,
  choices: { max: 10, label: 20, id: 200, text: 1024 }, // list rows would take 24
  media: ALL_MEDIA,
  mediaBytes: { image: 5 * MB, audio: 16 * MB, video: 16 * MB, file: 100 * MB, sticker: 100 * KB },
  location: true,
  typing: true,
  markRead: true,
  receipts: "read",
  pace: { messages: 10, perMs: MINUTE }, // pair limit: about one in six seconds [K]
  window: { openMs: 24 * HOUR, after: { by: "template" } },
  ackMs: 5 * SECOND,
  idempotentSend: false,
};

/** developers.facebook.com/docs/messenger-platform: 2000 characters, 13 quick replies of 20, 24 h, agents 7 days with HUMAN_AGENT [S]. */
export const messenger: Capabilities = {
  text: { max: 2000, unit: "utf16" },
  caption: 0,
  markdown: false,
  choices: { max: 13, label: 20, id: 1000 },
  media: FILES,
  mediaBy: "url",
  mediaBytes: { image: 8 * MB, audio: 25 * MB, video: 25 * MB, file: 25 * MB },
  typing: true,
  markRead: true,
  receipts: "read",
  window: { openMs: 24 * HOUR, after: { by: "agent", openMs: 7 * DAY } },
  ackMs: 5 * SECOND,
  idempotentSend: false,
};

/** As Messenger, but 1000 *bytes*: about 333 Chinese characters [S]. */
export const instagram: Capabilities = {
  ...messenger,
  text: { max: 1000, unit: "bytes" },
};

/** core.telegram.org/bots/api: 4096 UTF-16 units, caption 1024, callback_data 64 bytes [S]; no window once the user has started the bot. */
export const telegram: Capabilities = {
  text: { max: 4096, unit: "utf16" },
  caption: 1024,
  markdown: false,
  choices: { max: 20, label: 64, id: 64, unit: "bytes", links: true },
  media: ALL_MEDIA,
  mediaBytes: { image: 10 * MB, audio: 50 * MB, video: 50 * MB, file: 50 * MB, sticker: 512 * KB },
  location: true,
  typing: true,
  markRead: false,
  receipts: "none",
  pace: { messages: 1, perMs: SECOND }, // about one a second and chat [K]
  window: null,
  ackMs: 10 * SECOND, // [own]
  idempotentSend: false,
};

/** developers.line.biz: 5000 UTF-16 units, 13 quick replies of 20, retry key on push [S]. */
export const line: Capabilities = {
  text: { max: 5000, unit: "utf16" },
  caption: 0,
  markdown: false,
  choices: { max: 13, label: 20, id: 300, links: true },
  media: ["image"], // video wants a preview picture and audio its length: both go as links
  mediaBy: "url",
  mediaBytes: { image: 10 * MB },
  location: true,
  typing: true,
  markRead: false, // its token comes with each message and is not kept
  receipts: "none",
  window: null,
  ackMs: 2 * SECOND,
  idempotentSend: false, // pushes are, the free reply token is not
};

/** docs.slack.dev: text 4000 recommended, block text 3000, 25 elements in an actions block, label 75 [S]. */
export const slack: Capabilities = {
  text: { max: 4000, unit: "utf16" },
  caption: 0,
  markdown: false,
  choices: { max: 25, label: 75, id: 2000, text: 3000, links: true },
  media: ["image"], // an upload must know its length beforehand: other files go as links
  mediaBy: "url",
  typing: false,
  markRead: false,
  receipts: "none",
  pace: { messages: 1, perMs: SECOND }, // about one a second and channel
  window: null,
  ackMs: 3 * SECOND,
  idempotentSend: false,
};

/** discord.com/developers: 2000 units, 25 buttons of 80, interaction token 15 min [S]. */
export const discord: Capabilities = {
  text: { max: 2000, unit: "utf16" },
  caption: 2000,
  markdown: true,
  choices: { max: 25, label: 80, id: 100, links: true },
  media: FILES,
  mediaBytes: { image: 10 * MB, audio: 10 * MB, video: 10 * MB, file: 10 * MB }, // [K]
  typing: true,
  markRead: false,
  receipts: "none",
  window: { openMs: 15 * MINUTE, byHandle: true },
  ackMs: 3 * SECOND,
  idempotentSend: false, // follow-ups take no nonce
};

/** developers.viber.com: text 7000, picture text 768 (older document: 120) [S]. */
export const viber: Capabilities = {
  text: { max: 7000, unit: "utf16" },
  caption: 120,
  markdown: false,
  choices: { max: 24, label: 100, id: 200, links: true },
  media: ["image"], // video and files want their exact size beforehand: they go as links
  mediaBy: "url",
  mediaBytes: { image: 1 * MB }, // [K]
  location: true,
  typing: false,
  markRead: false,
  receipts: "read",
  window: null,
  ackMs: 5 * SECOND,
  idempotentSend: false,
};

/** twilio.com/docs: Body at most 1600 characters, billed by segment: 10 of 153 GSM-7 or of 67 UCS-2 stay below [S]. */
export const twilio_sms: Capabilities = {
  text: { max: 10, unit: "sms" },
  caption: 10,
  markdown: false,
  choices: null,
  media: FILES,
  mediaBy: "url",
  mediaBytes: { image: 5 * MB, audio: 5 * MB, video: 5 * MB, file: 600 * KB }, // [K]
  typing: false,
  markRead: false,
  receipts: "delivered",
  window: null,
  ackMs: 15 * SECOND,
  idempotentSend: false,
};

/** developers.cloudflare.com/email-service: 5 MiB a message in all [S]. */
export const email: Capabilities = {
  text: { max: 500_000, unit: "utf16" },
  caption: 0,
  markdown: false,
  joinTexts: true,
  choices: null,
  media: [], // files go as links that end: mail with attachments is held back by many receivers
  typing: false,
  markRead: false,
  receipts: "none", // bounces only
  window: null,
  ackMs: 30 * SECOND,
  idempotentSend: false,
};

/** Kakao skill server: one answer in 5 s, or one callback within 1 min [S]; text 1000, 10 quick replies [K]. */
export const kakao: Capabilities = {
  text: { max: 1000, unit: "utf16" },
  caption: 0,
  markdown: false,
  joinTexts: true, // one answer is all there is
  choices: { max: 10, label: 14, id: 200 },
  media: [],
  typing: false,
  markRead: false,
  receipts: "none",
  window: { openMs: MINUTE, max: 1, byHandle: true },
  ackMs: 5 * SECOND,
  idempotentSend: false,
};

/** developers.zalo.me: 2000 characters [S]; 8 consultation messages in 48 h [K, sources differ]. */
export const zalo: Capabilities = {
  text: { max: 2000, unit: "utf16" },
  caption: 2000,
  markdown: false,
  choices: null,
  media: ["image", "file"],
  mediaBy: "url",
  mediaBytes: { image: 1 * MB, file: 5 * MB }, // [K]
  typing: false,
  markRead: false,
  receipts: "read",
  window: { openMs: 48 * HOUR, max: 8, keptForAgent: 2 },
  ackMs: 2 * SECOND,
  idempotentSend: false,
};

/** Our own widget [own]. */
export const web: Capabilities = {
  text: { max: 20_000, unit: "utf16" },
  caption: 4000,
  markdown: true,
  choices: { max: 20, label: 200, id: 200, links: true },
  media: ALL_MEDIA,
  mediaBytes: { image: 20 * MB, audio: 20 * MB, video: 20 * MB, file: 20 * MB, sticker: 20 * MB },
  location: true,
  typing: true,
  markRead: true,
  receipts: "read",
  window: null,
  ackMs: SECOND,
  idempotentSend: true,
};

/** The host's own app speaks the same frames as the widget [own]. */
export const app: Capabilities = web;

/** Signed webhooks in and out carry our own JSON [own]. */
export const webhook: Capabilities = {
  text: { max: 100_000, unit: "utf16" },
  caption: 100_000,
  markdown: true,
  choices: { max: 100, label: 200, id: 200, links: true },
  media: ALL_MEDIA,
  mediaBy: "url",
  location: true,
  typing: false,
  markRead: false,
  receipts: "read",
  window: null,
  ackMs: 5 * SECOND,
  idempotentSend: true,
};

/** POST /v1/message: replies are read by API. */
export const api: Capabilities = webhook;
