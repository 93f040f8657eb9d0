/** What a customer agreed to, and when: a history, the newest first. */

export interface Consent {
  policy: string;
  given: boolean;
  at: number;
  /** The visitor themself, or a key or agent on their behalf. */
  source: string;
}

const MOST_SHOWN = 20;

export async function addConsent(db: D1Database, tenant: string, customerId: string, consent: Consent): Promise<void> {
  await db
    .prepare("INSERT OR REPLACE INTO consents (tenant, customer_id, at, policy, given, source) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
    .bind(tenant, customerId, consent.at, consent.policy, consent.given ? 1 : 0, consent.source)
    .run();
}

export async function consentsOf(db: D1Database, tenant: string, customerIds: readonly string[]): Promise<Consent[]> {
  const sql = `SELECT policy, given, at, source FROM consents WHERE tenant = ?1 AND customer_id IN (SELECT value FROM json_each(?2)) ORDER BY at DESC LIMIT ?3`;
  const { results } = await db.prepare(sql).bind(tenant, JSON.stringify(customerIds), MOST_SHOWN).all<Omit<Consent, "given"> & { given: number }>();
  return results.map((row) => ({ ...row, given: row.given === 1 }));
}
