/** Reads of D1 with a deadline and a breaker of their own, so that a dead table costs no message its time. */
import { CircuitBreaker } from "./circuit-breaker.ts";
import { within } from "./deadline.ts";
import { failuresWithin } from "./trip-rules.ts";

/** ms a read may take before the last-known copy is used */
export const D1_DEADLINE_MS = 1_000;
const TRIP = { windowMs: 10_000, share: 0.5, minimum: 4 };
const REST_MS = 2_000;
const LONGEST_REST_MS = 30_000;

export type GuardedRead = <T>(read: () => Promise<T>) => Promise<{ ok: true; value: T } | { ok: false }>;

export function guardD1(now: () => number, report: (state: "ok" | "degraded", detail: string) => void): GuardedRead {
  const breaker = new CircuitBreaker({
    trip: failuresWithin(TRIP.windowMs, TRIP.share, TRIP.minimum),
    restMs: REST_MS,
    longestRestMs: LONGEST_REST_MS,
    probes: 1,
    changed: (to) => report(to === "closed" ? "ok" : "degraded", `circuit breaker ${to}`),
  });
  return async (read) => {
    const permit = breaker.admit(now());
    if (!permit) return { ok: false };
    try {
      const answer = await within(read(), D1_DEADLINE_MS);
      if (answer.inTime) {
        breaker.succeeded(permit, now());
        report("ok", "");
        return { ok: true, value: answer.value };
      }
    } catch (error) {
      report("degraded", error instanceof Error ? error.message : "D1 failed");
      breaker.failed(permit, now());
      return { ok: false };
    }
    report("degraded", `no answer within ${D1_DEADLINE_MS} ms`);
    breaker.failed(permit, now());
    return { ok: false };
  };
}
