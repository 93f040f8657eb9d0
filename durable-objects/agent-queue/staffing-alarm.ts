/**
 * When to call for help: a chance that too many will wait too long in the alarm's half hour. What is computed (backlog.ts, for three courses of arrivals) is weighed with
 * what the formula does not know: how late answers usually are at that time of the week, how long somebody waits already, who is on a break and comes back.
 * The weights were fitted by logistic regression on simulated teams (seeds 1 to 3 of all traces, docs/queueing.md); a team's own constant is learnt online, slowly:
 * learning all weights in one team made the alarm worse. Pure, the state is plain JSON.
 */

/** The alarm speaks of the half hour that begins so many minutes ahead. */
export const LEAD_MIN = 20;
export const WINDOW_MIN = 30;
/** The alert begins above and ends below these chances: hysteresis, so that it does not flicker. */
const BEGINS = 0.44;
const ENDS = 0.38;
const STEP = 0.003;
/** Shares smaller than this are all the same: nothing. */
const LEAST_SHARE = 0.005;
/** With fewer conversations a share of late ones means nothing. */
const LEAST_SEEN = 10;
/** Inputs larger than these were not met when the weights were fitted. */
const MOST = { waitingPerSlot: 2, oldestMin: 60, held: 1.5 } as const;

/** What is known of the alarm's half hour, and of now. */
export interface Outlook {
  /** Share of customers who will be late if few, as many as expected, or many come. */
  late: readonly [few: number, expected: number, many: number];
  /** Waiting for each slot, if as many come as expected. */
  waitingPerSlot: number;
  /** Share of late ones that is usual in that half hour of the week; null = not known. */
  usual: number | null;
  /** Minutes that somebody in the line has waited. */
  oldestMin: number;
  /** Conversations held, for each slot of those who are online. */
  held: number;
  /** Share of those there who are on a break. */
  resting: number;
}

/** Weights of: 1, the three late shares and the usual one as logarithms against the allowed one, and the others in their order. */
const WEIGHTS = { late: [0.12, 0.057, 0.478], usual: 0.321, waitingPerSlot: 0.924, oldestMin: 0.369, held: 0.358, resting: -2.67 } as const;
const CONSTANT = -1.563;

export interface AlarmState {
  isOn: boolean;
  /** The team's own constant: chance = 1 / (1 + e^-(constant + weighed outlook)). */
  constant: number;
  /** What was said, and is not yet judged; `weighed` without the constant. */
  said: { minute: number; weighed: number }[];
}

export const newAlarm: AlarmState = { isOn: false, constant: CONSTANT, said: [] };

/** What an earlier version kept had other weights: the alarm goes on, what it had learnt does not. */
export const knownAlarm = (kept: AlarmState | undefined): AlarmState =>
  kept === undefined || typeof kept.constant !== "number" ? { ...newAlarm, isOn: kept?.isOn ?? false } : kept;

const chanceOf = (constant: number, weighed: number): number => 1 / (1 + Math.exp(-constant - weighed));

function weigh(outlook: Outlook, mayWait: number): number {
  const against = (share: number): number => Math.log((Math.max(0, share) + LEAST_SHARE) / (mayWait + LEAST_SHARE));
  const late = outlook.late.reduce((sum, share, which) => sum + (WEIGHTS.late[which] ?? 0) * against(share), 0);
  return (
    late +
    (outlook.usual === null ? 0 : WEIGHTS.usual * against(outlook.usual)) +
    WEIGHTS.waitingPerSlot * Math.min(MOST.waitingPerSlot, outlook.waitingPerSlot) +
    WEIGHTS.oldestMin * Math.log1p(Math.min(MOST.oldestMin, outlook.oldestMin)) +
    WEIGHTS.held * Math.min(MOST.held, outlook.held) +
    WEIGHTS.resting * outlook.resting
  );
}

/** `seenIn` = conversations that ended their wait in these minutes (from, to), and how many of them too late. */
export function alarmAfter(
  state: AlarmState,
  minute: number,
  outlook: Outlook,
  mayWait: number,
  seenIn: (from: number, to: number) => { waits: number; late: number },
): AlarmState {
  let { constant } = state;
  const isOver = (said: { minute: number }): boolean => said.minute + LEAD_MIN + WINDOW_MIN <= minute;
  for (const { minute: at, weighed } of state.said.filter(isOver)) {
    const seen = seenIn(at + LEAD_MIN, at + LEAD_MIN + WINDOW_MIN);
    if (seen.waits >= LEAST_SEEN) constant += STEP * ((seen.late / seen.waits > mayWait ? 1 : 0) - chanceOf(constant, weighed));
  }
  const weighed = weigh(outlook, mayWait);
  const isOn = chanceOf(constant, weighed) > (state.isOn ? ENDS : BEGINS);
  return { isOn, constant, said: [...state.said.filter((said) => !isOver(said)), { minute, weighed }] };
}
