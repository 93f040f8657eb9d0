/** From a platform's answer to what is to be done: the parts of `outcome` that all channels share. Pure. */
import type { ErrorClass, Outcome } from "../../protocol/channels.ts";
import { asRecord, parseExactJson } from "./exact-json.ts";
import { retryAfterMs } from "./retry-after.ts";

/** Longest excerpt of a platform's own words that is kept with an outcome. */
const MAX_DETAIL = 300;

/** The outcome of an error class: auth, rate and transient are tried again, a duplicate has arrived, the rest is refused. */
export function outcomeOf(kind: ErrorClass, code: string | number, detail?: string, afterMs?: number): Outcome {
  const words = detail ? { detail: detail.slice(0, MAX_DETAIL) } : {};
  switch (kind) {
    case "auth":
    case "rate":
    case "transient":
      return { outcome: "retry", class: kind, code: String(code), ...words, ...(afterMs === undefined ? {} : { afterMs }) };
    case "duplicate":
      return { outcome: "sent", providerIds: [] };
    case "window":
    case "quota":
    case "blocked":
    case "gone":
    case "invalid":
    case "policy":
      return { outcome: "refused", class: kind, code: String(code), ...words };
    default:
      return kind satisfies never;
  }
}

/**
 * What the HTTP status alone decides: 429 and 5xx. Null = the body decides (2xx, and 4xx with the platform's own codes).
 * 408 and 504 mean that the message may have arrived: `unknown`, not a blind retry.
 */
export function httpOutcome(status: number, headers: Headers, body: string, now: number): Outcome | null {
  if (status === 429) return outcomeOf("rate", "http_429", excerpt(body), retryAfterMs(headers.get("retry-after"), now));
  if (status === 408 || status === 504) return { outcome: "unknown", code: `http_${status}` };
  if (status >= 500) return outcomeOf("transient", `http_${status}`, excerpt(body), retryAfterMs(headers.get("retry-after"), now));
  return null;
}

/** A 4xx or an unreadable 2xx whose body says nothing we know. */
export function unreadableOutcome(status: number, body: string): Outcome {
  if (status === 401) return outcomeOf("auth", "http_401", excerpt(body));
  if (status >= 200 && status < 300) return { outcome: "unknown", code: "unreadable_answer", detail: excerpt(body) };
  return outcomeOf("invalid", `http_${status}`, excerpt(body));
}

/** The JSON object of an answer, or null. */
export const jsonAnswer = (body: string): Readonly<Record<string, unknown>> | null => asRecord(parseExactJson(body));

const excerpt = (body: string): string => body.slice(0, MAX_DETAIL);
