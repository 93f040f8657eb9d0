/**
 * Sums of days and months, made of the facts. Each look makes those anew of which something changed; what a look finds is written with
 * the count of changes it has seen, so that of two looks at once the older one leaves the day to be made again, and nothing wrong is read.
 */
import { GROUPS, type Group } from "../../protocol/report-figures.ts";
import { addFact, addStored, type Cell, emptyCell, textOfCell } from "./cell.ts";
import { factsIn, keysOf } from "./fact-rows.ts";
import { DAY_MS, dayOf, firstDayOf, MINUTE_MS, monthOf, startOfDay, USUAL_OFFSET_MIN } from "./report-days.ts";

/** All teams together. */
export const EVERY_TEAM = "";
/** A day that keeps changing is made anew this often, ms; reports count it conversation by conversation in between. */
const SETTLES_MS = 5 * 60_000;
const CELLS_AT_ONCE = 1_000;

/** By team, then key. */
type Cells = Map<string, Map<string, Cell>>;

function cellAt(cells: Cells, team: string, key: string): Cell {
  const ofTeam = cells.get(team) ?? new Map<string, Cell>();
  cells.set(team, ofTeam);
  const cell = ofTeam.get(key) ?? emptyCell();
  ofTeam.set(key, cell);
  return cell;
}

export async function offsetOf(db: D1Database, tenant: string): Promise<number> {
  return (await db.prepare("SELECT report_offset_min AS offsetMin FROM tenants WHERE id = ?1").bind(tenant).first<number>("offsetMin")) ?? USUAL_OFFSET_MIN;
}

type Target = { tenant: string; cube: Group; span: "day" | "month"; at: number };

/** Writes only what differs; what is no longer there goes. */
function writing(db: D1Database, { tenant, cube, span, at }: Target, cells: Cells): D1PreparedStatement[] {
  const rows = [...cells].flatMap(([team, ofTeam]) => [...ofTeam].map(([key, cell]) => ({ team, key, figures: textOfCell(cell) })));
  const kept = JSON.stringify(rows.map(({ team, key }) => [team, key]));
  const gone = db
    .prepare(
      `DELETE FROM report_cells WHERE tenant = ?1 AND cube = ?2 AND span = ?3 AND at = ?4
       AND (team, key) NOT IN (SELECT e.value ->> 0, e.value ->> 1 FROM json_each(?5) e)`,
    )
    .bind(tenant, cube, span, at, kept);
  const writes: D1PreparedStatement[] = [gone];
  for (let from = 0; from < rows.length; from += CELLS_AT_ONCE)
    writes.push(
      db
        .prepare(
          `INSERT INTO report_cells (tenant, cube, span, at, team, key, figures)
           SELECT ?1, ?2, ?3, ?4, e.value ->> 'team', e.value ->> 'key', e.value ->> 'figures' FROM json_each(?5) e WHERE true
           ON CONFLICT (tenant, cube, span, at, team, key) DO UPDATE SET figures = excluded.figures WHERE figures <> excluded.figures`,
        )
        .bind(tenant, cube, span, at, JSON.stringify(rows.slice(from, from + CELLS_AT_ONCE))),
    );
  return writes;
}

/** Makes one day's sums. `marked` = the changes counted before its facts are read. */
async function buildDay(db: D1Database, tenant: string, day: number, marked: number, offsetMin: number, now: number): Promise<void> {
  const cubes = new Map<Group, Cells>(GROUPS.map((cube) => [cube, new Map()]));
  const span = { from: startOfDay(day, offsetMin), to: startOfDay(day + 1, offsetMin) };
  for await (const fact of factsIn(db, tenant, span, null))
    for (const [cube, cells] of cubes)
      for (const key of keysOf(fact, cube, offsetMin)) {
        addFact(cellAt(cells, EVERY_TEAM, key), fact);
        if (fact.teamId !== null) addFact(cellAt(cells, fact.teamId, key), fact);
      }
  const built = db.prepare("UPDATE report_days SET built = ?3, built_at = ?4 WHERE tenant = ?1 AND day = ?2").bind(tenant, day, marked, now);
  await db.batch([...[...cubes].flatMap(([cube, cells]) => writing(db, { tenant, cube, span: "day", at: day }, cells)), built]);
}

