/** The business's own tables that an export carries: what people wrote or set, without secrets. Lists are a copy of the sessions and are made anew. */

interface Carried {
  /** Columns that order the rows uniquely beside the tenant. */
  key: readonly string[];
  /** Never leave: secrets, and what has no meaning elsewhere. */
  without?: readonly string[];
}

export const CARRIED: Readonly<Record<string, Carried>> = {
  teams: { key: ["id"] },
  agents: { key: ["id"], without: ["password"] },
  team_members: { key: ["team_id", "agent_id"] },
  articles: { key: ["id"] },
  article_versions: { key: ["article_id", "version"] },
  synonyms: { key: ["id"] },
  intents: { key: ["name"] },
  canned_replies: { key: ["id"] },
  macros: { key: ["id"] },
  reply_templates: { key: ["id"] },
  automation_rules: { key: ["id"] },
  orders: { key: ["id"] },
  retention: { key: ["tenant"] },
  consents: { key: ["customer_id", "at"] },
  uploads: { key: ["blob_key"] },
  labelled_messages: { key: ["id"] },
  suggestion_uses: { key: ["suggestion_id"] },
};

export type Row = Record<string, string | number | null>;

const PAGE = 500;
/** What a column that did not leave begins with: nobody's password is this. */
const MADE_ANEW: Readonly<Record<string, Row>> = { agents: { password: "imported" } };

/** All rows of a table that belong to the tenant, page by page, each begun behind the last row of the one before. */
export async function* rowsOf(db: D1Database, tenant: string, table: string): AsyncGenerator<Row> {
  const carried = CARRIED[table];
  if (!carried) return;
  const order = carried.key.join(", ");
  const behind = `(${order}) > (${carried.key.map((_, at) => `?${at + 3}`).join(", ")})`;
  for (let last: Row | undefined; ; ) {
    const sql = `SELECT * FROM ${table} WHERE tenant = ?1 ${last ? `AND ${behind}` : ""} ORDER BY ${order} LIMIT ?2`;
    const from = last ? carried.key.map((name) => last?.[name] ?? null) : [];
    const { results } = await db
      .prepare(sql)
      .bind(tenant, PAGE, ...from)
      .all<Row>();
    for (const row of results) yield Object.fromEntries(Object.entries(row).filter(([name]) => !carried.without?.includes(name)));
    if (results.length < PAGE) return;
    last = results.at(-1);
  }
}

/** Rows of a table that are about these customers. */
export async function rowsAbout(db: D1Database, tenant: string, customerIds: readonly string[]): Promise<{ table: string; row: Row }[]> {
  const ids = JSON.stringify(customerIds);
  const consents = await db
    .prepare("SELECT * FROM consents WHERE tenant = ?1 AND customer_id IN (SELECT value FROM json_each(?2)) ORDER BY at")
    .bind(tenant, ids)
    .all<Row>();
  const uploads = await db
    .prepare("SELECT * FROM uploads WHERE tenant = ?1 AND by IN (SELECT 'visitor:' || value FROM json_each(?2))")
    .bind(tenant, ids)
    .all<Row>();
  const labelled = await db
    .prepare(
      `SELECT * FROM labelled_messages WHERE tenant = ?1 AND conversation_id IN
       (SELECT id FROM conversations WHERE tenant = ?1 AND customer_id IN (SELECT value FROM json_each(?2))) ORDER BY at`,
    )
    .bind(tenant, ids)
    .all<Row>();
  const found = { consents, uploads, labelled_messages: labelled };
  return Object.entries(found).flatMap(([table, { results }]) => results.map((row) => ({ table, row })));
}

/** Columns by table, asked once: only what this version knows is taken. */
export class RowTaker {
  readonly #db: D1Database;
  readonly #tenant: string;
  readonly #columns = new Map<string, Set<string>>();

  constructor(db: D1Database, tenant: string) {
    this.#db = db;
    this.#tenant = tenant;
  }

  /** The statement that takes a row in; one that is there already stays as it is. Null = no such table is carried. */
  async take(table: string, given: Row): Promise<D1PreparedStatement | null> {
    if (!CARRIED[table]) return null;
    const known = await this.#known(table);
    const row = { ...MADE_ANEW[table], ...Object.fromEntries(Object.entries(given).filter(([name]) => known.has(name))), tenant: this.#tenant };
    const names = Object.keys(row);
    const sql = `INSERT OR IGNORE INTO ${table} (${names.join(", ")}) VALUES (${names.map((_, at) => `?${at + 1}`).join(", ")})`;
    return this.#db.prepare(sql).bind(...Object.values(row));
  }

  async #known(table: string): Promise<Set<string>> {
    const asked = this.#columns.get(table);
    if (asked) return asked;
    const { results } = await this.#db.prepare("SELECT name FROM pragma_table_info(?1)").bind(table).all<{ name: string }>();
    const names = new Set(results.map(({ name }) => name));
    this.#columns.set(table, names);
    return names;
  }
}
