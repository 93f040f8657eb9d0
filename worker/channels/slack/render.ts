/** Replies of the bot: chat.postMessage, or the response address of a command. Text goes plain, without Slack's markup. */
import type { ErrorClass, HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import { type Attachment, type Choice, type Identity, type Part, textOf } from "../../../protocol/message.ts";
import type { Rendering } from "../channel.ts";
import { asRecord, asText } from "../exact-json.ts";
import { httpOutcome, jsonAnswer, outcomeOf, unreadableOutcome } from "../outcomes.ts";
import { retryAfterMs } from "../retry-after.ts";
import type { SlackConfig } from "./index.ts";

const RESPONSE_HOSTS = ["hooks.slack.com"] as const;
const FILE_HOSTS = ["files.slack.com"] as const;

const bearer = (config: SlackConfig) => ({ authorization: `Bearer ${config.botToken}` });
const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

export function renderSlack(message: OutboundMessage, config: SlackConfig, now: number): Rendering {
  const lastText = message.parts.findLastIndex((part) => part.type === "text");
  const calls = message.parts.map((part, index) => {
    const content = contentOf(part, index === lastText ? (message.choices ?? []) : []);
    return sendCall(message, content, config, now);
  });
  return { calls };
}

function sendCall(message: OutboundMessage, content: Record<string, unknown>, config: SlackConfig, now: number): HttpCall {
  const { reply } = message;
  if (reply?.kind === "url" && now < reply.expiresAt) {
    const json = { response_type: "ephemeral", replace_original: false, ...content };
    return { method: "POST", path: "", url: { href: reply.data, allowHosts: RESPONSE_HOSTS }, auth: "none", json };
  }
  const [channel, root] = message.thread.split("/");
  const under = root === undefined ? {} : { thread_ts: root };
  return { method: "POST", path: "/chat.postMessage", auth: bearer(config), json: { channel, ...under, mrkdwn: false, ...content } };
}

function contentOf(part: Part, choices: readonly Choice[]): Record<string, unknown> {
  if (part.type === "media") return imageOf(part.media);
  const text = textOf([part]);
  if (choices.length === 0) return { text: escaped(text) };
  const elements = choices.map((choice, index) => ({
    type: "button",
    action_id: `choice_${index}`,
    text: { type: "plain_text", text: choice.label },
    ...(choice.url === undefined ? { value: choice.id } : { url: choice.url }),
  }));
  const blocks = [
    { type: "section", text: { type: "plain_text", text } },
    { type: "actions", elements },
  ];
  return { text: escaped(text), blocks };
}

/** Slack fetches the picture itself; other files go as links. */
function imageOf(media: Attachment): Record<string, unknown> {
  const url = "url" in media.ref ? media.ref.url : "";
  const name = media.name ?? "image";
  return { text: escaped(name), blocks: [{ type: "image", image_url: url, alt_text: name }] };
}

/** Files of customers want the bot's token; it is sent to Slack's file host only. */
export function mediaOfSlack(media: Attachment, config: SlackConfig): HttpCall[] | null {
  if (!("url" in media.ref) || !media.ref.auth) return null;
  return [{ method: "GET", path: "", url: { href: media.ref.url, allowHosts: FILE_HOSTS }, auth: bearer(config) }];
}

/** Name and the workspace's e-mail address (scopes users:read, users:read.email). */
export function evidenceOfSlack(identity: Identity, config: SlackConfig) {
  if (identity.kind !== "user_id" || !identity.scope.startsWith("slack:")) return null;
  const call: HttpCall = { method: "GET", path: "/users.info", auth: bearer(config), query: { user: identity.value } };
  const read = (body: unknown): { ids: Identity[]; name?: string } | null => {
    const user = asRecord(asRecord(body)?.user);
    if (!user) return null;
    const email = asText(asRecord(user.profile)?.email);
    const name = asText(user.real_name) ?? asText(user.name);
    const verified = user.is_email_confirmed !== false;
    return { ids: email === undefined ? [] : [{ kind: "email", scope: "", value: email.toLowerCase(), verified }], ...(name === undefined ? {} : { name }) };
  };
  return { call, read };
}

/** Slack answers 200 and says in words what is wrong. */
const CLASS_OF_ERROR: Readonly<Record<string, ErrorClass>> = {
  invalid_auth: "auth",
  not_authed: "auth",
  token_expired: "auth",
  token_revoked: "auth",
  account_inactive: "auth",
  ratelimited: "rate",
  rate_limited: "rate",
  message_limit_exceeded: "quota",
  fatal_error: "transient",
  internal_error: "transient",
  service_unavailable: "transient",
  request_timeout: "transient",
  channel_not_found: "gone",
  is_archived: "gone",
  user_not_found: "gone",
  not_in_channel: "gone",
  cannot_dm_bot: "gone",
  user_disabled: "blocked",
  missing_scope: "policy",
  no_permission: "policy",
  restricted_action: "policy",
  ekm_access_denied: "policy",
  team_access_not_granted: "policy",
  expired_url: "window",
  used_url: "window",
};

export function outcomeOfSlack(status: number, headers: Headers, body: string, now: number): Outcome {
  const answer = jsonAnswer(body);
  const error = asText(answer?.error) ?? (status < 500 && /^[a-z_]{3,60}$/.test(body) && body !== "ok" ? body : undefined);
  if (error !== undefined) return outcomeOf(CLASS_OF_ERROR[error] ?? "invalid", error, undefined, retryAfterMs(headers.get("retry-after"), now));
  const byStatus = httpOutcome(status, headers, body, now);
  if (byStatus) return byStatus;
  if (status === 200 && body === "ok") return { outcome: "sent", providerIds: [] }; // a response address
  if (answer?.ok !== true) return unreadableOutcome(status, body);
  const channel = asText(answer.channel);
  const ts = asText(answer.ts);
  return { outcome: "sent", providerIds: channel === undefined || ts === undefined ? [] : [`${channel}:${ts}`] };
}
