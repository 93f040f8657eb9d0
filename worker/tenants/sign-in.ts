/** The first factor: an address and a password. */
import { beginAttempt, forgive, PERSON, subjectOf } from "./attempts.ts";
import { verifyPassword } from "./passwords.ts";
import { type AgentRow, agentsOfAddress, loadAgent } from "./people.ts";

type PasswordCheck =
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
  const candidates = await agentsOfAddress(db, email, asked.tenant ?? null);
  if (candidates.length === 0) await verifyPassword(asked.password, null);
  for (const candidate of candidates) {
    if (!(await verifyPassword(asked.password, candidate.password))) continue;
    const agent = await loadAgent(db, `${candidate.tenant}:${candidate.id}`);
    if (!agent) continue;
    await forgive(db, subject);
    return { check: "right", agent };
  }
  const [first] = candidates;
  return { check: "wrong", known: first ? { tenant: first.tenant, agentId: first.id } : null, locked: attempt.failures >= PERSON.free };
}
