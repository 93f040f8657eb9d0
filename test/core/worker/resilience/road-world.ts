/** A session and a KV that fail as they are told, in virtual time, under the real guard: what was acknowledged can be counted. */
import type { RecordInput, RecordOutcome } from "../../../../protocol/ports.ts";
import { BoundedMap } from "../../../../worker/resilience/bounded-map.ts";
import { CircuitBreaker } from "../../../../worker/resilience/circuit-breaker.ts";
import { FallbackStore, type KeyValue } from "../../../../worker/resilience/fallback-store.ts";
import { type Guard, guardedRecord, replayOf } from "../../../../worker/resilience/guarded.ts";
import { replayKept } from "../../../../worker/resilience/replay.ts";
import { failuresWithin } from "../../../../worker/resilience/trip-rules.ts";
import { VirtualTime } from "../../../support/virtual-time.ts";

export interface Weather {
  refuse: number;
  deafen: number;
  slowMs: number;
}
export const FAIR: Weather = { refuse: 0, deafen: 0, slowMs: 0 };

export class World {
  readonly time = new VirtualTime();
  readonly stored = new Map<string, string[]>();
  readonly kv = new Map<string, string>();
  session: Weather = FAIR;
  store: Weather = FAIR;
  guard: Guard;
  private readonly chance: () => number;
  private isolates = 0;

  constructor(chance: () => number) {
    this.chance = chance;
    this.guard = this.isolate();
  }

  /** A new isolate on the same stores: what the old one knew is gone. */
  restart(): void {
    this.guard = this.isolate();
  }

  send(customer: string, text: string): Promise<boolean> {
    return guardedRecord(this.guard, inputOf(customer, text, this.time.now)).then((outcome) => outcome.stored !== "nowhere");
  }

  replay(): Promise<unknown> {
    return replayKept(replayOf(this.guard)).catch(() => undefined);
  }

  private async call<T>(weather: Weather, work: () => T): Promise<T> {
    await this.time.sleep(1 + this.chance() * weather.slowMs);
    if (this.chance() < weather.refuse) throw new Error("refused");
    const answer = work();
    await this.time.sleep(this.chance() * weather.slowMs);
    if (this.chance() < weather.deafen) throw new Error("the answer was lost");
    return answer;
  }

  private record(input: RecordInput): RecordOutcome {
    const texts = this.stored.get(input.customerId) ?? [];
    const duplicate = texts.includes(input.key);
    if (!duplicate) this.stored.set(input.customerId, [...texts, input.key]);
    return { outcome: "recorded", turnId: input.key, conversationId: "cv", seq: texts.length + 1, duplicate, steps: [] };
  }

  private isolate(): Guard {
    const keyValue: KeyValue = {
      put: (key, value) => this.call(this.store, () => void this.kv.set(key, value)),
      get: (key) => this.call(this.store, () => this.kv.get(key) ?? null),
      delete: (key) => this.call(this.store, () => void this.kv.delete(key)),
      list: ({ prefix, limit }) =>
        this.call(this.store, () => {
          const names = [...this.kv.keys()].filter((key) => key.startsWith(prefix)).sort();
          return { keys: names.slice(0, limit).map((name) => ({ name })), list_complete: names.length <= limit };
        }),
    };
    this.isolates += 1;
    return {
      session: () => ({ record: (input) => this.call(this.session, () => this.record(input)) }),
      breaker: new CircuitBreaker({ trip: failuresWithin(10_000, 0.5, 5), restMs: 1_000, longestRestMs: 30_000, probes: 3 }),
      fallback: new FallbackStore(keyValue, `i${this.isolates}`),
      moves: new BoundedMap(10),
      now: () => this.time.now,
      timer: this.time.timer,
      later: (work) => void work.catch(() => undefined),
      report: () => undefined,
    };
  }
}

function inputOf(customerId: string, key: string, at: number): RecordInput {
  return {
    tenant: "t",
    customerId,
    key,
    channel: { kind: "api", accountId: "a" },
    thread: customerId,
    identities: [{ kind: "api_user", scope: "", value: customerId, verified: true }],
    at,
    event: { type: "message", turnId: key, parts: [{ type: "text", text: key }], providerId: key },
  };
}
