/**
 * Where D1 holds something of a customer, and how each place is emptied. The one list: a test compares it with the migrations, so that a
 * new table cannot be forgotten. Words in SQL: $tenant, $customers and $conversations (JSON lists of ids), $traces (what every id of
 * theirs contains), $before (epoch ms; the far future to erase, the time of erasing to sweep what was still on its way then).
 */

export interface Whose {
  tenant: string;
  customers: readonly string[];
  conversations: readonly string[];
  traces: readonly string[];
  before: number;
}

interface Place {
  table: string;
  where: string;
}

const OF_CUSTOMERS = "customer_id IN (SELECT value FROM json_each($customers))";
const CONVERSATIONS = `(SELECT value FROM json_each($conversations) UNION
  SELECT id FROM conversations WHERE tenant = $tenant AND ${OF_CUSTOMERS} AND last_turn_at < $before)`;
/** Somebody who came back after being erased is somebody new. */
const IS_NEW = "EXISTS (SELECT 1 FROM customers c WHERE c.tenant = $tenant AND c.id = identities.customer_id AND c.first_seen_at >= $before)";

/** In this order: what is found through conversations goes before them. */
export const ERASED_PLACES: readonly Place[] = [
  { table: "deliveries", where: `turn_id IN (SELECT turn_id FROM turns_index WHERE tenant = $tenant AND conversation_id IN ${CONVERSATIONS})` },
  { table: "labelled_messages", where: `conversation_id IN ${CONVERSATIONS}` },
  { table: "turns_index", where: `conversation_id IN ${CONVERSATIONS}` },
  { table: "conversation_labels", where: `conversation_id IN ${CONVERSATIONS}` },
  { table: "emptied", where: `conversation_id IN ${CONVERSATIONS}` },
  { table: "report_marks", where: `conversation_id IN ${CONVERSATIONS}` },
  { table: "report_facts", where: `(opened_at, id) IN (SELECT opened_at, id FROM conversations WHERE tenant = $tenant AND id IN ${CONVERSATIONS})` },
  { table: "conversations", where: `id IN ${CONVERSATIONS}` },
  { table: "identities", where: `${OF_CUSTOMERS} AND NOT ${IS_NEW}` },
  { table: "customers", where: "id IN (SELECT value FROM json_each($customers)) AND first_seen_at < $before" },
  { table: "events", where: `${OF_CUSTOMERS} AND at < $before AND type <> 'customer.erased'` },
  { table: "mail_threads", where: `${OF_CUSTOMERS} AND at < $before` },
  { table: "consents", where: `${OF_CUSTOMERS} AND at < $before` },
  { table: "uploads", where: "at < $before AND by IN (SELECT 'visitor:' || value FROM json_each($customers))" },
  {
    table: "kept_answers",
    where: "at < $before AND EXISTS (SELECT 1 FROM json_each($traces) t WHERE instr(subject, t.value) > 0 OR instr(coalesce(answer, ''), t.value) > 0)",
  },
];

