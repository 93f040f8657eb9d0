/** The business's own rows of an export, taken in many to a batch: each batch is one call and one commit. */
import { z } from "zod";
import { articleStatements, readyArticle } from "../../knowledge/ingest.ts";
import { type Row, RowTaker } from "../../privacy/carried-tables.ts";

/** Statements, and UTF-16 units of the rows behind them, in one batch. */
const MOST_STATEMENTS = 500;
const MOST_UNITS = 500_000;

export class RowImport {
  readonly #db: D1Database;
  readonly #tenant: string;
  readonly #taker: RowTaker;
  #due: D1PreparedStatement[] = [];
  #units = 0;

  constructor(db: D1Database, tenant: string) {
    this.#db = db;
    this.#tenant = tenant;
    this.#taker = new RowTaker(db, tenant);
  }

  /** False = no such table is carried. It is stored with `flush` at the latest. */
  async take(table: string, row: Row): Promise<boolean> {
    const statement = await this.#taker.take(table, row);
    if (!statement) return false;
    this.#due.push(statement, ...(table === "articles" ? indexed(this.#db, this.#tenant, row) : []));
    for (const value of Object.values(row)) this.#units += String(value).length;
    if (this.#due.length >= MOST_STATEMENTS || this.#units >= MOST_UNITS) await this.flush();
    return true;
  }

  async flush(): Promise<void> {
    const due = this.#due;
    [this.#due, this.#units] = [[], 0];
    if (due.length > 0) await this.#db.batch(due);
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Chunks and the index are made anew; version and times stay those of the row. */
function indexed(db: D1Database, tenant: string, row: Row): D1PreparedStatement[] {
  const text = (name: string): string => String(row[name] ?? "");
  const article = {
    id: text("id"),
    title: text("title"),
    body: text("body"),
    language: text("language"),
    category: text("category"),
    audience: text("audience") === "agents" ? ("agents" as const) : ("public" as const),
    status: text("status") === "published" ? ("published" as const) : text("status") === "draft" ? ("draft" as const) : ("archived" as const),
    format: text("format") === "html" ? ("html" as const) : text("format") === "text" ? ("text" as const) : ("markdown" as const),
    source: text("source"),
    intents: z
      .array(z.string())
      .catch([])
      .parse(parsedJson(text("intents"))),
  };
  const { version, created_at, updated_at } = row;
  return [
    ...articleStatements(db, tenant, [readyArticle(tenant, article)], text("updated_by"), Number(updated_at ?? 0)),
    // Putting it made a version of the row itself.
    db.prepare("DELETE FROM article_versions WHERE tenant = ?1 AND article_id = ?2 AND version >= ?3").bind(tenant, article.id, version ?? 1),
    db
      .prepare("UPDATE articles SET version = ?3, created_at = ?4, updated_at = ?5 WHERE tenant = ?1 AND id = ?2")
      .bind(tenant, article.id, version ?? 1, created_at ?? 0, updated_at ?? 0),
  ];
}
