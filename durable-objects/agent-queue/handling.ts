/** How long conversations of a kind usually take, measured: what "short", "loaded" and an agent's pace mean. Moving means, a new value counts for a twentieth. */
import { type Fit, learn, newFit, predict } from "./least-squares.ts";
import type { QueueRows } from "./queue-store.ts";

const MINUTE_MS = 60_000;
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
  /** Minutes by how full the agent was: constant, and share of capacity in use. An agent with five customers needs longer for each. */
  byLoad: Fit;
}
/** Before anything was measured, minutes. */
const USUAL_MIN = 6;
const LOAD_FORGETTING = 0.998;
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
    this.known = rows.all<Known>("facts").get("handling") ?? { all: { ms: 0, count: 0 }, intents: {}, byLoad: newFit([USUAL_MIN / 2, USUAL_MIN / 2], 1) };
  }

  /** How long a conversation takes when agents are full, minutes: what a rush will cost, measured before it comes. */
  minutesAtFull(): number {
    const { all, byLoad } = this.known;
    const mean = all.count === 0 ? USUAL_MIN : all.ms / MINUTE_MS;
    return Math.min(RATIO.most * mean, Math.max(mean / 2, predict(byLoad, [1, 1])));
  }

  /** Conversations measured. */
  get count(): number {
    return this.known.all.count;
  }

  /** How long this kind takes against the mean of all; 1 = unknown or usual. */
  lengthOf(intents: readonly string[]): number {
    const kind = this.known.intents[intents[0] ?? ""];
    return kind === undefined || kind.count < LEAST || this.known.all.ms <= 0 ? 1 : clamp(kind.ms / this.known.all.ms);
  }

  /** A conversation ended after `ms` at an agent of whose capacity `load` (0…1) was in use; gives the agent's new pace. */
  ended(intents: readonly string[], ms: number, load: number, pace: number): number {
    const intent = intents[0] ?? "";
    const usual = this.lengthOf(intents) * this.known.all.ms;
    const all = next(this.known.all.count === 0 ? undefined : this.known.all, ms);
    const isKept = intent !== "" && (intent in this.known.intents || Object.keys(this.known.intents).length < MOST_KINDS);
    const intents2 = isKept ? { ...this.known.intents, [intent]: next(this.known.intents[intent], ms) } : this.known.intents;
    const byLoad = learn(this.known.byLoad, [1, load], ms / MINUTE_MS, LOAD_FORGETTING, 1);
    this.known = { all, intents: intents2, byLoad };
    this.rows.put("facts", "handling", this.known);
    return all.count <= LEAST || usual <= 0 ? pace : clamp(pace + (clamp(ms / usual) - pace) * WEIGHT);
  }
}
