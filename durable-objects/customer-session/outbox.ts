/** Sending, as decisions: what an outcome means for a waiting reply. Order is kept per lane (customer and channel account). */
import type { Outcome } from "../../protocol/channels.ts";
import type { Delivery } from "../../protocol/conversation.ts";

/** A reply is parked after this many attempts. */
export const MAX_ATTEMPTS = 10;
/** First wait after a failure, ms; doubled each time. */
export const BACKOFF_BASE_MS = 1_000;
/** Longest wait between two attempts, ms. */
export const BACKOFF_MAX_MS = 10 * 60_000;

export interface OutboxRow {
  turnId: string;
  seq: number;
  /** account id and thread: replies of one lane leave in order */
  lane: string;
  state: "waiting" | "sent" | "parked";
  dueAt: number;
  attempts: number;
  /** A token was refused once already. */
  authRetried: boolean;
}

/** Exponential backoff with full jitter (chance in 0…1), at least a tenth of the step so that a retry is never at once. */
export function backoffMs(attempts: number, chance: number): number {
  const step = Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** Math.max(0, attempts - 1));
  return Math.round(step * (0.1 + 0.9 * chance));
}

export interface Verdict {
  row: OutboxRow;
  delivery: Delivery;
  providerIds: readonly string[];
}

/** What an attempt's outcome makes of the row. Pure. */
export function judge(row: OutboxRow, outcome: Outcome, now: number, chance: number): Verdict {
  const attempts = row.attempts + 1;
  switch (outcome.outcome) {
    case "sent":
      return { row: { ...row, attempts, state: "sent" }, delivery: { state: "sent", at: now }, providerIds: outcome.providerIds };
    case "unknown":
      return parked(row, attempts, { state: "unknown", code: outcome.code, reason: outcome.detail ?? "The platform did not answer; it may have arrived", at: now });
    case "refused":
      return parked(row, attempts, { state: "failed", code: `${outcome.class}:${outcome.code}`, reason: outcome.detail ?? outcome.code, at: now });
    case "retry": {
      const code = `${outcome.class}:${outcome.code}`;
      if (attempts >= MAX_ATTEMPTS || (outcome.class === "auth" && row.authRetried)) {
        return parked(row, attempts, { state: "failed", code, reason: outcome.detail ?? `Given up after ${attempts} attempts`, at: now });
      }
      const wait = Math.max(outcome.afterMs ?? 0, backoffMs(attempts, chance));
      return {
        row: { ...row, attempts, dueAt: now + wait, authRetried: row.authRetried || outcome.class === "auth" },
        delivery: { state: "sending", code, reason: outcome.detail ?? outcome.code, at: now },
        providerIds: [],
      };
    }
    default:
      return outcome satisfies never;
  }
}

function parked(row: OutboxRow, attempts: number, delivery: Delivery): Verdict {
  return { row: { ...row, attempts, state: "parked" }, delivery, providerIds: [] };
}
