/**
 * What the Chinese platforms allow, as data. [S] = read in the platform's own documents or an SDK's source, [K] = common
 * knowledge, [own] = our choice where the platform states nothing. All looked up 2026-11.
 */
import type { Capabilities } from "../channel.ts";
import { HOUR, KB, MB, MINUTE, SECOND } from "./units.ts";

const NO_SIGNALS = { typing: false, markRead: false, receipts: "none" } as const;

/** developers.weixin.qq.com, customer-service messages: 5 in 48 h after a message [S]; 3 in 1 min after a menu click, follow or scan [S]. */
export const wechat_oa: Capabilities = {
  text: { max: 2048, unit: "bytes" }, // [K] errcode 45002 beyond
  caption: 0,
  markdown: false,
  // msgmenu; its words and items share the 2048 bytes: 1024 + 10 × 60 + the frame stay below [own]
  choices: { max: 10, label: 60, id: 60, unit: "bytes", text: 1024 },
  media: ["image", "audio", "video"],
  mediaBytes: { image: 10 * MB, audio: 2 * MB, video: 10 * MB }, // [K]
  ...NO_SIGNALS,
  typing: true,
  window: {
    openMs: 48 * HOUR,
    max: 5,
    keptForAgent: 2,
    byEvent: { followed: { openMs: MINUTE, max: 3 }, scanned: { openMs: MINUTE, max: 3 }, clicked: { openMs: MINUTE, max: 3 } },
  },
  ackMs: 5 * SECOND, // [S]
  idempotentSend: false,
};

/** As the official account, with fewer kinds. Entering the session gives 1 message within 1 minute [K: Tencent has changed the numbers]. */
export const wechat_mini: Capabilities = {
  text: { max: 2048, unit: "bytes" },
  caption: 0,
  markdown: false,
  choices: null,
  media: ["image"],
  mediaBytes: { image: 10 * MB },
  ...NO_SIGNALS,
  typing: true,
  window: { openMs: 48 * HOUR, max: 5, keptForAgent: 2, byEvent: { opened: { openMs: MINUTE, max: 1 } } },
  ackMs: 5 * SECOND,
  idempotentSend: false,
};

/** developer.work.weixin.qq.com/document/path/94677: 5 per customer message in 48 h, 2048 bytes, menu of 10 [S]. */
export const wecom_kf: Capabilities = {
  text: { max: 2048, unit: "bytes" },
  caption: 0,
  markdown: false,
  choices: { max: 10, label: 128, id: 128, unit: "bytes", text: 1024, links: true },
  media: ["image", "audio", "video", "file"],
  mediaBytes: { image: 10 * MB, audio: 2 * MB, video: 10 * MB, file: 20 * MB }, // temporary media [K]
  location: true,
  ...NO_SIGNALS,
  // The welcome words go by a code of 20 s [K]; they do not count against the five.
  window: { openMs: 48 * HOUR, max: 5, keptForAgent: 2, byEvent: { opened: { openMs: 20 * SECOND, max: 1 } } },
  ackMs: SECOND, // the URL check; the callback itself has 5 s
  idempotentSend: true,
};

/** open.dingtalk.com: msgParam at most 15 000 bytes [S]; the text inside is JSON inside JSON, hence the margin [own]. */
export const dingtalk: Capabilities = {
  text: { max: 5000, unit: "bytes" },
  caption: 0,
  markdown: false,
  choices: null, // card buttons only open addresses: a numbered list is answered by every client
  media: ["image", "file"],
  mediaBytes: { image: 20 * MB, file: 20 * MB }, // [K]
  ...NO_SIGNALS,
  window: null,
  pace: { messages: 20, perMs: MINUTE }, // per session hook [K]
  ackMs: 3 * SECOND, // not documented [own]
  idempotentSend: false,
};

/** open.feishu.cn: text 150 KB, card 30 KB [K]; read events [S]; uuid deduplicates for 1 h [S]. */
export const feishu: Capabilities = {
  text: { max: 100 * KB, unit: "bytes" },
  caption: 0,
  markdown: false,
  choices: { max: 20, label: 100, id: 200, text: 4000, links: true },
  media: ["image", "file", "audio", "video"],
  mediaBytes: { image: 10 * MB, file: 30 * MB, audio: 30 * MB, video: 30 * MB }, // [S]
  ...NO_SIGNALS,
  receipts: "read",
  window: null,
  pace: { messages: 5, perMs: SECOND }, // per person and per chat [S]
  ackMs: 3 * SECOND, // 1 s for the challenge [S]
  idempotentSend: true,
};

/** bot.q.qq.com: passive only since 2025-04-21; 60 min (private) or 5 min (group), 5 replies per message id [S]. */
export const qq: Capabilities = {
  text: { max: 1800, unit: "utf16" }, // not documented [own]
  caption: 0,
  markdown: false,
  choices: null, // keyboards need markdown and an approval per template [S]
  media: ["image", "video", "audio"],
  mediaBy: "url",
  ...NO_SIGNALS,
  window: { openMs: 60 * MINUTE, max: 5, keptForAgent: 2, byHandle: true },
  ackMs: 3 * SECOND, // [S]
  idempotentSend: true, // msg_seq
};

/** open.weibo.com 粉丝服务平台: below 300 characters, 48 h, any number, nothing after an unfollow [S, documents of 2014]. */
export const weibo: Capabilities = {
  text: { max: 299, unit: "chars" },
  caption: 0,
  markdown: false,
  choices: null,
  media: [],
  location: true,
  ...NO_SIGNALS,
  window: { openMs: 48 * HOUR },
  ackMs: 5 * SECOND, // [S]
  idempotentSend: false,
};

/** open.douyin.com private messages: replies hang on the triggering message; number and time vary by account type and are configuration [K]. */
export const douyin: Capabilities = {
  text: { max: 500, unit: "utf16" }, // not documented [own]
  caption: 0,
  markdown: false,
  choices: null,
  media: [],
  ...NO_SIGNALS,
  receipts: "read",
  window: { openMs: 24 * HOUR, byHandle: true, keptForAgent: 1 },
  ackMs: 5 * SECOND, // [S]
  idempotentSend: false,
};
