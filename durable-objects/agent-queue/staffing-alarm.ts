/**
 * When to call for help: a chance that too many will wait too long. The computed share (Erlang A) is corrected by what became of such shares in this team before,
 * by how late answers are now, and by how late they usually are at that time of the week: skills nobody has, breaks and habits are not in Erlang's formula.
 * Logistic regression, learnt online; pure, the state is plain JSON.
 */

/** The alarm speaks of the half hour that begins so many minutes ahead. */
export const LEAD_MIN = 20;
export const WINDOW_MIN = 30;
/** How late answers are now: over so many minutes. */
export const RECENT_MIN = 15;
/** The alert begins above and ends below these chances: hysteresis, so that it does not flicker. */
const BEGINS = 0.55;
const ENDS = 0.42;
const STEP = 0.05;
/** Shares smaller than this are all the same: nothing. */
const LEAST_SHARE = 0.005;
/** With fewer conversations a share of late ones means nothing. */
const LEAST_SEEN = 10;

/** Shares of customers who wait too long: computed for the alarm's half hour, seen lately, usual in that half hour of the week (null = not known). */
export interface LateShares {
  computed: number;
  recent: number;
  usual: number | null;
}

export interface AlarmState {
  isOn: boolean;
  /** Chance = 1 / (1 + e^-(weights · inputs)); inputs: 1 and the three shares as logarithms against the allowed one. */
  weights: number[];
  /** What was said, and is not yet judged. */
  said: { minute: number; inputs: number[] }[];
}

/** Before anything was learnt the computed share is believed most. */
export const newAlarm: AlarmState = { isOn: false, weights: [0, 1.2, 0.3, 0.5], said: [] };

const chanceOf = (weights: readonly number[], inputs: readonly number[]): number =>
  1 / (1 + Math.exp(-weights.reduce((sum, weight, at) => sum + weight * (inputs[at] ?? 0), 0)));

/** `seenIn` = conversations that ended their wait in these minutes (from, to), and how many of them too late. */
export function alarmAfter(
  state: AlarmState,
  minute: number,
  shares: LateShares,
  mayWait: number,
  seenIn: (from: number, to: number) => { waits: number; late: number },
): AlarmState {
  let { weights } = state;
  const isOver = (said: { minute: number }): boolean => said.minute + LEAD_MIN + WINDOW_MIN <= minute;
  for (const { minute: at, inputs } of state.said.filter(isOver)) {
    const seen = seenIn(at + LEAD_MIN, at + LEAD_MIN + WINDOW_MIN);
    if (seen.waits < LEAST_SEEN) continue;
    const error = (seen.late / seen.waits > mayWait ? 1 : 0) - chanceOf(weights, inputs);
    weights = weights.map((weight, which) => weight + STEP * error * (inputs[which] ?? 0));
  }
  const against = (share: number): number => Math.log((Math.max(0, share) + LEAST_SHARE) / (mayWait + LEAST_SHARE));
  const inputs = [1, against(shares.computed), against(shares.recent), shares.usual === null ? 0 : against(shares.usual)];
  const isOn = chanceOf(weights, inputs) > (state.isOn ? ENDS : BEGINS);
  return { isOn, weights, said: [...state.said.filter((said) => !isOver(said)), { minute, inputs }] };
}
