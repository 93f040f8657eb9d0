/** Replies by SMS and MMS. */
import type { ErrorClass, HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import { type Attachment, type Part, textOf } from "../../../protocol/message.ts";
import { base64, utf8 } from "../../crypto/bytes.ts";
import type { Rendering } from "../channel.ts";
import { asNumber, asText } from "../exact-json.ts";
import { httpOutcome, jsonAnswer, outcomeOf, unreadableOutcome } from "../outcomes.ts";
import { retryAfterMs } from "../retry-after.ts";
import type { TwilioConfig } from "./index.ts";

const MEDIA_HOSTS = ["api.twilio.com"] as const;
/** Media lie elsewhere; the way there is given by a redirect. */
const FILE_HOSTS = ["*.twilio.com", "*.twiliocdn.com", "*.amazonaws.com"] as const;

const basic = (config: TwilioConfig) => ({ authorization: `Basic ${base64(utf8(`${config.accountSid}:${config.authToken}`))}` });

export function renderTwilio(message: OutboundMessage, config: TwilioConfig): Rendering {
  return {
    calls: message.parts.map((part) => ({
      method: "POST",
      path: `/2010-04-01/Accounts/${config.accountSid}/Messages.json`,
      auth: basic(config),
      form: {
        To: message.thread,
        ...senderOf(config),
        ...contentOf(part),
        ...(config.statusCallback === undefined ? {} : { StatusCallback: config.statusCallback }),
      },
    })),
  };
}

const senderOf = (config: TwilioConfig): Record<string, string> =>
  config.messagingServiceSid === undefined ? { From: config.from ?? "" } : { MessagingServiceSid: config.messagingServiceSid };

function contentOf(part: Part): Record<string, string> {
  if (part.type !== "media") return { Body: textOf([part]) };
  const url = "url" in part.media.ref ? part.media.ref.url : "";
  return { MediaUrl: url, ...(part.caption ? { Body: part.caption } : {}) };
}

export function mediaOfTwilio(media: Attachment, config: TwilioConfig): HttpCall[] | null {
  if (!("url" in media.ref) || !media.ref.auth) return null;
  return [{ method: "GET", path: "", url: { href: media.ref.url, allowHosts: MEDIA_HOSTS }, auth: basic(config), follow: FILE_HOSTS }];
}

/** twilio.com/docs/api/errors. */
const CLASS_OF_CODE: Readonly<Record<number, ErrorClass>> = {
  20003: "auth",
  20429: "rate",
  14107: "rate",
  21611: "rate", // the queue of the number is full
  30022: "rate",
  63018: "rate",
  63016: "window", // WhatsApp by Twilio, outside the 24 hours
  30023: "quota",
  63038: "quota",
  21610: "blocked", // STOP
  30004: "blocked",
  30003: "gone",
  30005: "gone",
  30006: "gone",
  21608: "policy", // trial account
  21408: "policy", // region not enabled
  30007: "policy", // filtered by the carrier
  30034: "policy", // number not registered (A2P 10DLC)
  30001: "transient",
  30008: "transient",
};

export const classOfTwilio = (code: number): ErrorClass | undefined => CLASS_OF_CODE[code];

export function outcomeOfTwilio(status: number, headers: Headers, body: string, now: number): Outcome {
  const answer = jsonAnswer(body);
  const code = asNumber(answer?.code);
  const known = code === undefined ? undefined : classOfTwilio(code);
  if (status >= 400 && code !== undefined && known) return outcomeOf(known, code, asText(answer?.message), retryAfterMs(headers.get("retry-after"), now));
  const byStatus = httpOutcome(status, headers, body, now);
  if (byStatus) return byStatus;
  if (!answer) return unreadableOutcome(status, body);
  if (status >= 400) return outcomeOf(status === 401 ? "auth" : "invalid", code ?? `http_${status}`, asText(answer.message));
  const sid = asText(answer.sid);
  return { outcome: "sent", providerIds: sid === undefined ? [] : [sid] };
}
