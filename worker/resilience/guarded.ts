/**
 * Recording that does not lose and does not wait: the session object within a soft deadline, else KV as well, else "not stored".
 *
 * A message may reach both places; the object knows it by its key, so it stays one message. A customer whose earlier message
 * is still in KV has that one recorded first, so that nothing overtakes.
 */
import type { RecordInput } from "../../protocol/ports.ts";
import type { CircuitBreaker, Permit } from "./circuit-breaker.ts";
import { platformTimer, type Timer, within } from "./deadline.ts";
import type { FallbackStore } from "./fallback-store.ts";
import { followMoves, type Recorded, type Recorder, recordFollowing, type StoredOutcome } from "./record-following.ts";
import { type Replay, replayCustomer } from "./replay.ts";

/** ms the platform waits for the object alone. */
export const DISPATCH_DEADLINE_MS = 50;
/** ms after which an unanswered object counts as failed for the breaker. */
export const SLOW_IS_FAILED_MS = 1_000;
/** ms a message waits at an isolate's start until it is known who has kept messages. */
export const LEARN_PATIENCE_MS = 2_000;
/** ms after which the platform is told that nothing is stored; below the shortest patience of a platform that retries. */
export const GIVE_UP_MS = 2_500;

export type GuardedOutcome =
  | { stored: "session"; customerId: string; outcome: StoredOutcome }
  /** `late` = what the object says after all, if it does. */
  | { stored: "fallback"; customerId: string; late: Promise<StoredOutcome | null> }
  | { stored: "nowhere"; why: string };

export interface Guard extends Recorder {
  breaker: CircuitBreaker;
  fallback: FallbackStore;
  now(): number;
  timer?: Timer;
  /** Keeps work alive after the answer. */
  later(work: Promise<unknown>): void;
  report(component: "kv", state: "ok" | "down", detail: string): void;
}

type Settled<T> = { ok: true; value: T } | { ok: false; error: unknown };

const settled = <T>(work: Promise<T>): Promise<Settled<T>> =>
  work.then(
    (value) => ({ ok: true, value }),
    (error: unknown) => ({ ok: false, error }),
  );

export async function guardedRecord(guard: Guard, given: RecordInput): Promise<GuardedOutcome> {
  const input = followMoves(guard.moves, given);
  const learning = guard.fallback.learn(guard.now(), guard.timer ?? platformTimer);
  if (learning) {
    guard.later(learning);
    await within(learning, LEARN_PATIENCE_MS, guard.timer);
  }
  const prefix = guard.fallback.prefix(input.tenant, input.customerId);
  // Insisting on the object would overtake what is kept: rather no answer, and the platform sends it again.
  if (guard.fallback.mayHold(prefix) && !(await caughtUp(guard, prefix))) return (await keptAlone(guard, input)) ?? NOT_IN_ORDER;
  const permit = guard.breaker.admit(guard.now());
  if (!permit) return keepOrInsist(guard, input);

  const attempt = watched(guard, permit, recordFollowing(guard, input));
  const first = await within(attempt.settled, DISPATCH_DEADLINE_MS, guard.timer);
  if (first.inTime && first.value.ok) return { stored: "session", customerId: first.value.value.customerId, outcome: first.value.value.outcome };
  attempt.becameLate();
  return recordTwice(guard, input, attempt.settled);
}

/** The object is late or has failed: KV as well, and whichever is durable first answers. */
async function recordTwice(guard: Guard, input: RecordInput, attempt: Promise<Settled<Recorded>>): Promise<GuardedOutcome> {
  const kept = settled(keep(guard, input));
  const fallback = kept.then((result): GuardedOutcome | null =>
    result.ok ? { stored: "fallback", customerId: input.customerId, late: lateOutcome(guard, attempt) } : null,
  );
  const session = attempt.then((result): GuardedOutcome | null => (result.ok ? { stored: "session", ...result.value } : null));
  // When the object answers first, what KV then holds is superfluous.
  guard.later(
    Promise.all([attempt, kept])
      .then(async ([recorded, key]) => (recorded.ok && key.ok ? guard.fallback.forget(key.value) : undefined))
      .catch(() => undefined),
  );
  const winner = await within(firstNotNull(session, fallback), GIVE_UP_MS, guard.timer);
  if (winner.inTime && winner.value) return winner.value;
  return { stored: "nowhere", why: winner.inTime ? "Neither the session nor the fallback store took the message." : "No store answered in time." };
}

