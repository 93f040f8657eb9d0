/** How long to wait before the next try. Pure. */

/** ms between tries: doubled each time from the first to the longest, less a random part so that not all come back at once. */
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
const MOST_DOUBLINGS = 10;

/** `attempt` counts from 0; `chance` is from 0 to 1. */
export function delayBefore(attempt: number, chance: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, MOST_DOUBLINGS)) * (0.5 + chance / 2);
}