/** Days of the past that changed, newest first; how many were made. */
export async function buildDays(db: D1Database, tenant: string, now: number, most: number): Promise<number> {
  const offsetMin = await offsetOf(db, tenant);
  const { results } = await db
    .prepare("SELECT day, marked FROM report_days WHERE tenant = ?1 AND marked <> built AND day < ?2 AND built_at <= ?3 ORDER BY day DESC LIMIT ?4")
    .bind(tenant, dayOf(now, offsetMin), now - SETTLES_MS, most)
    .all<{ day: number; marked: number }>();
  for (const { day, marked } of results) await buildDay(db, tenant, day, marked, offsetMin, now);
  return results.length;
}

/** Adds the days of a month up. They and the count of their changes are read as of one moment. */
async function buildMonth(db: D1Database, tenant: string, cube: Group, month: number): Promise<void> {
  const days = [firstDayOf(month), firstDayOf(month + 1)] as const;
  const [counted, stored] = await db.batch([
    db.prepare("SELECT sum(built) AS built FROM report_days WHERE tenant = ?1 AND day >= ?2 AND day < ?3").bind(tenant, ...days),
    db
      .prepare("SELECT team, key, figures FROM report_cells WHERE tenant = ?1 AND cube = ?2 AND span = 'day' AND at >= ?3 AND at < ?4")
      .bind(tenant, cube, ...days),
  ]);
  const cells: Cells = new Map();
  for (const { team, key, figures } of (stored?.results ?? []) as { team: string; key: string; figures: string }[])
    addStored(cellAt(cells, team, key), figures);
  const { built } = (counted?.results[0] ?? { built: 0 }) as { built: number };
  const done = db
    .prepare("INSERT INTO report_months VALUES (?1, ?2, ?3, ?4) ON CONFLICT (tenant, cube, month) DO UPDATE SET built = excluded.built")
    .bind(tenant, cube, month, built);
  await db.batch([...writing(db, { tenant, cube, span: "month", at: month }, cells), done]);
}

/** Days are what a report by day shows: their months are not added up. */
const MONTHLY = GROUPS.filter((group) => group !== "day");

/** Months that are over and whose days are all made, newest first; how many were made, one for each grouping. */
export async function buildMonths(db: D1Database, tenant: string, now: number, most: number): Promise<number> {
  const today = dayOf(now, await offsetOf(db, tenant));
  const { results } = await db
    .prepare("SELECT day, marked, built FROM report_days WHERE tenant = ?1 AND day < ?2")
    .bind(tenant, firstDayOf(monthOf(today)))
    .all<{ day: number; marked: number; built: number }>();
  const months = new Map<number, { marked: number; stale: boolean }>();
  for (const { day, marked, built } of results) {
    const known = months.get(monthOf(day)) ?? { marked: 0, stale: false };
    months.set(monthOf(day), { marked: known.marked + marked, stale: known.stale || marked !== built });
  }
  const done = await db
    .prepare("SELECT cube, month, built FROM report_months WHERE tenant = ?1")
    .bind(tenant)
    .all<{ cube: string; month: number; built: number }>();
  const builtOf = new Map(done.results.map(({ cube, month, built }) => [`${cube} ${month}`, built]));
  const due = [...months]
    .sort(([a], [b]) => b - a)
    .flatMap(([month, { marked, stale }]) => MONTHLY.filter((cube) => !stale && builtOf.get(`${cube} ${month}`) !== marked).map((cube) => ({ cube, month })))
    .slice(0, most);
  for (const { cube, month } of due) await buildMonth(db, tenant, cube, month);
  return due.length;
}

/** Days are cut elsewhere from now on: all sums are made anew. Counts of changes go on from the time, so that no look begun before fits them. */
export async function cutDaysAt(db: D1Database, tenant: string, offsetMin: number, now: number): Promise<void> {
  await db.batch([
    db.prepare("UPDATE tenants SET report_offset_min = ?2 WHERE id = ?1").bind(tenant, offsetMin),
    ...["report_cells", "report_months", "report_days"].map((table) => db.prepare(`DELETE FROM ${table} WHERE tenant = ?1`).bind(tenant)),
    // A bound number is a REAL, and a division by it would keep its fraction.
    db
      .prepare(
        `INSERT INTO report_days (tenant, day, marked) SELECT DISTINCT ?1, (opened_at + ${MINUTE_MS} * CAST(?2 AS INTEGER)) / ${DAY_MS}, ?3 FROM report_facts WHERE tenant = ?1`,
      )
      .bind(tenant, offsetMin, now),
  ]);
}
