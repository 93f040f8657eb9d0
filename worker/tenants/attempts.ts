/**
 * Lock-out with back-off. An attempt is counted before it is judged, in one statement, so that many at once are as slow as one after
 * the other; a right one wipes the slate. Subjects are hashes: of an address, of a person's second factor, of a network.
 */
import { sha256Hex } from "../crypto/hash.ts";

/** Failures before there is a wait; after that each doubles it. */
interface Patience {
  free: number;
  firstWaitMs: number;
  longestWaitMs: number;
}
export const PERSON: Patience = { free: 5, firstWaitMs: 2_000, longestWaitMs: 15 * 60_000 };
/** An office shares one address: it may fail much more often. */
export const NETWORK: Patience = { free: 100, firstWaitMs: 1_000, longestWaitMs: 60_000 };
/** Failures that are older are forgiven. */
const FORGIVEN_AFTER_MS = 24 * 3_600_000;
const MOST_DOUBLINGS = 20;

export type Attempt = { ok: true; failures: number } | { ok: false; waitMs: number };

export const subjectOf = (kind: "email" | "factor" | "network" | "reset", value: string): Promise<string> => sha256Hex(`${kind}:${value}`);

/** ms of waiting after so many failures in a row */
export const waitAfter = (failures: number, { free, firstWaitMs, longestWaitMs }: Patience): number =>
  failures < free ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(MOST_DOUBLINGS, failures - free));

/** Counts an attempt as failed until `forgive` says otherwise; refuses while the subject has to wait. */
export async function beginAttempt(db: D1Database, subject: string, patience: Patience, now: number): Promise<Attempt> {
  const { free, firstWaitMs, longestWaitMs } = patience;
  const counted = "CASE WHEN last_at < ?3 - ?7 THEN 1 ELSE failures + 1 END";
  const sql = `INSERT INTO sign_in_attempts (subject, failures, last_at, not_before) VALUES (?1, 1, ?3, ?3 + ?2)
    ON CONFLICT (subject) DO UPDATE SET failures = ${counted}, last_at = ?3,
      not_before = ?3 + CASE WHEN ${counted} < ?4 THEN 0 ELSE min(?6, ?5 * (1 << min(${MOST_DOUBLINGS}, ${counted} - ?4))) END
    WHERE not_before <= ?3 RETURNING failures`;
  const taken = await db
    .prepare(sql)
    .bind(subject, waitAfter(1, patience), now, free, firstWaitMs, longestWaitMs, FORGIVEN_AFTER_MS)
    .first<{ failures: number }>();
  if (taken) return { ok: true, failures: taken.failures };
  const row = await db.prepare("SELECT not_before AS notBefore FROM sign_in_attempts WHERE subject = ?1").bind(subject).first<{ notBefore: number }>();
  return { ok: false, waitMs: Math.max(1, (row?.notBefore ?? now) - now) };
}

export async function forgive(db: D1Database, subject: string): Promise<void> {
  await db.prepare("DELETE FROM sign_in_attempts WHERE subject = ?1").bind(subject).run();
}

export async function sweepAttempts(db: D1Database, now: number): Promise<void> {
  await db
    .prepare("DELETE FROM sign_in_attempts WHERE last_at < ?1")
    .bind(now - FORGIVEN_AFTER_MS)
    .run();
}
