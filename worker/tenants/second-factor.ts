/** Second factors of a person: an authenticator app's secret and recovery codes. */
import type { Chance } from "../../protocol/ids.ts";
import { base64Url, unbase64 } from "../crypto/bytes.ts";
import { sha256Hex } from "../crypto/hash.ts";
import type { Keyring } from "./secrets.ts";
import { base32, otpauthUri, SECRET_BYTES, stepOfCode } from "./totp.ts";

export interface Person {
  tenant: string;
  agentId: string;
}
const RECOVERY_CODES = 10;
const RECOVERY_BYTES = 10;
const purposeOf = ({ tenant, agentId }: Person): string => `totp:${tenant}:${agentId}`;

interface FactorState {
  totp: boolean;
  recoveryCodesLeft: number;
  passkeys: number;
}

export async function factorState(db: D1Database, { tenant, agentId }: Person): Promise<FactorState> {
  const sql = `SELECT (SELECT count(*) FROM totp_secrets WHERE tenant = ?1 AND agent_id = ?2 AND confirmed_at IS NOT NULL) AS totp,
    (SELECT count(*) FROM recovery_codes WHERE tenant = ?1 AND agent_id = ?2 AND used_at IS NULL) AS codes,
    (SELECT count(*) FROM passkeys WHERE tenant = ?1 AND agent_id = ?2) AS passkeys`;
  const row = await db.prepare(sql).bind(tenant, agentId).first<{ totp: number; codes: number; passkeys: number }>();
  return { totp: (row?.totp ?? 0) > 0, recoveryCodesLeft: row?.codes ?? 0, passkeys: row?.passkeys ?? 0 };
}

/** A secret that counts only once a code of it was right; null = there is a confirmed one already. */
export async function offerTotp(
  db: D1Database,
  keyring: Keyring,
  person: Person,
  names: { account: string; issuer: string },
  now: number,
  chance: Chance,
): Promise<{ secret: string; uri: string } | null> {
  const secret = chance(new Uint8Array(SECRET_BYTES));
  const sealed = await keyring.seal(base64Url(secret), purposeOf(person), chance);
  const sql = `INSERT INTO totp_secrets (tenant, agent_id, secret, created_at) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT (tenant, agent_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at, last_step = 0
    WHERE confirmed_at IS NULL RETURNING created_at`;
  const taken = await db.prepare(sql).bind(person.tenant, person.agentId, sealed, now).first();
  return taken ? { secret: base32(secret), uri: otpauthUri(secret, names.account, names.issuer) } : null;
}

/** True = the code was right and was never used before; with `confirming` it also makes the secret count. */
export async function takeTotp(
  db: D1Database,
  keyring: Keyring,
  { tenant, agentId }: Person,
  code: string,
  now: number,
  confirming: boolean,
): Promise<boolean> {
  const sql = `SELECT secret, last_step AS lastStep FROM totp_secrets WHERE tenant = ?1 AND agent_id = ?2 AND confirmed_at IS ${confirming ? "" : "NOT "}NULL`;
  const row = await db.prepare(sql).bind(tenant, agentId).first<{ secret: string; lastStep: number }>();
  const opened = row ? await keyring.open(row.secret, purposeOf({ tenant, agentId })) : null;
  const secret = opened === null ? null : unbase64(opened);
  const step = row && secret ? await stepOfCode(secret, code.replace(/\s/g, ""), now, row.lastStep) : null;
  if (step === null) return false;
  const take =
    "UPDATE totp_secrets SET last_step = ?3, confirmed_at = coalesce(confirmed_at, ?4) WHERE tenant = ?1 AND agent_id = ?2 AND last_step < ?3 RETURNING last_step";
  return (await db.prepare(take).bind(tenant, agentId, step, now).first()) !== null;
}

const plain = (code: string): string => code.toUpperCase().replace(/[^A-Z2-7]/g, "");
const hashOf = ({ tenant, agentId }: Person, code: string): Promise<string> => sha256Hex(`recovery\n${tenant}\n${agentId}\n${plain(code)}`);

/** New codes, shown this once; older ones are void. */
export async function newRecoveryCodes(db: D1Database, person: Person, now: number, chance: Chance): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => base32(chance(new Uint8Array(RECOVERY_BYTES))).replace(/(.{4})(?=.)/g, "$1-"));
  const hashes = await Promise.all(codes.map((code) => hashOf(person, code)));
  await db.batch([
    db.prepare("DELETE FROM recovery_codes WHERE tenant = ?1 AND agent_id = ?2").bind(person.tenant, person.agentId),
    ...hashes.map((hash) =>
      db.prepare("INSERT INTO recovery_codes (tenant, agent_id, hash, created_at) VALUES (?1, ?2, ?3, ?4)").bind(person.tenant, person.agentId, hash, now),
    ),
  ]);
  return codes;
}

/** Each works once. */
export async function takeRecoveryCode(db: D1Database, person: Person, code: string, now: number): Promise<boolean> {
  const sql = "UPDATE recovery_codes SET used_at = ?4 WHERE tenant = ?1 AND agent_id = ?2 AND hash = ?3 AND used_at IS NULL RETURNING hash";
  return (
    (await db
      .prepare(sql)
      .bind(person.tenant, person.agentId, await hashOf(person, code), now)
      .first()) !== null
  );
}

/** The app's secret and the recovery codes; passkeys stay. False = there was none. */
export async function removeTotp(db: D1Database, { tenant, agentId }: Person): Promise<boolean> {
  const [removed] = await db.batch<{ agent_id: string }>([
    db.prepare("DELETE FROM totp_secrets WHERE tenant = ?1 AND agent_id = ?2 RETURNING agent_id").bind(tenant, agentId),
    db.prepare("DELETE FROM recovery_codes WHERE tenant = ?1 AND agent_id = ?2").bind(tenant, agentId),
  ]);
  return (removed?.results.length ?? 0) > 0;
}
