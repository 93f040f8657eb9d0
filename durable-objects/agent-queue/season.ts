/** The usual week: arrivals per minute for each half hour of it, a moving mean over the weeks. Pure; the state is plain JSON. */

export const SLOT_MIN = 30;
export const WEEK_MIN = 7 * 24 * 60;
export const SLOTS = WEEK_MIN / SLOT_MIN;
/** A new week counts so much against the weeks before it. */
const WEEK_WEIGHT = 0.35;
/** One burst is not the usual week: a slot is believed up to so many times its usual value, plus a few arrivals. */
const MOST = { times: 2.5, plusPerMin: 0.1 };

export interface Season {
  /** Arrivals per minute by slot; null = never seen. */
  rates: (number | null)[];
}

export const newSeason = (): Season => ({ rates: Array.from({ length: SLOTS }, () => null) });

const slotOf = (minute: number): number => Math.floor((((minute % WEEK_MIN) + WEEK_MIN) % WEEK_MIN) / SLOT_MIN);

/** A whole slot that began at `minute` had so many arrivals a minute. */
export function learnSlot(season: Season, minute: number, perMin: number): Season {
  const slot = slotOf(minute);
  const known = season.rates[slot] ?? null;
  const believed = known === null ? perMin : Math.min(perMin, known * MOST.times + MOST.plusPerMin);
  return { rates: season.rates.map((rate, at) => (at !== slot ? rate : known === null ? believed : known + WEEK_WEIGHT * (believed - known))) };
}

/** Mean arrivals per minute that are usual between two minutes; null = some of it was never seen. */
export function usual(season: Season, from: number, to: number): number | null {
  let sum = 0;
  for (let minute = from; minute < to; minute++) {
    const rate = rateAt(season, minute);
    if (rate === null) return null;
    sum += rate;
  }
  return to > from ? sum / (to - from) : rateAt(season, from);
}

/** Between the middles of two slots the rate goes in a straight line. */
function rateAt(season: Season, minute: number): number | null {
  const shifted = minute - SLOT_MIN / 2;
  const [before, after] = [season.rates[slotOf(shifted)], season.rates[slotOf(shifted + SLOT_MIN)]];
  if (before === null || before === undefined || after === null || after === undefined) return null;
  const part = ((((shifted % SLOT_MIN) + SLOT_MIN) % SLOT_MIN) + 0.5) / SLOT_MIN;
  return before + (after - before) * part;
}
