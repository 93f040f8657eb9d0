/** The first factor: an address and a password. */
import { beginAttempt, forgive, PERSON, subjectOf } from "./attempts.ts";
import { verifyPassword } from "./passwords.ts";
import { type AgentRow, loadAgent } from "./people.ts";

/** Tenants in which one address may be tried at once, when none is named. */
const MOST_TENANTS = 3;

export type PasswordCheck =
  | { check: "right"; agent: AgentRow }
  | { check: "wait"; waitMs: number }
  /** `known` = whose address it is, for the log; the answer never says so */
  | { check: "wrong"; known: { tenant: string; agentId: string } | null; locked: boolean };

/** Takes the same time for an address that nobody has. */
export async function checkPassword(
  db: D1Database,
  asked: { email: string; password: string; tenant?: string | undefined },
  now: number,
): Promise<PasswordCheck> {
  const email = asked.email.trim().toLowerCase();
  const subject = await subjectOf("email", email);
  const attempt = await beginAttempt(db, subject, PERSON, now);
  if (!attempt.ok) return { check: "wait", waitMs: attempt.waitMs };
  const sql = "SELECT tenant, id, password FROM agents WHERE email = ?1 AND disabled_at IS NULL AND (?2 IS NULL OR tenant = ?2) ORDER BY tenant LIMIT ?3";
  const { results } = await db
    .prepare(sql)
    .bind(email, asked.tenant ?? null, MOST_TENANTS)
    .all<{ tenant: string; id: string; password: string }>();
  if (results.length === 0) await verifyPassword(asked.password, null);
  for (const candidate of results) {
    if (!(await verifyPassword(asked.password, candidate.password))) continue;
    const agent = await loadAgent(db, `${candidate.tenant}:${candidate.id}`);
    if (!agent) continue;
    await forgive(db, subject);
    return { check: "right", agent };
  }
  const [first] = results;
  return { check: "wrong", known: first ? { tenant: first.tenant, agentId: first.id } : null, locked: attempt.failures >= PERSON.free };
}
