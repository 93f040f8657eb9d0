/** How long conversations of a kind usually take, measured: what "short", "loaded" and an agent's pace mean. Moving means, a new value counts for a twentieth. */
import type { QueueRows } from "./queue-store.ts";

const WEIGHT = 0.05;
/** Fewer conversations than this say nothing about a kind. */
const LEAST = 10;
/** Outside this range a measured ratio is an accident, not a kind of work. */
const RATIO = { least: 0.25, most: 4 };

interface Mean {
  ms: number;
  count: number;
}
interface Known {
  all: Mean;
  intents: Record<string, Mean>;
}
/** Kinds kept; the list of intents is bounded, a custom one too many is treated as usual. */
const MOST_KINDS = 200;

const clamp = (ratio: number): number => Math.min(RATIO.most, Math.max(RATIO.least, ratio));
const next = (mean: Mean | undefined, ms: number): Mean =>
  mean === undefined ? { ms, count: 1 } : { ms: mean.ms + (ms - mean.ms) * Math.max(WEIGHT, 1 / (mean.count + 1)), count: mean.count + 1 };

export class Handling {
  private readonly rows: QueueRows;
  private known: Known;

  constructor(rows: QueueRows) {
    this.rows = rows;
    this.known = rows.all<Known>("facts").get("handling") ?? { all: { ms: 0, count: 0 }, intents: {} };
  }

  /** How long this kind takes against the mean of all; 1 = unknown or usual. */
  lengthOf(intents: readonly string[]): number {
    const kind = this.known.intents[intents[0] ?? ""];
    return kind === undefined || kind.count < LEAST || this.known.all.ms <= 0 ? 1 : clamp(kind.ms / this.known.all.ms);
  }

  /** A conversation ended after `ms`; gives the agent's new pace. */
  ended(intents: readonly string[], ms: number, pace: number): number {
    const intent = intents[0] ?? "";
    const usual = this.lengthOf(intents) * this.known.all.ms;
    const all = next(this.known.all.count === 0 ? undefined : this.known.all, ms);
    const isKept = intent !== "" && (intent in this.known.intents || Object.keys(this.known.intents).length < MOST_KINDS);
    const intents2 = isKept ? { ...this.known.intents, [intent]: next(this.known.intents[intent], ms) } : this.known.intents;
    this.known = { all, intents: intents2 };
    this.rows.put("facts", "handling", this.known);
    return all.count <= LEAST || usual <= 0 ? pace : clamp(pace + (clamp(ms / usual) - pace) * WEIGHT);
  }
}
