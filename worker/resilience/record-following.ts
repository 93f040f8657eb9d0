/** Recording at a customer that may have been merged into another: tombstones are followed, and remembered for next time. */
import type { Moved, RecordInput, RecordOutcome, SessionPort } from "../../protocol/ports.ts";
import type { BoundedMap } from "./bounded-map.ts";

/** A chain of merges longer than this is a bug. */
const MAX_HOPS = 4;

export type StoredOutcome = Exclude<RecordOutcome, Moved>;
export type Recorded = { customerId: string; outcome: StoredOutcome };

export interface Recorder {
  session(tenant: string, customerId: string): Pick<SessionPort, "record">;
  /** `tenant:absorbed` → survivor, as far as this isolate has seen */
  moves: BoundedMap<string, string>;
}

/** The input at the customer it belongs to by now, as far as this isolate knows. */
export function followMoves(moves: Recorder["moves"], input: RecordInput): RecordInput {
  let customerId = input.customerId;
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    const next = moves.get(`${input.tenant}:${customerId}`);
    if (next === undefined) break;
    customerId = next;
  }
  return customerId === input.customerId ? input : { ...input, customerId };
}

/** Records at the customer or at the one it was merged into. A broken connection to an object is tried once more. */
export async function recordFollowing(guard: Recorder, input: RecordInput): Promise<Recorded> {
  let at = input;
  for (let hop = 0; hop <= MAX_HOPS; hop++) {
    const outcome = await recordOnce(guard, at);
    if (outcome.outcome !== "moved") return { customerId: at.customerId, outcome };
    guard.moves.set(`${at.tenant}:${at.customerId}`, outcome.to);
    at = { ...at, customerId: outcome.to };
  }
  throw new Error(`customer ${input.customerId} was merged more than ${MAX_HOPS} times in a row`);
}

async function recordOnce(guard: Recorder, input: RecordInput): Promise<RecordOutcome> {
  try {
    return await guard.session(input.tenant, input.customerId).record(input);
  } catch (error) {
    if (!mayRetry(error)) throw error;
    return guard.session(input.tenant, input.customerId).record(input);
  }
}

/** The platform says so by fields, not words: a reset object may be asked again at once, an overloaded one may not. */
const mayRetry = (error: unknown): boolean =>
  typeof error === "object" &&
  error !== null &&
  (error as { retryable?: unknown }).retryable === true &&
  (error as { overloaded?: unknown }).overloaded !== true;
