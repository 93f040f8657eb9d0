/** Replies of a Facebook page or an Instagram account by the Send API, shared by both channels. */
import type { HttpCall, OutboundMessage } from "../../protocol/channels.ts";
import { type Attachment, type Choice, type Identity, type Part, textOf } from "../../protocol/message.ts";
import type { Rendering } from "./channel.ts";
import { asRecord, asText } from "./exact-json.ts";
import { OWN_METADATA } from "./meta-events.ts";
import { bearer } from "./meta-webhook.ts";

export interface MetaSender {
  /** `/v25.0/me/messages` or `/v25.0/<account>/messages`. */
  path: string;
  token: string;
  /** The app was approved for HUMAN_AGENT: a person may answer for seven days. */
  humanAgent: boolean;
}

const post = (sender: MetaSender, json: Record<string, unknown>): HttpCall => ({ method: "POST", path: sender.path, auth: bearer(sender.token), json });

export function renderMetaMessaging(message: OutboundMessage, sender: MetaSender, now: number): Rendering {
  const lastText = message.parts.findLastIndex((part) => part.type === "text");
  const base = { recipient: { id: message.thread }, ...tagOf(message, sender, now) };
  const calls = message.parts.map((part, index) => {
    const content = contentOf(part, index === lastText ? (message.choices ?? []) : []);
    return post(sender, { ...base, message: { ...content, metadata: `${OWN_METADATA}${message.id}` } });
  });
  return { calls };
}

/** The handle of the customer's last message tells whether the 24 hours are over. */
function tagOf(message: OutboundMessage, sender: MetaSender, now: number): Record<string, string> {
  const isOpen = message.reply !== undefined && now < message.reply.expiresAt;
  if (isOpen || message.author === "bot" || !sender.humanAgent) return { messaging_type: "RESPONSE" };
  return { messaging_type: "MESSAGE_TAG", tag: "HUMAN_AGENT" };
}

function contentOf(part: Part, choices: readonly Choice[]): Record<string, unknown> {
  if (part.type === "media") return { attachment: attachmentOf(part.media) };
  const quickReplies = choices.map(({ id, label }) => ({ content_type: "text", title: label, payload: id }));
  return { text: textOf([part]), ...(quickReplies.length > 0 ? { quick_replies: quickReplies } : {}) };
}

function attachmentOf(media: Attachment): Record<string, unknown> {
  const type = media.kind === "sticker" ? "image" : media.kind;
  if ("mediaId" in media.ref) return { type, payload: { attachment_id: media.ref.mediaId } };
  return { type, payload: { url: "url" in media.ref ? media.ref.url : "", is_reusable: false } };
}

export const signalMetaMessaging = (kind: "typing" | "read", to: { thread: string }, sender: MetaSender): HttpCall =>
  post(sender, { recipient: { id: to.thread }, sender_action: kind === "typing" ? "typing_on" : "mark_seen" });

/** Messages and sender actions answer alike. */
export const metaMessageIds = (answer: Readonly<Record<string, unknown>>): string[] => {
  const id = asText(answer.message_id);
  return id === undefined ? [] : [id];
};

/** Only a name: Meta gives no address that would join customers. */
export function metaProfile(identity: Identity, path: string, fields: string, token: string) {
  const call: HttpCall = { method: "GET", path: `${path}/${encodeURIComponent(identity.value)}`, auth: bearer(token), query: { fields } };
  const read = (body: unknown): { ids: Identity[]; name?: string } | null => {
    const user = asRecord(body);
    const name = asText(user?.name) ?? [asText(user?.first_name), asText(user?.last_name)].filter(Boolean).join(" ");
    return user ? { ids: [], ...(name === "" ? {} : { name }) } : null;
  };
  return { call, read };
}
