/** How well a model names the intents of rows whose intents are known, and which of two is worse. Pure. */

export interface ModelScore {
  rows: number;
  /** share of rows whose first named intent is among the given ones */
  top1: number;
  /** over all named and given intents */
  microF1: number;
}

export function scoreOf(rows: readonly { given: readonly string[]; named: readonly string[] }[]): ModelScore {
  let first = 0;
  let hits = 0;
  let all = 0;
  for (const { given, named } of rows) {
    if (named[0] !== undefined && given.includes(named[0])) first += 1;
    hits += named.filter((name) => given.includes(name)).length;
    all += named.length + given.length;
  }
  return { rows: rows.length, top1: rows.length === 0 ? 0 : first / rows.length, microF1: all === 0 ? 0 : (2 * hits) / all };
}

export const isWorse = (candidate: ModelScore, live: ModelScore): boolean =>
  candidate.top1 < live.top1 || (candidate.top1 === live.top1 && candidate.microF1 < live.microF1);
