/**
 * How much memory V8 takes before it collects; `KEFU_HEAP=ample|small` when the configuration is written (`npm start`, `npm run binary`).
 *
 * What the platform's own objects hold (statements, answers of D1) is freed only with the wrappers in V8's heap: a few MB of wrappers keep a
 * hundred MB alive. And a collection of the whole heap stops the one thread for 60 to 90 ms. So memory and the slowest percent of answers
 * are bought with each other; bench/results.md has the figures of both.
 */
import { CannotStart } from "./cannot-start.ts";

export const HEAPS = {
  /** Collects the whole heap when it has 160 MB: seldom. */
  ample: ["--initial-heap-size=160"],
  /** The old generation may grow by 30 % from one collection to the next, beginning at 4 MB, and the young one to 4 MB. */
  small: ["--heap-growing-percent=30", "--initial-old-space-size=4", "--max-semi-space-size=4"],
} as const;

/** V8's flags for a heap by its name; none = ample. */
export function heapFlags(name: string = "ample"): readonly string[] {
  if (name === "ample" || name === "small") return HEAPS[name];
  throw new CannotStart(`KEFU_HEAP is ample or small, not ${name}`);
}
