/**
 * The public ledger: accepted = stored = delivered + parked. What each session says it has taken in (counted in the transaction that stored
 * it) against what the lists know turn by turn, and what of it still waits. It balances when the read model has caught up; a message that
 * was accepted and lost would show as a difference that stays.
 */

export interface Ledger {
  at: number;
  /** Customers' messages. */
  inbound: {
    /** Acknowledged: taken in by sessions, and kept aside for one that was out of reach. */
    accepted: number;
    /** In the lists, and kept aside. */
    stored: number;
    /** Thought about and handed on. */
    delivered: number;
    /** Waiting to be thought about, or kept aside. */
    parked: number;
  };
  /** Our replies. */
  outbound: {
    accepted: number;
    stored: number;
    delivered: number;
    parked: number /** of the parked ones: given up or of unknown fate, shown to an agent */;
    failed: number;
  };
  balanced: boolean;
}

const DELIVERED = new Set(["sent", "delivered", "read"]);
const FAILED = new Set(["failed", "unknown"]);

/** `kept` = messages that wait in the fallback store. */
export async function ledger(db: D1Database, tenant: string, kept: number, now: number): Promise<Ledger> {
  const [sessions, turns, deliveries] = await db.batch([
    db
      .prepare("SELECT coalesce(sum(messages), 0) AS messages, coalesce(sum(waiting), 0) AS waiting FROM customers WHERE tenant = ?1 AND moved_to IS NULL")
      .bind(tenant),
    db.prepare("SELECT kind, count(*) AS n FROM turns_index WHERE tenant = ?1 GROUP BY kind").bind(tenant),
    db.prepare("SELECT state, count(*) AS n FROM deliveries WHERE tenant = ?1 GROUP BY state").bind(tenant),
  ]);
  const taken = (sessions?.results[0] ?? { messages: 0, waiting: 0 }) as { messages: number; waiting: number };
  const byKind = new Map(((turns?.results ?? []) as { kind: string; n: number }[]).map(({ kind, n }) => [kind, n]));
  const states = (deliveries?.results ?? []) as { state: string; n: number }[];
  const sum = (of: ReadonlySet<string>): number => states.reduce((total, { state, n }) => total + (of.has(state) ? n : 0), 0);
  const stored = byKind.get("message") ?? 0;
  const replies = byKind.get("reply") ?? 0;
  const told = states.reduce((total, { n }) => total + n, 0);
  const [delivered, failed] = [sum(DELIVERED), sum(FAILED)];
  const inbound = { accepted: taken.messages + kept, stored: stored + kept, delivered: stored - taken.waiting, parked: taken.waiting + kept };
  const outbound = { accepted: replies, stored: told, delivered, parked: told - delivered, failed };
  return {
    at: now,
    inbound,
    outbound,
    balanced: inbound.accepted === inbound.stored && inbound.stored === inbound.delivered + inbound.parked && outbound.accepted === outbound.stored,
  };
}
