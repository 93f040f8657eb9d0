/** Erlang C (A. K. Erlang 1917): how many servers keep most waits short. Pure. */

/** More than this many are a wrong input, not a plan. */
const MOST_SLOTS = 5_000;

/** Probability that an arrival must wait, for `servers` and an offered load in erlangs; 1 when the load is too much. */
export function waitingProbability(servers: number, erlangs: number): number {
  if (erlangs <= 0) return 0;
  if (servers <= erlangs) return 1;
  // Erlang B by its recursion, which stays within floating point, then C from B.
  let blocked = 1;
  for (let n = 1; n <= servers; n++) blocked = (erlangs * blocked) / (n + erlangs * blocked);
  const use = erlangs / servers;
  return blocked / (1 - use * (1 - blocked));
}

/** Share of arrivals answered within `withinMin`. */
export function answeredWithin(servers: number, perMin: number, handledMin: number, withinMin: number): number {
  const erlangs = perMin * handledMin;
  if (servers <= erlangs) return 0;
  return 1 - waitingProbability(servers, erlangs) * Math.exp((-(servers - erlangs) * withinMin) / handledMin);
}

/** Agents who, each with `sideBySide` conversations, answer `share` of the customers within `withinMin`. */
export function agentsFor(perMin: number, handledMin: number, sideBySide: number, withinMin: number, share: number): number {
  if (perMin <= 0 || handledMin <= 0) return 0;
  for (let slots = Math.max(1, Math.ceil(perMin * handledMin)); slots <= MOST_SLOTS; slots++) {
    if (answeredWithin(slots, perMin, handledMin, withinMin) >= share) return Math.ceil(slots / sideBySide);
  }
  return Math.ceil(MOST_SLOTS / sideBySide);
}
