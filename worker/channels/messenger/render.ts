/** Replies of a page, and the codes of its errors. */
import type { ErrorClass, HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import type { Identity } from "../../../protocol/message.ts";
import type { Rendering } from "../channel.ts";
import { type MetaSender, metaMessageIds, metaProfile, renderMetaMessaging, signalMetaMessaging } from "../meta-send.ts";
import { metaOutcome } from "../meta-webhook.ts";
import type { MessengerConfig } from "./index.ts";

const senderOf = (config: MessengerConfig): MetaSender => ({
  path: `/${config.apiVersion}/me/messages`,
  token: config.pageAccessToken,
  humanAgent: config.humanAgent,
});

export const renderMessenger = (message: OutboundMessage, config: MessengerConfig, now: number): Rendering =>
  renderMetaMessaging(message, senderOf(config), now);

export const signalMessenger = (kind: "typing" | "read", to: { thread: string }, _ref: string | null, config: MessengerConfig): HttpCall =>
  signalMetaMessaging(kind, to, senderOf(config));

export function evidenceOfMessenger(identity: Identity, config: MessengerConfig) {
  if (identity.kind !== "psid" || identity.scope !== config.pageId) return null;
  return metaProfile(identity, `/${config.apiVersion}`, "first_name,last_name", config.pageAccessToken);
}

/** developers.facebook.com/docs/messenger-platform/error-codes. */
const CLASS_OF_CODE: Readonly<Record<number, ErrorClass>> = {
  [-1]: "transient",
  1: "transient",
  2: "transient",
  1200: "transient",
  102: "auth",
  190: "auth",
  4: "rate",
  17: "rate",
  32: "rate",
  613: "rate",
  551: "blocked",
  10: "policy",
  200: "policy",
  368: "policy",
  100: "invalid",
};

const CLASS_OF_SUBCODE: Readonly<Record<number, ErrorClass>> = {
  2018278: "window",
  2018065: "blocked",
  2018108: "blocked",
  1545041: "blocked",
  2018001: "gone",
};

export const outcomeOfMessenger = (status: number, headers: Headers, body: string, now: number): Outcome =>
  metaOutcome({ status, headers, body, now }, metaMessageIds, (code, subcode) => CLASS_OF_SUBCODE[subcode ?? 0] ?? CLASS_OF_CODE[code]);
