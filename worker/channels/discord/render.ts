/** Replies as follow-ups of an interaction, for 15 minutes. The first one replaces the "is thinking" of our acknowledgement. */
import type { ErrorClass, HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import { type Choice, type Part, textOf } from "../../../protocol/message.ts";
import type { Rendering } from "../channel.ts";
import { asNumber, asText } from "../exact-json.ts";
import { httpOutcome, jsonAnswer, outcomeOf, unreadableOutcome } from "../outcomes.ts";
import type { DiscordConfig } from "./index.ts";

const ROW = { type: 1, buttons: 5 };
const BUTTON = 2;
const PRIMARY = 1;
const LINK = 5;
/** Nothing in a reply may ring everybody's bell. */
const NO_MENTIONS = { allowed_mentions: { parse: [] } };

export function renderDiscord(message: OutboundMessage, config: DiscordConfig): Rendering {
  const path = `/webhooks/${config.applicationId}/${message.reply?.data ?? ""}`;
  const lastText = message.parts.findLastIndex((part) => part.type === "text");
  const calls = message.parts.map((part, index) => partCall(part, index === lastText ? (message.choices ?? []) : [], path));
  return { calls };
}

function partCall(part: Part, choices: readonly Choice[], path: string): HttpCall {
  const components = choices.length > 0 ? { components: rowsOf(choices) } : {};
  const json = { content: textOf([part]), ...components, ...NO_MENTIONS };
  if (part.type !== "media") return { method: "POST", path, auth: "none", json };
  return { method: "POST", path, auth: "none", upload: { field: "files[0]", media: part.media, fields: { payload_json: JSON.stringify(json) } } };
}

function rowsOf(choices: readonly Choice[]): unknown[] {
  const buttons = choices.map(({ id, label, url }) => ({
    type: BUTTON,
    label,
    ...(url === undefined ? { style: PRIMARY, custom_id: id } : { style: LINK, url }),
  }));
  return Array.from({ length: Math.ceil(buttons.length / ROW.buttons) }, (_, row) => ({
    type: ROW.type,
    components: buttons.slice(row * ROW.buttons, (row + 1) * ROW.buttons),
  }));
}

export function signalDiscord(kind: "typing" | "read", to: { thread: string }, _ref: string | null, config: DiscordConfig): HttpCall | null {
  if (kind === "read" || config.botToken === undefined) return null;
  return { method: "POST", path: `/channels/${encodeURIComponent(to.thread)}/typing`, auth: { authorization: `Bot ${config.botToken}` } };
}

/** docs.discord.com/developers/topics/opcodes-and-status-codes#json. */
const CLASS_OF_CODE: Readonly<Record<number, ErrorClass>> = {
  10062: "window",
  10015: "window", // the webhook of an interaction is over
  50027: "window",
  50007: "blocked",
  10003: "gone",
  10004: "gone",
  10008: "gone",
  10013: "gone",
  40001: "auth",
  50014: "auth",
  50001: "policy",
  50013: "policy",
  200000: "policy", // held back by a server's own rules
  240000: "policy",
};

export function outcomeOfDiscord(status: number, headers: Headers, body: string, now: number): Outcome {
  const answer = jsonAnswer(body);
  const words = asText(answer?.message);
  if (status === 429) {
    const afterS = asNumber(answer?.retry_after);
    return afterS === undefined
      ? (httpOutcome(status, headers, body, now) ?? unreadableOutcome(status, body))
      : outcomeOf("rate", "http_429", words, Math.ceil(afterS * 1000));
  }
  const byStatus = httpOutcome(status, headers, body, now);
  if (byStatus) return byStatus;
  if (status === 204) return { outcome: "sent", providerIds: [] };
  if (!answer) return unreadableOutcome(status, body);
  const code = asNumber(answer.code);
  if (status >= 400)
    return outcomeOf((code === undefined ? undefined : CLASS_OF_CODE[code]) ?? (status === 401 ? "auth" : "invalid"), code ?? `http_${status}`, words);
  const id = asText(answer.id);
  return { outcome: "sent", providerIds: id === undefined ? [] : [id] };
}
