/**
 * When to call for help: a chance that too many will wait too long, from the computed share, corrected by what became of such shares in this team before
 * (skills nobody has, breaks, shifts that end: what Erlang A does not know). Logistic regression, learnt online; pure, the state is plain JSON.
 */

/** The alarm speaks of the half hour that begins so many minutes ahead. */
export const LEAD_MIN = 20;
export const WINDOW_MIN = 30;
/** The alert begins above and ends below these chances: hysteresis, so that it does not flicker. */
const BEGINS = 0.55;
const ENDS = 0.4;
const STEP = 0.03;
/** Shares smaller than this are all the same: nothing. */
const LEAST_SHARE = 0.005;
/** With fewer conversations a share of late ones means nothing. */
const LEAST_SEEN = 10;

export interface AlarmState {
  isOn: boolean;
  /** Chance = 1 / (1 + e^-(constant + slope · x)). */
  constant: number;
  slope: number;
  /** What was said, and is not yet judged: minute and x. */
  said: { minute: number; x: number }[];
}

/** Before anything was learnt the computed share is believed as it is. */
export const newAlarm: AlarmState = { isOn: false, constant: 0, slope: 1.5, said: [] };

const chanceOf = ({ constant, slope }: AlarmState, x: number): number => 1 / (1 + Math.exp(-(constant + slope * x)));

/** `seenIn` = conversations that ended their wait in these minutes (from, to), and how many of them too late. */
export function alarmAfter(
  state: AlarmState,
  minute: number,
  late: number,
  mayWait: number,
  seenIn: (from: number, to: number) => { waits: number; late: number },
): AlarmState {
  let { constant, slope } = state;
  const isOver = (said: { minute: number }): boolean => said.minute + LEAD_MIN + WINDOW_MIN <= minute;
  for (const { minute: at, x } of state.said.filter(isOver)) {
    const seen = seenIn(at + LEAD_MIN, at + LEAD_MIN + WINDOW_MIN);
    if (seen.waits < LEAST_SEEN) continue;
    const error = (seen.late / seen.waits > mayWait ? 1 : 0) - chanceOf({ ...state, constant, slope }, x);
    constant += STEP * error;
    slope = Math.max(0.3, slope + STEP * error * x);
  }
  const x = Math.log((Math.max(0, late) + LEAST_SHARE) / (mayWait + LEAST_SHARE));
  const learnt = { ...state, constant, slope };
  const isOn = chanceOf(learnt, x) > (state.isOn ? ENDS : BEGINS);
  return { isOn, constant, slope, said: [...state.said.filter((said) => !isOver(said)), { minute, x }] };
}
