/** Replies as signed posts of our own JSON: one per part, each with an id that stays the same when it is tried again. */
import type { HttpCall, OutboundMessage, Outcome } from "../../../protocol/channels.ts";
import type { Rendering } from "../channel.ts";
import { asText } from "../exact-json.ts";
import { httpOutcome, jsonAnswer, outcomeOf } from "../outcomes.ts";
import type { WebhookConfig } from "./index.ts";

export function renderWebhook(message: OutboundMessage, config: WebhookConfig): Rendering {
  const { replyUrl } = config;
  if (replyUrl === undefined) return { calls: [] };
  const lastText = message.parts.findLastIndex((part) => part.type === "text");
  const user = { ids: message.to.map(({ kind, value }) => ({ kind, value })) };
  const calls = message.parts.map((part, index): HttpCall => {
    const id = `${message.id}.${index}`;
    const choices = index === lastText && message.choices?.length ? { choices: message.choices } : {};
    const replyTo = message.replyTo === undefined || index > 0 ? {} : { replyTo: message.replyTo };
    return {
      method: "POST",
      path: "",
      url: { href: replyUrl, allowHosts: [new URL(replyUrl).hostname] },
      auth: "none",
      headers: { "webhook-id": id },
      json: {
        type: "reply.created",
        id,
        thread: message.thread,
        user,
        from: message.author,
        message: { id: message.id, parts: [part], ...choices, ...replyTo },
      },
      idempotent: true,
    };
  });
  return { calls };
}

/** Any 2xx is taken; a JSON answer may carry the `id` under which receipts will speak of the message. */
export function outcomeOfWebhook(status: number, headers: Headers, body: string, now: number): Outcome {
  const byStatus = httpOutcome(status, headers, body, now);
  if (byStatus) return byStatus;
  const answer = jsonAnswer(body);
  const detail = asText(answer?.detail) ?? body;
  if (status >= 200 && status < 300) {
    const id = asText(answer?.id);
    return { outcome: "sent", providerIds: id === undefined ? [] : [id] };
  }
  if (status === 409) return outcomeOf("duplicate", status);
  if (status === 410) return outcomeOf("gone", "http_410", detail);
  if (status === 401) return outcomeOf("auth", "http_401", detail);
  if (status === 403) return outcomeOf("policy", "http_403", detail);
  // A redirect is not followed: the signature was made for one receiver.
  return outcomeOf("invalid", `http_${status}`, detail);
}
