/** What is added up of conversations, and the report's figures made of it. Cells of days add up to those of months and periods. Pure. */
import { type Figure, SPREAD_FIGURES, type SpreadFigure } from "../../protocol/report-figures.ts";
import { USUAL_ANSWER_S } from "./repeat-report.ts";
import { MINUTE_MS } from "./report-days.ts";
import { addPacked, addTime, packed, percentile, type Spread } from "./spread.ts";

/** A row of report_facts. */
export interface Fact {
  id: string;
  openedAt: number;
  teamId: string | null;
  agentId: string;
  channel: string;
  /** JSON [name] */
  intents: string;
  labels: string;
  resolved: number;
  reopened: number;
  firstReplyMs: number | null;
  waitMs: number | null;
  handleMs: number | null;
  resolutionMs: number | null;
  messages: number;
  agentReplies: number;
  botReplies: number;
  score: number | null;
  canned: number;
  accepted: number;
  edited: number;
  refused: number;
  /** a target of it was missed */
  targetMissed: number;
}

/** In the order in which they are stored: append only. */
const SUMS = [
  "conversations",
  "resolved",
  "reopened",
  "answered",
  "withinMinute",
  "firstReplyMs",
  "waited",
  "waitMs",
  "handled",
  "handleMs",
  "resolutionMs",
  "messages",
  "agentReplies",
  "botReplies",
  "botAlone",
  "rated",
  "score",
  "canned",
  "accepted",
  "edited",
  "refused",
  "targetMissed",
] as const;
type Sum = (typeof SUMS)[number];

export interface Cell {
  sums: Record<Sum, number>;
  spreads: Record<SpreadFigure, Spread>;
}

const QUANTILES = { p50: 0.5, p95: 0.95 } as const;
export type Percentiles = Record<keyof typeof QUANTILES, number | null>;

export const emptyCell = (): Cell => ({
  sums: Object.fromEntries(SUMS.map((name) => [name, 0])) as Cell["sums"],
  spreads: { firstReplyMs: new Map(), waitMs: new Map(), handleMs: new Map(), resolutionMs: new Map() },
});

const countsOf = (fact: Fact): Record<Sum, number> => ({
  conversations: 1,
  resolved: fact.resolved,
  reopened: fact.reopened > 0 ? 1 : 0,
  answered: fact.firstReplyMs === null ? 0 : 1,
  withinMinute: fact.firstReplyMs !== null && fact.firstReplyMs <= MINUTE_MS ? 1 : 0,
  firstReplyMs: fact.firstReplyMs ?? 0,
  waited: fact.waitMs === null ? 0 : 1,
  waitMs: fact.waitMs ?? 0,
  handled: fact.handleMs === null ? 0 : 1,
  handleMs: fact.handleMs ?? 0,
  resolutionMs: fact.resolutionMs ?? 0,
  messages: fact.messages,
  agentReplies: fact.agentReplies,
  botReplies: fact.botReplies,
  botAlone: fact.resolved > 0 && fact.botReplies > 0 && fact.agentReplies === 0 ? 1 : 0,
  rated: fact.score === null ? 0 : 1,
  score: fact.score ?? 0,
  canned: fact.canned,
  accepted: fact.accepted,
  edited: fact.edited,
  refused: fact.refused,
  targetMissed: fact.targetMissed,
});

export function addFact(cell: Cell, fact: Fact): void {
  const counts = countsOf(fact);
  for (const name of SUMS) cell.sums[name] += counts[name];
  for (const name of SPREAD_FIGURES) {
    const ms = fact[name];
    if (ms !== null) addTime(cell.spreads[name], ms);
  }
}

/** As it is stored. */
export const textOfCell = ({ sums, spreads }: Cell): string =>
  JSON.stringify([SUMS.map((name) => sums[name]), ...SPREAD_FIGURES.map((name) => packed(spreads[name]))]);

export function addStored(cell: Cell, text: string): void {
  const [sums, ...spreads] = JSON.parse(text) as number[][];
  SUMS.forEach((name, at) => {
    cell.sums[name] += sums?.[at] ?? 0;
  });
  SPREAD_FIGURES.forEach((name, at) => {
    addPacked(cell.spreads[name], spreads[at] ?? []);
  });
}

const share = (part: number, of: number): number | null => (of === 0 ? null : part / of);

export function figuresOf({ sums }: Cell): Record<Figure, number | null> {
  const { conversations, resolved, reopened, answered, messages, agentReplies, botReplies, rated, accepted, edited, refused, canned } = sums;
  const savedS = USUAL_ANSWER_S * (accepted + edited / 2 + canned + botReplies);
  return {
    conversations,
    resolved,
    reopened,
    answered,
    firstReplyMs: share(sums.firstReplyMs, answered),
    firstReplyWithinMinute: share(sums.withinMinute, answered),
    slaMissed: sums.targetMissed,
    waitMs: share(sums.waitMs, sums.waited),
    handleMs: share(sums.handleMs, sums.handled),
    resolutionMs: share(sums.resolutionMs, resolved),
    messages,
    agentReplies,
    botReplies,
    botShare: share(sums.botAlone, resolved),
    suggestionUse: share(accepted + edited, accepted + edited + refused),
    cannedUses: canned,
    minutesSaved: Math.round(savedS / 60),
    rated,
    csat: share(sums.score, rated),
  };
}

export function percentilesOf({ spreads }: Cell): Record<SpreadFigure, Percentiles> {
  const of = (name: SpreadFigure): Percentiles => ({ p50: percentile(spreads[name], QUANTILES.p50), p95: percentile(spreads[name], QUANTILES.p95) });
  return { firstReplyMs: of("firstReplyMs"), waitMs: of("waitMs"), handleMs: of("handleMs"), resolutionMs: of("resolutionMs") };
}
