/** Passkeys (WebAuthn Level 3): discoverable credentials with user verification, which stand for both factors at once. */
import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { base64Url, unbase64, utf8 } from "../crypto/bytes.ts";
import type { AgentRow } from "./people.ts";
import type { Person } from "./second-factor.ts";

const RP_NAME = "Kefu";
const MOST_PER_PERSON = 20;

/** Where the page stands that asks the browser for a passkey. */
export interface Site {
  /** `https://host` */
  origin: string;
}
const rpIdOf = ({ origin }: Site): string => new URL(origin).hostname;

interface PasskeyRow {
  id: string;
  name: string;
  createdAt: number;
  lastUsedAt: number | null;
  backedUp: boolean;
}

export async function listPasskeys(db: D1Database, { tenant, agentId }: Person): Promise<PasskeyRow[]> {
  const sql =
    "SELECT id, name, created_at AS createdAt, last_used_at AS lastUsedAt, backed_up AS backedUp FROM passkeys WHERE tenant = ?1 AND agent_id = ?2 ORDER BY created_at";
  const { results } = await db.prepare(sql).bind(tenant, agentId).all<Omit<PasskeyRow, "backedUp"> & { backedUp: number }>();
  return results.map((row) => ({ ...row, backedUp: row.backedUp === 1 }));
}

/** Null = there are as many as one person may have. */
export async function creationOptions(db: D1Database, agent: AgentRow, site: Site): Promise<PublicKeyCredentialCreationOptionsJSON | null> {
  const known = await listPasskeys(db, { tenant: agent.tenant, agentId: agent.id });
  if (known.length >= MOST_PER_PERSON) return null;
  return generateRegistrationOptions({
    rpName: RP_NAME,
    rpID: rpIdOf(site),
    userID: utf8(`${agent.tenant}:${agent.id}`),
    userName: agent.email,
    userDisplayName: agent.name,
    attestationType: "none",
    excludeCredentials: known.map(({ id }) => ({ id })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
}

export type Registration = RegistrationResponseJSON;
export type Assertion = AuthenticationResponseJSON;

/** False = not what was asked for, or known already. */
export async function addPasskey(
  db: D1Database,
  person: Person,
  asked: { challenge: string; site: Site; name: string },
  response: Registration,
  now: number,
): Promise<{ id: string } | null> {
  try {
    const verified = await verifyRegistrationResponse({
      response,
      expectedChallenge: asked.challenge,
      expectedOrigin: asked.site.origin,
      expectedRPID: rpIdOf(asked.site),
      requireUserVerification: true,
    });
    if (!verified.verified) return null;
    const { credential, credentialBackedUp } = verified.registrationInfo;
    const sql = `INSERT OR IGNORE INTO passkeys (id, tenant, agent_id, name, public_key, counter, transports, backed_up, created_at)
      VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING id`;
    return await db
      .prepare(sql)
      .bind(
        credential.id,
        person.tenant,
        person.agentId,
        asked.name,
        base64Url(credential.publicKey),
        credential.counter,
        JSON.stringify(credential.transports ?? []),
        credentialBackedUp ? 1 : 0,
        now,
      )
      .first<{ id: string }>();
  } catch {
    // The library throws on whatever an authenticator of good faith would not send.
    return null;
  }
}

export const requestOptions = (site: Site): Promise<PublicKeyCredentialRequestOptionsJSON> =>
  generateAuthenticationOptions({ rpID: rpIdOf(site), userVerification: "required", allowCredentials: [] });

interface Stored {
  tenant: string;
  agentId: string;
  publicKey: string;
  counter: number;
  transports: string;
}

/** Whose passkey signed the challenge; null = nobody's. A counter that goes back is a copied authenticator and is refused. */
export async function checkPasskey(db: D1Database, asked: { challenge: string; site: Site }, response: Assertion, now: number): Promise<Person | null> {
  const find = "SELECT tenant, agent_id AS agentId, public_key AS publicKey, counter, transports FROM passkeys WHERE id = ?1";
  const stored = await db.prepare(find).bind(response.id).first<Stored>();
  const publicKey = unbase64(stored?.publicKey ?? "");
  if (!stored || !publicKey) return null;
  try {
    const verified = await verifyAuthenticationResponse({
      response,
      expectedChallenge: asked.challenge,
      expectedOrigin: asked.site.origin,
      expectedRPID: rpIdOf(asked.site),
      requireUserVerification: true,
      credential: { id: response.id, publicKey, counter: stored.counter, transports: JSON.parse(stored.transports) as AuthenticatorTransport[] },
    });
    if (!verified.verified) return null;
    const use = "UPDATE passkeys SET counter = ?2, last_used_at = ?3 WHERE id = ?1 AND counter = ?4 RETURNING id";
    const used = await db.prepare(use).bind(response.id, verified.authenticationInfo.newCounter, now, stored.counter).first();
    return used ? { tenant: stored.tenant, agentId: stored.agentId } : null;
  } catch {
    return null;
  }
}

export async function removePasskey(db: D1Database, { tenant, agentId }: Person, id: string): Promise<boolean> {
  const sql = "DELETE FROM passkeys WHERE tenant = ?1 AND agent_id = ?2 AND id = ?3 RETURNING id";
  return (await db.prepare(sql).bind(tenant, agentId, id).first()) !== null;
}

/** How many there were. */
export async function removePasskeys(db: D1Database, { tenant, agentId }: Person): Promise<number> {
  const { results } = await db.prepare("DELETE FROM passkeys WHERE tenant = ?1 AND agent_id = ?2 RETURNING id").bind(tenant, agentId).all();
  return results.length;
}
