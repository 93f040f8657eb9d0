/** An agent's feed: events in one sequence, kept so that every tab can resume. Bounded; telling is idempotent by event id. */
import type { DeskEvent } from "../../protocol/agent-frames.ts";
import { applySchema, type SchemaStep, type SqlLike } from "../apply-schema.ts";

/** Events kept; a tab that missed more loads its lists again. */
export const FEED_KEPT = 2_000;
/** The feed is cut only once it is this much too long, so that most writes cut nothing. */
const CUT_EVERY = 200;
/** Events of one resume. */
export const RESUME_LIMIT = 500;

const FEED_SCHEMA: readonly SchemaStep[] = [
  {
    id: "000_feed",
    sql: `CREATE TABLE feed (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, event TEXT NOT NULL);
          CREATE TABLE desk (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;`,
  },
];

/** What speaks of a word, but for what was blanked before. */
const BLANKED = "SELECT seq FROM feed WHERE (instr(event, ?) > 0 OR instr(id, ?) > 0) AND json_extract(event, '$.type') <> 'erased'";

export interface Numbered {
  seq: number;
  event: DeskEvent;
}

export class Feed {
  private readonly sql: SqlLike;
  private last: number;
  private first: number;

  constructor(sql: SqlLike) {
    applySchema(sql, FEED_SCHEMA);
    this.sql = sql;
    const row = sql.exec<{ low: number | null; high: number | null }>("SELECT min(seq) AS low, max(seq) AS high FROM feed").toArray()[0];
    this.last = row?.high ?? 0;
    this.first = row?.low ?? 1;
  }

  get seq(): number {
    return this.last;
  }

  /** The new ones of these events, numbered. Call inside a transaction. */
  append(events: readonly DeskEvent[]): Numbered[] {
    const added: Numbered[] = [];
    for (const event of events) {
      const known = this.sql.exec<{ seq: number }>("SELECT seq FROM feed WHERE id = ?", event.id).toArray()[0];
      if (known) continue;
      this.last += 1;
      this.sql.exec("INSERT INTO feed (seq, id, event) VALUES (?, ?, ?)", this.last, event.id, JSON.stringify(event));
      added.push({ seq: this.last, event });
    }
    if (this.last - this.first >= FEED_KEPT + CUT_EVERY) {
      this.first = this.last - FEED_KEPT + 1;
      this.sql.exec("DELETE FROM feed WHERE seq < ?", this.first);
    }
    return added;
  }

  /** Events after `seq`, oldest first. `behind` = some of them are no longer kept. */
  since(seq: number, limit: number = RESUME_LIMIT): { events: Numbered[]; behind: boolean } {
    const rows = this.sql.exec<{ seq: number; event: string }>("SELECT seq, event FROM feed WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit).toArray();
    const events = rows.map((row) => ({ seq: row.seq, event: JSON.parse(row.event) as DeskEvent }));
    const behind = seq > this.last || (this.last > 0 && seq + 1 < this.first) || (events.at(-1)?.seq ?? seq) < this.last;
    return { events, behind };
  }

  /** Events that hold one of these words are replaced where they stand, so that numbers stay what they were. How many were. Call inside a transaction. */
  blank(words: readonly string[], standIn: (seq: number) => DeskEvent): number {
    const seqs = new Set(words.flatMap((word) => this.sql.exec<{ seq: number }>(BLANKED, word, word).toArray()).map(({ seq }) => seq));
    for (const seq of seqs) {
      const event = standIn(seq);
      this.sql.exec("UPDATE feed SET id = ?, event = ? WHERE seq = ?", event.id, JSON.stringify(event), seq);
    }
    return seqs.size;
  }

  /** Rows of the desk's book whose name holds the word. */
  remove(word: string): number {
    const names = this.sql.exec<{ name: string }>("SELECT name FROM desk WHERE instr(name, ?) > 0", word).toArray();
    for (const { name } of names) this.sql.exec("DELETE FROM desk WHERE name = ?", name);
    return names.length;
  }

  get(name: string): string | null {
    return this.sql.exec<{ value: string }>("SELECT value FROM desk WHERE name = ?", name).toArray()[0]?.value ?? null;
  }

  /** Rows of the desk's book whose names begin with the word. */
  under(prefix: string, limit: number): { name: string; value: string }[] {
    return this.sql
      .exec<{ name: string; value: string }>("SELECT name, value FROM desk WHERE name >= ? AND name < ? LIMIT ?", prefix, `${prefix}\uffff`, limit)
      .toArray();
  }

  drop(name: string): void {
    this.sql.exec("DELETE FROM desk WHERE name = ?", name);
  }

  put(name: string, value: string): void {
    this.sql.exec("INSERT INTO desk (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value);
  }
}
