/** Channel accounts: their configuration opened and bound to its channel, remembered so that a webhook needs no table. */
import type { ChannelKind } from "../../protocol/channels.ts";
import { type Chance, newId } from "../../protocol/ids.ts";
import { type BoundChannel, bindChannel, channelOf, maskSecrets, SECRET_MASK } from "../channels/registry.ts";
import { base64Url } from "../crypto/bytes.ts";
import { BoundedMap } from "../resilience/bounded-map.ts";
import { log, whereOf } from "../resilience/log.ts";
import type { LastKnown } from "../tenants/last-known.ts";
import type { Keyring } from "../tenants/secrets.ts";
import { type AccountHealth, NOTHING } from "./channel-health.ts";

/** A row of `channel_accounts`; `config` and `pathSecret` are sealed. */
export interface AccountRow {
  id: string;
  tenant: string;
  kind: ChannelKind;
  name: string;
  config: string;
  baseUrl: string | null;
  teamId: string | null;
  pathSecret: string;
  createdAt: number;
  updatedAt: number;
  state: string;
  stateDetail: string;
}

export interface ChannelAccount extends AccountRow {
  rawConfig: Readonly<Record<string, unknown>>;
  channel: BoundChannel;
}

const COLUMNS = `id, tenant, kind, name, config, base_url AS baseUrl, team_id AS teamId, path_secret AS pathSecret, created_at AS createdAt,
  updated_at AS updatedAt, state, state_detail AS stateDetail`;
const MOST_BOUND = 500;
const PATH_SECRET_BYTES = 24;

export const loadAccount = (db: D1Database, id: string): Promise<AccountRow | null> =>
  db.prepare(`SELECT ${COLUMNS} FROM channel_accounts WHERE id = ?1 AND deleted_at IS NULL`).bind(id).first<AccountRow>();

export async function listAccounts(db: D1Database, tenant: string): Promise<AccountRow[]> {
  const sql = `SELECT ${COLUMNS} FROM channel_accounts WHERE tenant = ?1 AND deleted_at IS NULL ORDER BY id`;
  return (await db.prepare(sql).bind(tenant).all<AccountRow>()).results;
}

/** Accounts that are pulled, for the net under their doorbells. */
export async function accountsOfKind(db: D1Database, kind: ChannelKind): Promise<AccountRow[]> {
  return (await db.prepare(`SELECT ${COLUMNS} FROM channel_accounts WHERE kind = ?1 AND deleted_at IS NULL`).bind(kind).all<AccountRow>()).results;
}

export type AccountLook = { look: "found"; account: ChannelAccount } | { look: "missing" } | { look: "unreachable" } | { look: "broken"; detail: string };

export class ChannelAccounts {
  readonly #rows: LastKnown<AccountRow>;
  readonly #keyring: () => Promise<Keyring>;
  readonly #bound = new BoundedMap<string, ChannelAccount>(MOST_BOUND);

  constructor(rows: LastKnown<AccountRow>, keyring: () => Promise<Keyring>) {
    this.#rows = rows;
    this.#keyring = keyring;
  }

  async find(id: string): Promise<AccountLook> {
    const looked = await this.#rows.get(id);
    return looked.look === "found" ? this.open(looked.value) : looked;
  }

  async open(row: AccountRow): Promise<AccountLook> {
    const known = this.#bound.get(row.id);
    if (known && known.config === row.config && known.updatedAt === row.updatedAt)
      return { look: "found", account: { ...known, ...row, pathSecret: known.pathSecret } };
    const keyring = await this.#keyring();
    const [config, pathSecret] = await Promise.all([
      keyring.open(row.config, `channel-config:${row.id}`),
      keyring.open(row.pathSecret, `channel-path:${row.id}`),
    ]);
    if (config === null || pathSecret === null) return { look: "broken", detail: "The configuration cannot be opened with this SECRETS_KEY" };
    const rawConfig = JSON.parse(config) as Record<string, unknown>;
    const binding = bindChannel(row.kind, rawConfig);
    if (!binding.ok) return { look: "broken", detail: `${binding.field}: ${binding.detail}` };
    const account: ChannelAccount = { ...row, pathSecret, rawConfig, channel: binding.channel };
    this.#bound.set(row.id, account);
    return { look: "found", account };
  }

  forget(id: string): void {
    this.#rows.forget(id);
    this.#bound.delete(id);
  }
}

export interface AccountDraft {
  kind: ChannelKind;
  name: string;
  config: Readonly<Record<string, unknown>>;
  baseUrl: string | null;
  teamId: string | null;
}

export type Saved = { saved: "yes"; account: ChannelAccount } | { saved: "no"; field: string; detail: string } | { saved: "gone" | "unreachable" };

/** The table does not take a write now, or its answer was lost. */
const UNREACHABLE = Symbol("unreachable");

async function written<T>(write: Promise<T>): Promise<T | typeof UNREACHABLE> {
  try {
    return await write;
  } catch (error) {
    log("error", "a channel account could not be written", whereOf(error));
    return UNREACHABLE;
  }
}

