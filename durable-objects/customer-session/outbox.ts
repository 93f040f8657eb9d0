/** Sending, as decisions: what an outcome means for a waiting reply. Order is kept per lane: this customer on one channel account. Pure. */
import type { OutboundMessage, Outcome, SendProgress } from "../../protocol/channels.ts";
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
  /** the channel account's id: replies of one lane leave in order */
  lane: string;
  /** `sending` = an attempt began; found so after a restart, it may have arrived. `parked` = given up, the agent sees why. */
  state: "waiting" | "sending" | "parked";
  dueAt: number;
  attempts: number;
  /** A token was refused once already. */
  authRetried: boolean;
  progress?: SendProgress;
  template?: OutboundMessage["template"];
  /** Its tree is being given back: it is sent there. */
  held?: true;
}

/**
 * Exponential backoff with jitter (chance in 0…1) over the whole step, at least a tenth of it so that a retry is never at once.
 * After "Exponential Backoff And Jitter", AWS Architecture Blog 2015.
 */
export function backoffMs(attempts: number, chance: number): number {
  const step = Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** Math.max(0, attempts - 1));
  return Math.round(step * (0.1 + 0.9 * chance));
}

export interface Verdict {
  /** null = done, the row goes */
  row: OutboxRow | null;
  delivery: Delivery;
  providerIds: readonly string[];
  /** Platform messages that count against the reply window. */
  messages: number;
}

/** What an attempt's outcome makes of the row. */
export function judge(row: OutboxRow, outcome: Outcome, now: number, chance: number): Verdict {
  const attempts = row.attempts + 1;
  switch (outcome.outcome) {
    case "sent":
      return {
        row: null,
        delivery: { state: "sent", at: now },
        providerIds: outcome.providerIds,
        messages: outcome.messages ?? Math.max(1, outcome.providerIds.length),
      };
    case "unknown":
      return parked(row, attempts, {
        state: "unknown",
        code: outcome.code,
        reason: outcome.detail ?? "The platform did not answer; it may have arrived",
        at: now,
      });
    case "refused":
      return parked(row, attempts, { state: "failed", code: `${outcome.class}:${outcome.code}`, reason: outcome.detail ?? outcome.code, at: now });
    case "retry":
      return later(row, attempts, outcome, now, chance);
    default:
      return outcome satisfies never;
  }
}

function later(row: OutboxRow, attempts: number, outcome: Extract<Outcome, { outcome: "retry" }>, now: number, chance: number): Verdict {
  const code = `${outcome.class}:${outcome.code}`;
  const reason = outcome.detail ?? outcome.code;
  if (outcome.class === "auth" && row.authRetried) return parked(row, attempts, { state: "failed", code, reason, at: now });
  if (attempts >= MAX_ATTEMPTS) return parked(row, attempts, { state: "failed", code, reason: `Given up after ${attempts} attempts: ${reason}`, at: now });
  const { progress: _, ...rest } = row;
  return {
    row: {
      ...rest,
      state: "waiting",
      attempts,
      dueAt: now + Math.max(outcome.afterMs ?? 0, backoffMs(attempts, chance)),
      authRetried: row.authRetried || outcome.class === "auth",
      ...(outcome.progress ? { progress: outcome.progress } : {}),
    },
    delivery: { state: "sending", code, reason, at: now },
    providerIds: outcome.progress?.providerIds ?? [],
    messages: 0,
  };
}

/** The attempt began and nobody knows how it ended: the row stays `sending`, so that the next attempt is told. */
export function judgeCutOff(row: OutboxRow, now: number, chance: number): Verdict {
  const attempts = row.attempts + 1;
  const code = "interrupted";
  if (attempts >= MAX_ATTEMPTS) return parked(row, attempts, { state: "unknown", code, reason: `Given up after ${attempts} interrupted attempts`, at: now });
  return {
    row: { ...row, state: "sending", attempts, dueAt: now + backoffMs(attempts, chance) },
    delivery: { state: "sending", code, reason: "The attempt was cut off", at: now },
    providerIds: [],
    messages: 0,
  };
}

function parked(row: OutboxRow, attempts: number, delivery: Delivery): Verdict {
  return { row: { ...row, attempts, state: "parked" }, delivery, providerIds: [], messages: 0 };
}
