/** Sign-in of people: a short-lived signed token beside a refresh token whose hash is in D1. */
import { jwtVerify, SignJWT } from "jose";
import { type Chance, newId } from "../../protocol/ids.ts";
import { base64Url } from "../crypto/bytes.ts";
import { sha256Hex } from "../crypto/hash.ts";
import { verifyPassword } from "./passwords.ts";
import { type AgentRow, loadAgent } from "./people.ts";
import type { AgentPrincipal } from "./roles.ts";

/** Seconds a token is good for; a disabled agent is out after that at the latest. */
export const TOKEN_LIFE_S = 3_600;
const REFRESH_LIFE_MS = 14 * 24 * 3_600_000;
const REFRESH_BYTES = 32;
/** Failures before an address has to wait, and the longest wait. */
const FREE_FAILURES = 5;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 15 * 60_000;

export interface SignedIn {
  token: string;
  refreshToken: string;
  /** epoch ms */
  expiresAt: number;
  agent: { id: string; name: string; email: string; role: string; tenant: string; teamIds: string[] };
}
export type SignIn = { ok: true; signedIn: SignedIn } | { ok: false; why: "wrong" } | { ok: false; why: "wait"; waitMs: number };

const secretOf = (secret: string): Uint8Array => new TextEncoder().encode(secret);

async function tokenFor(secret: string, agent: AgentRow, signInId: string, now: number): Promise<string> {
  return new SignJWT({ tenant: agent.tenant, name: agent.name, email: agent.email, role: agent.role, teams: agent.teamIds, sid: signInId })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(agent.id)
    .setAudience("kefu-agent")
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(Math.floor(now / 1000) + TOKEN_LIFE_S)
    .sign(secretOf(secret));
}

/** Null = not ours, changed or too old. */
export async function readAgentToken(secret: string, token: string, now: number): Promise<AgentPrincipal | null> {
  try {
    const { payload } = await jwtVerify(token, secretOf(secret), { audience: "kefu-agent", algorithms: ["HS256"], currentDate: new Date(now) });
    const { sub, tenant, name, email, role, teams, sid } = payload as Record<string, unknown> & { sub?: string };
    if (typeof sub !== "string" || typeof tenant !== "string" || typeof sid !== "string") return null;
    return {
      kind: "agent",
      tenant,
      agentId: sub,
      name: String(name),
      email: String(email),
      role: role as AgentPrincipal["role"],
      teamIds: (teams as string[]) ?? [],
      signInId: sid,
    };
  } catch {
    return null;
  }
}

export async function signIn(
  db: D1Database,
  secret: string,
  asked: { email: string; password: string; tenant?: string | undefined; userAgent: string },
  now: number,
  chance: Chance,
): Promise<SignIn> {
  const email = asked.email.trim().toLowerCase();
  const subject = await sha256Hex(`email:${email}`);
  const tried = await db
    .prepare("SELECT failures, not_before AS notBefore FROM sign_in_attempts WHERE subject = ?1")
    .bind(subject)
    .first<{ failures: number; notBefore: number }>();
  if (tried && tried.notBefore > now) return { ok: false, why: "wait", waitMs: tried.notBefore - now };
  const sql = "SELECT tenant, id, password FROM agents WHERE email = ?1 AND disabled_at IS NULL AND (?2 IS NULL OR tenant = ?2) LIMIT 1";
  const known = await db
    .prepare(sql)
    .bind(email, asked.tenant ?? null)
    .first<{ tenant: string; id: string; password: string }>();
  if (!(await verifyPassword(asked.password, known?.password ?? null)) || !known) {
    const failures = (tried?.failures ?? 0) + 1;
    const wait = failures < FREE_FAILURES ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - FREE_FAILURES));
    await db
      .prepare(
        "INSERT INTO sign_in_attempts (subject, failures, last_at, not_before) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, not_before = excluded.not_before",
      )
      .bind(subject, failures, now, now + wait)
      .run();
    return { ok: false, why: "wrong" };
  }
  const agent = await loadAgent(db, `${known.tenant}:${known.id}`);
  if (!agent) return { ok: false, why: "wrong" };
  const id = newId("au", now, chance);
  const refreshToken = `${id}.${base64Url(chance(new Uint8Array(REFRESH_BYTES)))}`;
  await db.batch([
    db.prepare("DELETE FROM sign_in_attempts WHERE subject = ?1").bind(subject),
    db
      .prepare(
        "INSERT INTO sign_ins (id, tenant, agent_id, refresh_hash, user_agent, created_at, refreshed_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7)",
      )
      .bind(id, agent.tenant, agent.id, await sha256Hex(refreshToken), asked.userAgent.slice(0, 300), now, now + REFRESH_LIFE_MS),
  ]);
  return { ok: true, signedIn: await signedInAs(secret, agent, id, refreshToken, now) };
}

/** A new token for a refresh token that is still good; null = sign in again. The refresh token stays the same until it ends. */
export async function refresh(db: D1Database, secret: string, refreshToken: string, now: number): Promise<SignedIn | null> {
  const id = refreshToken.split(".")[0] ?? "";
  const sql = "SELECT tenant, agent_id AS agentId FROM sign_ins WHERE id = ?1 AND refresh_hash = ?2 AND revoked_at IS NULL AND expires_at > ?3";
  const row = await db
    .prepare(sql)
    .bind(id, await sha256Hex(refreshToken), now)
    .first<{ tenant: string; agentId: string }>();
  const agent = row ? await loadAgent(db, `${row.tenant}:${row.agentId}`) : null;
  if (!agent || agent.disabledAt !== null) return null;
  await db.prepare("UPDATE sign_ins SET refreshed_at = ?2 WHERE id = ?1").bind(id, now).run();
  return signedInAs(secret, agent, id, refreshToken, now);
}

export async function signOut(db: D1Database, signInId: string, now: number): Promise<void> {
  await db.prepare("UPDATE sign_ins SET revoked_at = ?2 WHERE id = ?1").bind(signInId, now).run();
}

async function signedInAs(secret: string, agent: AgentRow, signInId: string, refreshToken: string, now: number): Promise<SignedIn> {
  const { id, name, email, role, tenant, teamIds } = agent;
  return {
    token: await tokenFor(secret, agent, signInId, now),
    refreshToken,
    expiresAt: now + TOKEN_LIFE_S * 1_000,
    agent: { id, name, email, role, tenant, teamIds },
  };
}
