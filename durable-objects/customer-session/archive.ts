/** A session leaving row by row and coming back: everything it keeps, in bounded pages. Nothing is interpreted, so nothing is lost. */
import type { ArchivedTurn, ArchivePage, Unarchived } from "../../protocol/privacy.ts";
import { applySchema, type SqlLike } from "../apply-schema.ts";
import type { OutboxRow } from "./outbox.ts";
import { SESSION_SCHEMA } from "./schema.ts";
import { TurnStore } from "./turn-store.ts";

const ROWS_A_PAGE = 250;
/** A page stays well under what one call between objects may carry (32 MiB), and several at once in an isolate. */
const PAGE_UNITS = 1_000_000;
const HEAD = "!head";
const IMPORTING = "!importing";
/** Work that belonged to where the archive was made; it must not be done a second time here. */
const NOT_TAKEN = /^!(todo|importing|erased)/;
const TURNS = "turns ";

type DocRow = { key: string; doc: string };
type TurnRow = { source: string; think_at: number | null; doc: string };

/** The rows that fit a page, at least one. */
function fitting<R extends { doc: string }>(rows: readonly R[], taken = 0): R[] {
  let units = taken;
  const tooMany = rows.findIndex(({ doc }, at) => {
    units += doc.length;
    return at > 0 && units > PAGE_UNITS;
  });
  return tooMany === -1 ? [...rows] : rows.slice(0, tooMany);
}

const isEmpty = (sql: SqlLike): boolean => sql.exec("SELECT 1 AS one FROM sqlite_master WHERE name = 'docs'").toArray().length === 0;

/** The piece after `cursor` (null = the first): documents by key, then turns in their order; of most customers it is the only one. Null = nobody lives here. */
export function archivePage(sql: SqlLike, cursor: string | null): ArchivePage | null {
  if (isEmpty(sql)) return null;
  if (cursor?.startsWith(TURNS)) return { docs: [], ...turnsAfter(sql, Number(cursor.slice(TURNS.length)), { rows: 0, units: 0 }) };
  if (cursor === null && sql.exec("SELECT 1 AS one FROM docs WHERE key = ?", HEAD).toArray().length === 0) return null;
  const rows = sql.exec<DocRow>("SELECT key, doc FROM docs WHERE key > ? ORDER BY key LIMIT ?", cursor ?? "", ROWS_A_PAGE).toArray();
  const page = fitting(rows);
  const isLast = page.length === rows.length && rows.length < ROWS_A_PAGE;
  const docs = page.map(({ key, doc }) => ({ key, doc: JSON.parse(doc) as unknown }));
  if (!isLast) return { docs, turns: [], next: page.at(-1)?.key ?? `${TURNS}0` };
  const units = page.reduce((sum, { doc }) => sum + doc.length, 0);
  return { docs, ...turnsAfter(sql, 0, { rows: page.length, units }) };
}

/** `full` = what of the page is taken already, fewer rows than it may have. */
function turnsAfter(sql: SqlLike, seq: number, full: { rows: number; units: number }): Pick<ArchivePage, "turns" | "next"> {
  const most = ROWS_A_PAGE - full.rows;
  const rows = sql.exec<TurnRow>("SELECT source, think_at, doc FROM turns WHERE seq > ? ORDER BY seq LIMIT ?", seq, most).toArray();
  const page = fitting(rows, full.units);
  const turns = page.map(
    ({ source, think_at, doc }): ArchivedTurn => ({ source, unthought: think_at !== null, turn: JSON.parse(doc) as ArchivedTurn["turn"] }),
  );
  const isLast = page.length === rows.length && rows.length < most;
  return { turns, next: isLast ? null : `${TURNS}${turns.at(-1)?.turn.seq ?? seq}` };
}

/** A reply that waited elsewhere may have been sent there: an agent decides here whether it goes out. */
const parked = (row: OutboxRow): OutboxRow => ({ ...row, state: "parked" });

/** Takes a piece in. Call inside a transaction, and before the session is opened. */
export function unarchive(sql: SqlLike, page: Pick<ArchivePage, "docs" | "turns">, isLast: boolean): Unarchived {
  applySchema(sql, SESSION_SCHEMA);
  const has = (key: string): boolean => sql.exec("SELECT 1 AS one FROM docs WHERE key = ?", key).toArray().length > 0;
  if (has(HEAD) && !has(IMPORTING)) return { outcome: "refused", code: "not_empty", detail: "This customer is here already" };
  const put = (key: string, doc: unknown): void => void sql.exec("REPLACE INTO docs (key, doc) VALUES (?, ?)", key, JSON.stringify(doc));
  put(IMPORTING, {});
  for (const { key, doc } of page.docs) if (!NOT_TAKEN.test(key)) put(key, key.startsWith("!out ") ? parked(doc as OutboxRow) : doc);
  const store = new TurnStore(sql);
  for (const { source, turn } of page.turns) {
    sql.exec("DELETE FROM turns WHERE seq = ? OR source = ?", turn.seq, source);
    // What nobody had thought about is for people to read: thinking now would answer words of another time.
    store.insert(turn, source, null);
  }
  if (isLast) sql.exec("DELETE FROM docs WHERE key = ?", IMPORTING);
  return { outcome: "taken" };
}
