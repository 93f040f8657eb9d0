/** Puts kept messages back on the road, in order per customer. A key goes only after the object has its message. */
import type { RecordInput } from "../../protocol/ports.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";
import { customerPrefixOf, type FallbackStore } from "./fallback-store.ts";

/** Keys looked at in one run of the cron. */
export const REPLAY_KEYS_PER_RUN = 1_000;
/** Customers replayed side by side. */
const LANES = 8;

export interface Replay {
  fallback: FallbackStore;
  breaker: CircuitBreaker;
  now(): number;
  /** Records at the customer (or its survivor); throws when the object cannot be reached. */
  record(input: RecordInput): Promise<unknown>;
}

export interface ReplayReport {
  recorded: number;
  /** Some keys remain: a customer's object failed, the breaker refused, or the run was full. */
  left: boolean;
}

/** One customer's kept messages. `done` = nothing is left here. */
export async function replayCustomer(replay: Replay, prefix: string): Promise<{ done: boolean; recorded: number }> {
  // KV may list a deleted key for a while.
  const seen = new Set<string>();
  for (;;) {
    const { keys } = await replay.fallback.list(prefix);
    const fresh = keys.filter((key) => !seen.has(key));
    if (fresh.length === 0) return { done: true, recorded: seen.size };
    for (const key of fresh) {
      if (!(await replayKey(replay, key))) return { done: false, recorded: seen.size };
      seen.add(key);
    }
  }
}

/** One bounded run over all customers. */
export async function replayKept(replay: Replay, most: number = REPLAY_KEYS_PER_RUN): Promise<ReplayReport> {
  const { keys, complete } = await replay.fallback.list(undefined, most);
  const customers = [...Map.groupBy(keys, customerPrefixOf).values()];
  let recorded = 0;
  let left = !complete;
  const lane = async (): Promise<void> => {
    for (let mine = customers.shift(); mine; mine = customers.shift()) {
      for (const key of mine) {
        if (!(await replayKey(replay, key))) {
          left = true;
          break;
        }
        recorded += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return { recorded, left };
}

/** False = the object could not be asked or did not answer: the customer's later messages must wait. */
async function replayKey(replay: Replay, key: string): Promise<boolean> {
  const read = await replay.fallback.read(key);
  if (read.kept === "absent") {
    replay.fallback.overlook(key);
    return true;
  }
  if (read.kept === "unreadable") {
    await replay.fallback.forget(key);
    return true;
  }
  const permit = replay.breaker.admit(replay.now());
  if (!permit) return false;
  try {
    await replay.record(read.input);
  } catch {
    replay.breaker.failed(permit, replay.now());
    return false;
  }
  replay.breaker.succeeded(permit, replay.now());
  await replay.fallback.forget(key);
  return true;
}
