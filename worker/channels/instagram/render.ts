/** Replies of an Instagram account, and the codes of its errors. */
import type { ErrorClass, HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import type { Identity } from "../../../protocol/message.ts";
import type { Rendering } from "../channel.ts";
import { type MetaSender, metaMessageIds, metaProfile, renderMetaMessaging, signalMetaMessaging } from "../meta-send.ts";
import { metaOutcome } from "../meta-webhook.ts";
import type { InstagramConfig } from "./index.ts";

const senderOf = (config: InstagramConfig): MetaSender => ({
  path: `/${config.apiVersion}/${config.accountId}/messages`,
  token: config.accessToken,
  humanAgent: config.humanAgent,
});

export const renderInstagram = (message: OutboundMessage, config: InstagramConfig, now: number): Rendering =>
  renderMetaMessaging(message, senderOf(config), now);

export const signalInstagram = (kind: "typing" | "read", to: { thread: string }, _ref: string | null, config: InstagramConfig): HttpCall =>
  signalMetaMessaging(kind, to, senderOf(config));

export function evidenceOfInstagram(identity: Identity, config: InstagramConfig) {
  if (identity.kind !== "igsid" || identity.scope !== config.accountId) return null;
  return metaProfile(identity, `/${config.apiVersion}`, "name,username", config.accessToken);
}

/** As Messenger, with codes of its own for the window and the limits. */
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
  80006: "rate",
  551: "blocked",
  1545041: "window",
  10: "policy",
  200: "policy",
  368: "policy",
  100: "invalid",
};

const CLASS_OF_SUBCODE: Readonly<Record<number, ErrorClass>> = {
  2018278: "window",
  2534022: "window",
  1545041: "window",
  2534014: "gone",
  2018001: "gone",
};

export const outcomeOfInstagram = (status: number, headers: Headers, body: string, now: number): Outcome =>
  metaOutcome({ status, headers, body, now }, metaMessageIds, (code, subcode) => CLASS_OF_SUBCODE[subcode ?? 0] ?? CLASS_OF_CODE[code]);
