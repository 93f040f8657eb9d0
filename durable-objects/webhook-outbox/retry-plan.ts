/** When a subscriber that did not take an event is asked again, and when it is given up. Pure. */

/** Waits after the first failures, ms; the last one repeats. One event holds up those behind it, so a subscriber that is back is noticed within the hour. */
const WAITS_MS = [5_000, 30_000, 2 * 60_000, 5 * 60_000, 15 * 60_000, 30 * 60_000, 60 * 60_000];
/** A subscriber that took nothing for so long is switched off. */
export const GIVEN_UP_AFTER_MS = 3 * 24 * 3_600_000;
/** Waits are shortened by up to this share, so that many subscribers of one host do not come back in step. */
const JITTER = 0.2;

export type Plan = { plan: "again"; at: number } | { plan: "give_up" };

/** `attempts` = failures in a row, the last one included; `chance` in 0…1; `afterMs` = what the subscriber asked for. */
export function planRetry(attempts: number, failingSince: number, now: number, chance: number, afterMs = 0): Plan {
  if (now - failingSince >= GIVEN_UP_AFTER_MS) return { plan: "give_up" };
  const wait = WAITS_MS[Math.min(attempts, WAITS_MS.length) - 1] ?? 0;
  const at = now + Math.max(afterMs, Math.round(wait * (1 - JITTER * chance)));
  // The last attempt is made when the three days are over, not some time before.
  return { plan: "again", at: Math.min(at, failingSince + GIVEN_UP_AFTER_MS) };
}