/**
 * Checks the configuration with the channel's own schema before anything is stored. What is stored is given back without being read
 * again: a table that fails between the two would make callers add the account twice.
 */
export async function addAccount(db: D1Database, keyring: Keyring, tenant: string, draft: AccountDraft, now: number, chance: Chance): Promise<Saved> {
  const binding = bindChannel(draft.kind, draft.config);
  if (!binding.ok) return { saved: "no", field: binding.field === "kind" ? "kind" : `config.${binding.field}`.replace(/\.$/, ""), detail: binding.detail };
  const id = newId("ch", now, chance);
  const secret = base64Url(chance(new Uint8Array(PATH_SECRET_BYTES)));
  const [config, path] = await Promise.all([
    keyring.seal(JSON.stringify(draft.config), `channel-config:${id}`, chance),
    keyring.seal(secret, `channel-path:${id}`, chance),
  ]);
  const insert = db
    .prepare(
      "INSERT INTO channel_accounts (id, tenant, kind, name, config, base_url, team_id, path_secret, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
    )
    .bind(id, tenant, draft.kind, draft.name, config, draft.baseUrl, draft.teamId, path, now);
  if ((await written(insert.run())) === UNREACHABLE) return { saved: "unreachable" };
  const { kind, name, baseUrl, teamId, config: rawConfig } = draft;
  const stored = { id, tenant, kind, name, config, baseUrl, teamId, pathSecret: secret, createdAt: now, updatedAt: now, state: "ok", stateDetail: "" };
  return { saved: "yes", account: { ...stored, rawConfig, channel: binding.channel } };
}

/** A secret that comes back as its mask stays what it is. Gone = removed in the meantime. */
export async function changeAccount(
  db: D1Database,
  keyring: Keyring,
  known: ChannelAccount,
  change: Partial<AccountDraft>,
  now: number,
  chance: Chance,
): Promise<Saved> {
  const entries = Object.entries(change.config ?? {}).filter(([, value]) => value !== SECRET_MASK);
  const rawConfig = { ...known.rawConfig, ...Object.fromEntries(entries) };
  const binding = bindChannel(known.kind, rawConfig);
  if (!binding.ok) return { saved: "no", field: `config.${binding.field}`, detail: binding.detail };
  const config = await keyring.seal(JSON.stringify(rawConfig), `channel-config:${known.id}`, chance);
  const baseUrl = change.baseUrl === undefined ? known.baseUrl : change.baseUrl;
  const teamId = change.teamId === undefined ? known.teamId : change.teamId;
  const name = change.name ?? known.name;
  const updatedAt = Math.max(now, known.updatedAt + 1);
  const update = db
    .prepare(
      `UPDATE channel_accounts SET name = ?3, config = ?4, base_url = ?5, team_id = ?6, updated_at = ?7, state = 'ok', state_detail = ''
      WHERE id = ?1 AND tenant = ?2 AND deleted_at IS NULL RETURNING id`,
    )
    .bind(known.id, known.tenant, name, config, baseUrl, teamId, updatedAt);
  const stored = await written(update.first("id"));
  if (stored === UNREACHABLE) return { saved: "unreachable" };
  if (stored === null) return { saved: "gone" };
  const changed = { name, config, baseUrl, teamId, updatedAt, state: "ok", stateDetail: "" };
  return { saved: "yes", account: { ...known, ...changed, rawConfig, channel: binding.channel } };
}

export async function removeAccount(db: D1Database, tenant: string, id: string, now: number): Promise<"removed" | "gone" | "unreachable"> {
  const sql = "UPDATE channel_accounts SET deleted_at = ?3, updated_at = ?3 WHERE id = ?1 AND tenant = ?2 AND deleted_at IS NULL";
  const removed = await written(db.prepare(sql).bind(id, tenant, now).run());
  if (removed === UNREACHABLE) return "unreachable";
  return removed.meta.changes > 0 ? "removed" : "gone";
}

/** What the platform or the sending side says of an account, shown in lists. */
export async function noteAccountState(db: D1Database, id: string, state: string, detail: string): Promise<void> {
  await db
    .prepare("UPDATE channel_accounts SET state = ?2, state_detail = ?3 WHERE id = ?1 AND (state <> ?2 OR state_detail <> ?3)")
    .bind(id, state, detail)
    .run();
}

/** An account as answers show it: secrets go in, never out. */
export function shownAccount(account: ChannelAccount, origin: string, health: AccountHealth = NOTHING): Record<string, unknown> {
  const { id, kind, name, baseUrl, teamId, rawConfig, state, stateDetail, createdAt } = account;
  return {
    id,
    kind,
    name,
    baseUrl,
    teamId,
    config: maskSecrets(kind, rawConfig),
    webhookUrl: webhookUrlOf(account, origin),
    health: { state, detail: stateDetail, ...health },
    capabilities: channelOf(kind)?.capabilities ?? null,
    createdAt,
  };
}

export const webhookUrlOf = (account: Pick<ChannelAccount, "kind" | "id" | "pathSecret">, origin: string): string =>
  `${origin}/hooks/${account.kind}/${account.id}/${account.pathSecret}`;
