/** API keys: 160 bits of chance, only their hash is stored. */

import { type Chance, newId } from "../../protocol/ids.ts";
import type { Scope } from "../../protocol/scopes.ts";
import { base64Url } from "../crypto/bytes.ts";
import { sha256Hex } from "../crypto/hash.ts";
import type { KeyPrincipal } from "./roles.ts";

const KEY_BYTES = 24;
const SHOWN_CHARS = 10;
export const KEY_PREFIX = "kefu_";

export interface ApiKey {
  tenant: string;
  id: string;
  name: string;
  scopes: Scope[];
  rate: number | null;
  expiresAt: number | null;
  revokedAt: number | null;
}

interface Row extends Omit<ApiKey, "scopes"> {
  scopes: string;
}

export async function loadKey(db: D1Database, hash: string): Promise<ApiKey | null> {
  const sql = "SELECT tenant, id, name, scopes, rate, expires_at AS expiresAt, revoked_at AS revokedAt FROM api_keys WHERE hash = ?1";
  const row = await db.prepare(sql).bind(hash).first<Row>();
  return opened(row);
}

const opened = (row: Row | null): ApiKey | null => (row ? { ...row, scopes: JSON.parse(row.scopes) as Scope[] } : null);

export async function loadKeyById(db: D1Database, tenant: string, id: string): Promise<ApiKey | null> {
  const sql = "SELECT tenant, id, name, scopes, rate, expires_at AS expiresAt, revoked_at AS revokedAt FROM api_keys WHERE tenant = ?1 AND id = ?2";
  return opened(await db.prepare(sql).bind(tenant, id).first<Row>());
}
export const isUsable = (key: ApiKey, now: number): boolean => key.revokedAt === null && (key.expiresAt === null || now < key.expiresAt);

export const principalOf = ({ tenant, id, name, scopes, rate }: ApiKey): KeyPrincipal => ({ kind: "key", tenant, keyId: id, name, scopes, rate });

interface KeyDraft {
  name: string;
  scopes: readonly Scope[];
  rate?: number | undefined;
  expiresAt?: number | undefined;
}

/** The key itself is shown this once. */
export async function addKey(db: D1Database, tenant: string, draft: KeyDraft, by: string, now: number, chance: Chance): Promise<{ id: string; key: string }> {
  const key = `${KEY_PREFIX}${base64Url(chance(new Uint8Array(KEY_BYTES)))}`;
  const id = newId("ky", now, chance);
  await db
    .prepare(
      "INSERT INTO api_keys (hash, tenant, id, name, shown, scopes, rate, created_at, created_by, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )
    .bind(
      await sha256Hex(key),
      tenant,
      id,
      draft.name,
      key.slice(0, SHOWN_CHARS),
      JSON.stringify(draft.scopes),
      draft.rate ?? null,
      now,
      by,
      draft.expiresAt ?? null,
    )
    .run();
  return { id, key };
}

export async function listKeys(db: D1Database, tenant: string): Promise<Record<string, unknown>[]> {
  const sql = `SELECT id, name, shown, scopes, rate, created_at AS createdAt, created_by AS createdBy, expires_at AS expiresAt, revoked_at AS revokedAt, last_used_at AS lastUsedAt
    FROM api_keys WHERE tenant = ?1 ORDER BY id DESC LIMIT 500`;
  const { results } = await db.prepare(sql).bind(tenant).all<Record<string, unknown> & { scopes: string }>();
  return results.map((row) => ({ ...row, scopes: JSON.parse(row.scopes) as unknown }));
}

/** Its hash, so that this isolate forgets it at once; null = there is no such key. */
export async function revokeKey(db: D1Database, tenant: string, id: string, now: number): Promise<string | null> {
  const sql = "UPDATE api_keys SET revoked_at = ?3 WHERE tenant = ?1 AND id = ?2 AND revoked_at IS NULL RETURNING hash";
  return (await db.prepare(sql).bind(tenant, id, now).first<{ hash: string }>())?.hash ?? null;
}

/** It ends at `endsAt` at the latest; its hash, or null when there is no such key. */
export async function retireKey(db: D1Database, tenant: string, id: string, endsAt: number): Promise<string | null> {
  const sql = "UPDATE api_keys SET expires_at = min(coalesce(expires_at, ?3), ?3) WHERE tenant = ?1 AND id = ?2 AND revoked_at IS NULL RETURNING hash";
  return (await db.prepare(sql).bind(tenant, id, endsAt).first<{ hash: string }>())?.hash ?? null;
}

/** ms between two notes of a key's use: `last used` is good to a minute and costs next to nothing */
export const USE_NOTED_EVERY_MS = 60_000;

export async function noteKeyUse(db: D1Database, hash: string, now: number): Promise<void> {
  await db.prepare("UPDATE api_keys SET last_used_at = ?2 WHERE hash = ?1 AND (last_used_at IS NULL OR last_used_at < ?2)").bind(hash, now).run();
}
