/** Answers as letters: one for each reply, in the customer's thread, handed to Cloudflare's Email Service as raw MIME. */
import { createMimeMessage, Mailbox } from "mimetext/browser";
import type { HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import { textOf } from "../../../protocol/message.ts";
import { base64, utf8 } from "../../crypto/bytes.ts";
import type { Rendering } from "../channel.ts";
import { asList, asRecord, asText, parseExactJson } from "../exact-json.ts";
import { httpOutcome, jsonAnswer, outcomeOf, unreadableOutcome } from "../outcomes.ts";
import { retryAfterMs } from "../retry-after.ts";
import type { EmailConfig } from "./index.ts";

/** RFC 2045 §6.8. */
const BASE64_LINE = 76;

export function renderEmail(message: OutboundMessage, config: EmailConfig, now: number): Rendering {
  return { calls: message.parts.map((part, index) => letter(message, textOf([part]), index, config, now)) };
}

function letter(message: OutboundMessage, text: string, index: number, config: EmailConfig, now: number): HttpCall {
  const to = message.thread.replace(/#[0-9a-z]*$/, "");
  const domain = config.address.slice(config.address.indexOf("@") + 1);
  const messageId = `<${message.id}.${index}@${domain}>`;
  return {
    method: "POST",
    path: `/accounts/${encodeURIComponent(config.accountId)}/email/sending/send_raw`,
    auth: { authorization: `Bearer ${config.apiToken}` },
    json: { from: config.address, recipients: [to], mime_message: mimeOf(message, { to, text, messageId }, config, now) },
    providerId: messageId,
  };
}

function mimeOf(message: OutboundMessage, content: { to: string; text: string; messageId: string }, config: EmailConfig, now: number): string {
  const known = asRecord(parseExactJson(message.reply?.data ?? "")) ?? {};
  const subject = asText(known.subject) ?? config.name;
  const parent = asText(known.messageId);
  const references = [...asList(known.references).flatMap((id) => asText(id) ?? []), ...(parent === undefined ? [] : [parent])];
  const plus = asText(known.plus);
  const mime = createMimeMessage();
  mime.setSender({ name: oneLine(config.name), addr: config.address });
  mime.setTo({ addr: oneLine(content.to) });
  mime.setSubject(oneLine(parent === undefined ? subject : `Re: ${subject.replace(/^(?:\s*(?:re|aw|回复|答复)\s*[:：])+\s*/i, "")}`));
  mime.setHeader("Date", new Date(now).toUTCString().replace("GMT", "+0000"));
  mime.setHeader("Message-ID", content.messageId);
  if (parent !== undefined) mime.setHeader("In-Reply-To", oneLine(parent));
  if (references.length > 0) mime.setHeader("References", oneLine(references.join(" ")));
  if (plus !== undefined) mime.setHeader("Reply-To", new Mailbox(config.address.replace("@", `+${oneLine(plus)}@`)));
  // RFC 3834: other machines must not answer this one.
  if (message.author === "bot") mime.setHeader("Auto-Submitted", "auto-replied");
  mime.setHeader("X-Kefu-Loop", "1");
  mime.addMessage({ contentType: "text/plain", encoding: "base64", data: lines(base64(utf8(content.text.replaceAll("\r\n", "\n").replaceAll("\n", "\r\n")))) });
  return mime.asRaw();
}

const lines = (encoded: string): string => encoded.match(new RegExp(`.{1,${BASE64_LINE}}`, "g"))?.join("\r\n") ?? "";

/** A line break in a header would begin another header. */
const oneLine = (text: string): string => text.replace(/[\r\n\0]+/g, " ").trim();

/** Errors are told by HTTP status; their words say more. */
export function outcomeOfEmail(status: number, headers: Headers, body: string, now: number): Outcome {
  const answer = jsonAnswer(body);
  const error = asRecord(asList(answer?.errors)[0]);
  const words = asText(error?.message);
  const code = asText(error?.code) ?? `http_${status}`;
  if (status < 400 && answer?.success === true) return deliveredOr(asRecord(answer.result) ?? {});
  if (words !== undefined && /daily|quota|sending limit/i.test(words)) return outcomeOf("quota", code, words);
  if (status === 429) return outcomeOf("rate", code, words, retryAfterMs(headers.get("retry-after"), now));
  const byStatus = httpOutcome(status, headers, body, now);
  if (byStatus) return byStatus;
  if (!answer) return unreadableOutcome(status, body);
  if (status === 401) return outcomeOf("auth", code, words);
  if (status === 403 || /not (entitled|verified|allowed)|permission/i.test(words ?? "")) return outcomeOf("policy", code, words);
  return outcomeOf(/suppress/i.test(words ?? "") ? "blocked" : "invalid", code, words);
}

/** One recipient each: bounced at once, or on the way. */
function deliveredOr(result: Readonly<Record<string, unknown>>): Outcome {
  const [bounced] = asList(result.permanent_bounces);
  return bounced === undefined ? { outcome: "sent", providerIds: [] } : outcomeOf("gone", "permanent_bounce", asText(bounced));
}
