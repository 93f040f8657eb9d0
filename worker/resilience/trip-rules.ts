/**
 * When a circuit breaker trips. Three siblings with one shape: a pure rule over a serialisable state.
 * Shape after cockatiel's breakers (github.com/connor4312/cockatiel), with time passed in.
 */

/** JSON; each rule reads only its own. */
export type TripState = readonly number[];

export interface TripRule {
  initial: TripState;
  succeeded(state: TripState, now: number): TripState;
  failed(state: TripState, now: number): { state: TripState; trips: boolean };
}

function mustBe(isRight: boolean, what: string): void {
  if (!isRight) throw new RangeError(what);
}

/** Trips at the n-th failure in a row. State: [failures in a row]. */
export function consecutiveFailures(most: number): TripRule {
  mustBe(Number.isInteger(most) && most > 0, `consecutive failures must be a whole number above 0, not ${most}`);
  return {
    initial: [0],
    succeeded: () => [0],
    failed(state) {
      const count = (state[0] ?? 0) + 1;
      return { state: [count], trips: count >= most };
    },
  };
}

/** Trips when at least `share` of the last `size` calls failed, however long they took. State: 1 = failed, oldest first. */
export function failuresOfLast(size: number, share: number): TripRule {
  mustBe(Number.isInteger(size) && size > 0, `size must be a whole number above 0, not ${size}`);
  mustBe(share > 0 && share <= 1, `share must be above 0 and at most 1, not ${share}`);
  const noted = (state: TripState, mark: number): TripState => [...state, mark].slice(-size);
  return {
    initial: [],
    succeeded: (state) => noted(state, 0),
    failed(state) {
      const next = noted(state, 1);
      const failures = next.reduce((sum, mark) => sum + mark, 0);
      return { state: next, trips: next.length === size && failures / size >= share };
    },
  };
}

/** Buckets of a sampling window. */
const BUCKETS = 5;

/**
 * Trips when at least `share` of the calls of the last `windowMs` failed, given at least `minimum` of them.
 * State: [number of the newest bucket, then per bucket successes and failures, newest first].
 */
export function failuresWithin(windowMs: number, share: number, minimum: number): TripRule {
  mustBe(windowMs >= BUCKETS, `windowMs must be at least ${BUCKETS}, not ${windowMs}`);
  mustBe(share > 0 && share <= 1, `share must be above 0 and at most 1, not ${share}`);
  mustBe(Number.isInteger(minimum) && minimum > 0, `minimum must be a whole number above 0, not ${minimum}`);
  const bucketMs = windowMs / BUCKETS;
  const empty = Array.from({ length: BUCKETS * 2 }, () => 0);

  const noted = (state: TripState, now: number, failed: 0 | 1): number[] => {
    const bucket = Math.floor(now / bucketMs);
    const [newest = bucket, ...counts] = state;
    // A clock that went back counts into the newest bucket.
    const passed = Math.min(BUCKETS, Math.max(0, bucket - newest));
    const shifted = [...empty.slice(0, passed * 2), ...counts].slice(0, BUCKETS * 2);
    shifted[failed] = (shifted[failed] ?? 0) + 1;
    return [Math.max(bucket, newest), ...shifted];
  };
  return {
    initial: [0, ...empty],
    succeeded: (state, now) => noted(state, now, 0),
    failed(state, now) {
      const next = noted(state, now, 1);
      let calls = 0;
      let failures = 0;
      for (let i = 1; i < next.length; i++) {
        calls += next[i] ?? 0;
        if (i % 2 === 0) failures += next[i] ?? 0;
      }
      return { state: next, trips: calls >= minimum && failures / calls >= share };
    },
  };
}
