/** Replies of a mini program: text and images only; the platform takes no voice, video, file or menu here. */
import type { HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import { type Attachment, type Part, textOf } from "../../../protocol/message.ts";
import type { Rendering } from "../channel.ts";
import { wechatOutcome } from "../wechat-errors.ts";

export function renderWechatMini(message: OutboundMessage): Rendering {
  return { calls: message.parts.flatMap((part, index) => callsOf(part, index, message)) };
}

const send = (message: OutboundMessage, content: Record<string, unknown>): HttpCall => ({
  method: "POST",
  path: "/cgi-bin/message/custom/send",
  auth: "token",
  json: { touser: message.thread, ...content },
});

function callsOf(part: Part, index: number, message: OutboundMessage): HttpCall[] {
  if (part.type !== "media") return [send(message, { msgtype: "text", text: { content: textOf([part]) } })];
  if ("mediaId" in part.media.ref) return [send(message, { msgtype: "image", image: { media_id: part.media.ref.mediaId } })];
  const name = `media${index}`;
  const upload: HttpCall = {
    method: "POST",
    path: "/cgi-bin/media/upload",
    auth: "token",
    query: { type: "image" },
    upload: { field: "media", media: part.media },
    save: { name, field: "media_id" },
  };
  return [upload, send(message, { msgtype: "image", image: { media_id: `{{${name}}}` } })];
}

export function signalWechatMini(kind: "typing" | "read", to: { thread: string }): HttpCall | null {
  if (kind === "read") return null;
  return { method: "POST", path: "/cgi-bin/message/custom/typing", auth: "token", json: { touser: to.thread, command: "Typing" } };
}

export function mediaOfWechatMini(media: Attachment): HttpCall[] | null {
  if (!("mediaId" in media.ref)) return null;
  return [{ method: "GET", path: "/cgi-bin/media/get", auth: "token", query: { media_id: media.ref.mediaId } }];
}

export function outcomeOfWechatMini(status: number, headers: Headers, body: string, now: number): Outcome {
  return wechatOutcome(status, headers, body, now);
}