async function firstNotNull<T>(a: Promise<T | null>, b: Promise<T | null>): Promise<T | null> {
  const first = await Promise.race([a.then((value) => ({ value, other: b })), b.then((value) => ({ value, other: a }))]);
  return first.value ?? (await first.other);
}

async function lateOutcome(guard: Guard, attempt: Promise<Settled<Recorded>>): Promise<StoredOutcome | null> {
  const result = await within(attempt, GIVE_UP_MS, guard.timer);
  return result.inTime && result.value.ok ? result.value.value.outcome : null;
}

/** The object is known to be out of reach: KV, and only when that fails the object all the same. */
async function keepOrInsist(guard: Guard, input: RecordInput): Promise<GuardedOutcome> {
  const kept = await keptAlone(guard, input);
  if (kept) return kept;
  const insisted = await within(settled(recordFollowing(guard, input)), GIVE_UP_MS, guard.timer);
  if (insisted.inTime && insisted.value.ok) return { stored: "session", ...insisted.value.value };
  return { stored: "nowhere", why: "Neither the fallback store nor the session took the message." };
}

const NOT_IN_ORDER: GuardedOutcome = { stored: "nowhere", why: "An earlier message of this customer waits in the fallback store, which does not answer." };

/** Null = KV did not take it. */
async function keptAlone(guard: Guard, input: RecordInput): Promise<GuardedOutcome | null> {
  const kept = await within(settled(keep(guard, input)), GIVE_UP_MS, guard.timer);
  return kept.inTime && kept.value.ok ? { stored: "fallback", customerId: input.customerId, late: Promise.resolve(null) } : null;
}

async function keep(guard: Guard, input: RecordInput): Promise<string> {
  try {
    const key = await guard.fallback.keep(input, guard.now());
    guard.report("kv", "ok", "");
    return key;
  } catch (error) {
    guard.report("kv", "down", error instanceof Error ? error.message : "the fallback store failed");
    throw error;
  }
}

/** Earlier messages of this customer are recorded first; false = they could not be. */
async function caughtUp(guard: Guard, prefix: string): Promise<boolean> {
  const work = settled(replayCustomer(replayOf(guard), prefix));
  guard.later(work);
  const result = await within(work, GIVE_UP_MS, guard.timer);
  return result.inTime && result.value.ok && result.value.value.done;
}

/** What replay needs of a guard. */
export const replayOf = (guard: Guard): Replay => ({
  fallback: guard.fallback,
  breaker: guard.breaker,
  now: guard.now,
  record: (input) => recordFollowing(guard, followMoves(guard.moves, input)),
});

/** Tells the breaker once how the call went; late counts as failed after `SLOW_IS_FAILED_MS`. */
function watched(guard: Guard, permit: Permit, work: Promise<Recorded>): { settled: Promise<Settled<Recorded>>; becameLate(): void } {
  let told = false;
  const tell = (wentWell: boolean): void => {
    if (told) return;
    told = true;
    if (wentWell) guard.breaker.succeeded(permit, guard.now());
    else guard.breaker.failed(permit, guard.now());
  };
  const result = settled(work).then((outcome) => {
    tell(outcome.ok);
    return outcome;
  });
  const becameLate = (): void => {
    const timer = guard.timer ?? platformTimer;
    const cancel = timer(SLOW_IS_FAILED_MS - DISPATCH_DEADLINE_MS, () => tell(false));
    guard.later(result.then(cancel));
  };
  return { settled: result, becameLate };
}
