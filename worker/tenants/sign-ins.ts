/** Sign-ins: each a row with the hash of its refresh token, listed, renewed, ended. */
import { type Chance, newId } from "../../protocol/ids.ts";
import { base64Url } from "../crypto/bytes.ts";
import { sha256Hex } from "../crypto/hash.ts";
import { agentToken, TOKEN_LIFE_S } from "./agent-token.ts";
import { type AgentRow, loadAgent } from "./people.ts";

const SIGN_IN_LIFE_MS = 14 * 24 * 3_600_000;
const REFRESH_BYTES = 32;
/** The token before is taken once more for so long: an answer may have been lost, two tabs may ask at once. */
const GRACE_MS = 60_000;
const MOST_AGENT_CHARS = 300;

export type Method = "password" | "totp" | "recovery" | "passkey" | "oidc";

export interface SignedIn {
  token: string;
  refreshToken: string;
  /** epoch ms */
  expiresAt: number;
  agent: { id: string; name: string; email: string; role: string; tenant: string; teamIds: string[] };
}

async function signedInAs(secret: string, agent: AgentRow, signInId: string, refreshToken: string, now: number): Promise<SignedIn> {
  const { id, name, email, role, tenant, teamIds } = agent;
  return {
    token: await agentToken(secret, { tenant, agentId: id, signInId }, now),
    refreshToken,
    expiresAt: now + TOKEN_LIFE_S * 1_000,
    agent: { id, name, email, role, tenant, teamIds },
  };
}

const refreshTokenOf = (id: string, chance: Chance): string => `${id}.${base64Url(chance(new Uint8Array(REFRESH_BYTES)))}`;

/** Whoever calls this has proven who it is. */
export async function beginSignIn(
  db: D1Database,
  secret: string,
  agent: AgentRow,
  how: { method: Method; userAgent: string },
  now: number,
  chance: Chance,
): Promise<SignedIn> {
  const id = newId("au", now, chance);
  const refreshToken = refreshTokenOf(id, chance);
  await db
    .prepare(
      "INSERT INTO sign_ins (id, tenant, agent_id, refresh_hash, user_agent, created_at, refreshed_at, expires_at, method) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, ?8)",
    )
    .bind(id, agent.tenant, agent.id, await sha256Hex(refreshToken), how.userAgent.slice(0, MOST_AGENT_CHARS), now, now + SIGN_IN_LIFE_MS, how.method)
    .run();
  return signedInAs(secret, agent, id, refreshToken, now);
}

type Renewed = { ok: true; signedIn: SignedIn } | { ok: false; why: "ended" } | { ok: false; why: "reused"; tenant: string; agentId: string };

/** A new pair for a refresh token. One that was replaced and comes back later was stolen from somebody: the sign-in ends. */
export async function renewSignIn(db: D1Database, secret: string, refreshToken: string, now: number, chance: Chance): Promise<Renewed> {
  const id = refreshToken.split(".")[0] ?? "";
  const hash = await sha256Hex(refreshToken);
  const next = refreshTokenOf(id, chance);
  const renew = `UPDATE sign_ins SET former_hash = refresh_hash, refresh_hash = ?3, refreshed_at = ?4
    WHERE id = ?1 AND revoked_at IS NULL AND expires_at > ?4 AND (refresh_hash = ?2 OR (former_hash = ?2 AND refreshed_at > ?4 - ?5))
    RETURNING tenant, agent_id AS agentId`;
  const row = await db
    .prepare(renew)
    .bind(id, hash, await sha256Hex(next), now, GRACE_MS)
    .first<{ tenant: string; agentId: string }>();
  const agent = row ? await loadAgent(db, `${row.tenant}:${row.agentId}`) : null;
  if (agent && agent.disabledAt === null) return { ok: true, signedIn: await signedInAs(secret, agent, id, next, now) };
  if (row) return { ok: false, why: "ended" };
  const end =
    "UPDATE sign_ins SET revoked_at = ?3, revoked_by = 'reuse' WHERE id = ?1 AND former_hash = ?2 AND revoked_at IS NULL RETURNING tenant, agent_id AS agentId";
  const reused = await db.prepare(end).bind(id, hash, now).first<{ tenant: string; agentId: string }>();
  return reused ? { ok: false, why: "reused", ...reused } : { ok: false, why: "ended" };
}

/** What a token's sign-in is remembered by. */
export interface SignInState {
  tenant: string;
  agentId: string;
  createdAt: number;
  revokedAt: number | null;
  expiresAt: number;
}

export const isOpen = (state: SignInState, now: number): boolean => state.revokedAt === null && now < state.expiresAt;

export const loadSignIn = (db: D1Database, id: string): Promise<SignInState | null> =>
  db
    .prepare("SELECT tenant, agent_id AS agentId, created_at AS createdAt, revoked_at AS revokedAt, expires_at AS expiresAt FROM sign_ins WHERE id = ?1")
    .bind(id)
    .first<SignInState>();

export interface SignInRow {
  id: string;
  method: Method;
  userAgent: string;
  createdAt: number;
  refreshedAt: number;
  expiresAt: number;
}

export async function listSignIns(db: D1Database, tenant: string, agentId: string, now: number): Promise<SignInRow[]> {
  const sql = `SELECT id, method, user_agent AS userAgent, created_at AS createdAt, refreshed_at AS refreshedAt, expires_at AS expiresAt FROM sign_ins
    WHERE tenant = ?1 AND agent_id = ?2 AND revoked_at IS NULL AND expires_at > ?3 ORDER BY refreshed_at DESC LIMIT 100`;
  return (await db.prepare(sql).bind(tenant, agentId, now).all<SignInRow>()).results;
}

/** Ends one, or all but `keep`; the ids that ended now. */
export async function endSignIns(
  db: D1Database,
  whose: { tenant: string; agentId: string },
  which: { only: string } | { allBut: string | null },
  by: string,
  now: number,
): Promise<string[]> {
  const [condition, id] = "only" in which ? ["id = ?5", which.only] : ["id <> ?5", which.allBut ?? ""];
  const sql = `UPDATE sign_ins SET revoked_at = ?3, revoked_by = ?4 WHERE tenant = ?1 AND agent_id = ?2 AND revoked_at IS NULL AND ${condition} RETURNING id`;
  const { results } = await db.prepare(sql).bind(whose.tenant, whose.agentId, now, by, id).all<{ id: string }>();
  return results.map((row) => row.id);
}
