/**
 * Historic figures, grouped by day, team, agent, channel, intent or label. Each figure's definition is data, so that it can be printed
 * beside the number. Sums of months and days are read where they are right (day-tables.ts), and conversations one by one where they are not.
 */
import { FIGURES, type Figure, type Group, SPREAD_FIGURES, type SpreadFigure } from "../../protocol/report-figures.ts";
import { addFact, addStored, type Cell, emptyCell, figuresOf, type Percentiles, percentilesOf } from "./cell.ts";
import { csvLines } from "./csv.ts";
import { EVERY_TEAM, offsetOf } from "./day-tables.ts";
import { factsIn, keysOf } from "./fact-rows.ts";
import { takeFacts } from "./facts.ts";
import { USUAL_ANSWER_S } from "./repeat-report.ts";
import { DAY_MS, dayOf, monthOf, type Plan, planOf } from "./report-days.ts";

export interface ReportQuery {
  /** epoch ms, conversations opened from … up to before … */
  from: number;
  to: number;
  by: Group;
  /** minutes east of UTC, for days */
  utcOffsetMin: number;
  /** null = all */
  teamIds: readonly string[] | null;
}

export const DEFINITIONS = {
  conversations: "conversations opened in the period",
  resolved: "of these, resolved by now",
  reopened: "of these, opened again at least once after they were resolved",
  answered: "of these, with a first reply by a person or the bot",
  firstReplyMs: "mean time from opening to the first reply, of the answered ones",
  firstReplyWithinMinute: "share of the answered ones whose first reply came within 60 s",
  slaMissed: "of these, with a target that was missed",
  waitMs: "mean time in teams' lines, of those that waited in one and came out",
  handleMs: "mean time with a person until it was resolved or passed on, of those that a person had and gave out of their hands",
  resolutionMs: "mean time from opening to resolution, of the resolved ones",
  messages: "customers' messages in these conversations",
  agentReplies: "replies by people in these conversations",
  botReplies: "replies by the bot in these conversations",
  botShare: "share of the resolved ones that the bot answered and no person did",
  suggestionUse: "share of the suggestions judged by agents in these that were sent, as they stood or changed",
  cannedUses: "canned replies used in these conversations",
  minutesSaved: `minutes that nobody had to read, find and type: ${USUAL_ANSWER_S} s for each reply by the bot, canned reply and suggestion sent as it stood, half of it for one that was changed`,
  rated: "of these, rated by the customer",
  csat: "mean of the customers' last ratings of these, 1 to 5",
} as const satisfies Record<Figure, string>;

export type ReportRow = { group: string; percentiles: Record<SpreadFigure, Percentiles> } & Record<Figure, number | null>;
export interface Report {
  rows: ReportRow[];
  /** Conversations whose latest changes are not in it yet. */
  behind: number;
}

const MOST_ROWS = 1_000;
/** Changed conversations that a report waits for. */
const CAUGHT_UP = 2_000;

/** What a conversation is grouped by; ?4 = ms east of UTC. */
export const GROUP_KEYS: Readonly<Record<Exclude<Group, "intent" | "label">, string>> = {
  day: "strftime('%Y-%m-%d', (c.opened_at + ?4) / 1000, 'unixepoch')",
  team: "coalesce(c.team_id, '')",
  agent: "coalesce(c.agent_id, c.last_agent_id, '')",
  channel: "c.channel_kind",
};

/** Which sums are right at this moment. */
async function planFor(db: D1Database, tenant: string, query: ReportQuery): Promise<Plan> {
  const { from, to, by, utcOffsetMin } = query;
  const cut = await offsetOf(db, tenant);
  if (by === "day" && utcOffsetMin !== cut) return { months: [], days: [], gaps: from < to ? [{ from, to }] : [] };
  const [days, months] = await db.batch([
    db.prepare("SELECT day, marked, built FROM report_days WHERE tenant = ?1 AND day >= ?2 AND day <= ?3").bind(tenant, dayOf(from, cut), dayOf(to, cut)),
    db.prepare("SELECT month, built FROM report_months WHERE tenant = ?1 AND cube = ?2").bind(tenant, by),
  ]);
  const stale = new Set<number>();
  const changes = new Map<number, number>();
  for (const { day, marked, built } of (days?.results ?? []) as { day: number; marked: number; built: number }[]) {
    if (marked !== built) stale.add(day);
    changes.set(monthOf(day), (changes.get(monthOf(day)) ?? 0) + marked);
  }
  const built = new Map(((months?.results ?? []) as { month: number; built: number }[]).map((row) => [row.month, row.built]));
  return planOf({ from, to }, { utcOffsetMin: cut, isBuilt: (day) => !stale.has(day), isMonthBuilt: (month) => built.get(month) === changes.get(month) });
}

export async function report(db: D1Database, tenant: string, query: ReportQuery): Promise<Report> {
  const behind = await takeFacts(db, tenant, CAUGHT_UP);
  const { months, days, gaps } = await planFor(db, tenant, query);
  const cells = new Map<string, Cell>();
  const cellOf = (key: string): Cell => {
    const cell = cells.get(key) ?? emptyCell();
    cells.set(key, cell);
    return cell;
  };
  const sql = `SELECT key, figures FROM report_cells WHERE tenant = ?1 AND cube = ?2 AND span = ?3 AND at IN (SELECT value FROM json_each(?4))
    AND team IN (SELECT value FROM json_each(?5))`;
  const teams = JSON.stringify(query.teamIds ?? [EVERY_TEAM]);
  const stored = await db.batch<{ key: string; figures: string }>([
    db.prepare(sql).bind(tenant, query.by, "month", JSON.stringify(months), teams),
    db.prepare(sql).bind(tenant, query.by, "day", JSON.stringify(days), teams),
  ]);
  for (const { results } of stored) for (const { key, figures } of results) addStored(cellOf(key), figures);
  for (const gap of gaps)
    for await (const fact of factsIn(db, tenant, gap, query.teamIds)) for (const key of keysOf(fact, query.by, query.utcOffsetMin)) addFact(cellOf(key), fact);
  const rows = [...cells].map(([group, cell]): ReportRow => ({ group, ...figuresOf(cell), percentiles: percentilesOf(cell) }));
  return { rows: sorted(rows, query.by).slice(0, MOST_ROWS), behind };
}

function sorted(rows: ReportRow[], by: Group): ReportRow[] {
  const named = (a: ReportRow, b: ReportRow): number => (a.group < b.group ? -1 : 1);
  return rows.sort(by === "day" ? named : (a, b) => (b.conversations ?? 0) - (a.conversations ?? 0) || named(a, b));
}

export function csvOf(rows: readonly ReportRow[]): string {
  const spreads = SPREAD_FIGURES.flatMap((figure) => (["p50", "p95"] as const).map((share) => ({ figure, share })));
  return csvLines(
    ["group", ...FIGURES, ...spreads.map(({ figure, share }) => `${figure}.${share}`)],
    rows.map((row) => [row.group, ...FIGURES.map((figure) => row[figure]), ...spreads.map(({ figure, share }) => row.percentiles[figure][share])]),
  );
}

/** The period asked for, or the last seven days. */
export const periodOf = (from: number | undefined, to: number | undefined, now: number): { from: number; to: number } => ({
  from: from ?? now - 7 * DAY_MS,
  to: to ?? now,
});