/** Tables that hold nothing a customer said or is, with the reason. */
export const OTHER_PLACES: Readonly<Record<string, string>> = {
  tenants: "the business itself",
  teams: "the business itself",
  agents: "the business's people",
  team_members: "the business's people",
  api_keys: "the business itself",
  channel_accounts: "the business itself",
  sign_ins: "the business's people",
  sign_in_attempts: "hashes of addresses of the business's people",
  audit: "ids only",
  articles: "written by the business",
  article_versions: "written by the business",
  chunks: "made of articles",
  chunk_index: "made of articles",
  chunk_terms: "made of articles",
  knowledge_versions: "a counter",
  synonyms: "written by the business",
  article_feedback: "counts",
  import_jobs: "counts and file names",
  import_parts: "articles that are not written yet: by the business",
  orders: "the business's record of a sale: it stays, its buyer is taken out (takeBuyersOut)",
  order_connectors: "the business itself",
  intents: "written by the business",
  intent_versions: "a counter",
  tenant_models: "names and figures of models",
  live_models: "names of models",
  canned_replies: "written by the business",
  canned_uses: "ids and times",
  macros: "written by the business",
  automation_rules: "written by the business",
  automation_runs: "ids and times",
  webhooks: "the business's own systems",
  totp_secrets: "the business's people",
  recovery_codes: "the business's people",
  passkeys: "the business's people",
  sign_in_tickets: "the business's people",
  identity_providers: "the business itself",
  agent_identities: "the business's people",
  audit_entries: "who did what, without customers' words; customers by id only",
  suggestion_uses: "ids and intents",
  reply_templates: "written by the business",
  channel_health: "platforms' own errors",
  link_uses: "hashes, until their token ends",
  erasures: "ids and counts: the certificate",
  retention: "the business itself",
  report_days: "counts",
  report_months: "counts",
  report_cells: "counts",
};

/** A statement whose words in `$` are bound, each in the order of its first mention. */
function bound(db: D1Database, sql: string, whose: Whose): D1PreparedStatement {
  const values: Record<string, string | number> = {
    tenant: whose.tenant,
    customers: JSON.stringify(whose.customers),
    conversations: JSON.stringify(whose.conversations),
    traces: JSON.stringify(whose.traces),
    before: whose.before,
  };
  const names: string[] = [];
  const numbered = sql.replace(/\$(\w+)/g, (_, name: string) => {
    if (!names.includes(name)) names.push(name);
    return `?${names.indexOf(name) + 1}`;
  });
  return db.prepare(numbered).bind(...names.map((name) => values[name] ?? null));
}

/** Empties every place in one batch; how many rows went, by table. */
export async function emptyPlaces(db: D1Database, whose: Whose): Promise<Record<string, number>> {
  const statements = ERASED_PLACES.map(({ table, where }) => bound(db, `DELETE FROM ${table} WHERE tenant = $tenant AND ${where} RETURNING 1 AS one`, whose));
  const results = await db.batch(statements);
  return Object.fromEntries(ERASED_PLACES.map(({ table }, at) => [table, results[at]?.results.length ?? 0]));
}

/** Digits by which an order's phone is found: the last eleven, backwards. */
const PHONE_DIGITS = 11;
const phoneEnd = (value: string): string => [...value.replace(/\D/g, "").slice(-PHONE_DIGITS)].reverse().join("");

/** The sale stays for the books; whose it was does not. How many orders named one of these. */
export async function takeBuyersOut(db: D1Database, tenant: string, identities: readonly { kind: string; value: string }[]): Promise<number> {
  const values = JSON.stringify(identities.map(({ value }) => value.toLowerCase()));
  const ends = JSON.stringify(identities.filter(({ kind }) => kind === "phone").map(({ value }) => phoneEnd(value)));
  const { results } = await db
    .prepare(
      `UPDATE orders SET buyer_id = NULL, phone = NULL, email = NULL, phone_end = NULL WHERE tenant = ?1 AND
       (lower(buyer_id) IN (SELECT value FROM json_each(?2)) OR lower(email) IN (SELECT value FROM json_each(?2)) OR phone_end IN (SELECT value FROM json_each(?3)))
       RETURNING 1 AS one`,
    )
    .bind(tenant, values, ends)
    .all();
  return results.length;
}

/** Files that these visitors uploaded, sent or not. */
export async function uploadsOf(db: D1Database, tenant: string, customerIds: readonly string[]): Promise<string[]> {
  const sql = "SELECT blob_key AS blobKey FROM uploads WHERE tenant = ?1 AND by IN (SELECT 'visitor:' || value FROM json_each(?2))";
  const { results } = await db.prepare(sql).bind(tenant, JSON.stringify(customerIds)).all<{ blobKey: string }>();
  return results.map(({ blobKey }) => blobKey);
}
