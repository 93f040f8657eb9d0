/**
 * When each channel account last worked and last failed: heard with every delivery and send, written seldom.
 * An isolate may lose up to `FLUSH_MS` of it; what customers said is never in it.
 */
import type { ErrorClass, Outcome } from "../../protocol/channels.ts";
import { BoundedMap } from "../resilience/bounded-map.ts";

export interface SendingError {
  at: number;
  code: string;
  class: ErrorClass | "unknown";
  detail: string;
}

export interface AccountHealth {
  /** epoch ms; null = never since this is counted */
  lastInboundAt: number | null;
  lastOutboundAt: number | null;
  lastOutboundError: SendingError | null;
}

interface Noted extends AccountHealth {
  /** epoch ms of the last write; what was heard since is not in the table yet */
  writtenAt: number;
}

/** The table hears of an account at most so often, ms, but of a new kind of failure at once. */
const FLUSH_MS = 30_000;
const MOST_ACCOUNTS = 2_000;
const MAX_DETAIL = 300;
/** Outcomes that speak of the account or the platform; the others (a closed window, a blocked customer) of one customer only. */
const OF_THE_ACCOUNT: ReadonlySet<string> = new Set(["auth", "rate", "quota", "policy", "transient", "unknown", "invalid"]);
/** `channels/call` says it when no access token could be had. */
const NO_TOKEN = "no_token";
export const NOTHING: AccountHealth = { lastInboundAt: null, lastOutboundAt: null, lastOutboundError: null };

const UPSERT = `INSERT INTO channel_health (account_id, last_inbound_at, last_outbound_at, last_error_at, last_error_code, last_error_class, last_error_detail)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
  ON CONFLICT (account_id) DO UPDATE SET
    last_inbound_at = MAX(COALESCE(last_inbound_at, 0), COALESCE(excluded.last_inbound_at, last_inbound_at, 0)),
    last_outbound_at = MAX(COALESCE(last_outbound_at, 0), COALESCE(excluded.last_outbound_at, last_outbound_at, 0)),
    last_error_code = CASE WHEN excluded.last_error_at >= COALESCE(last_error_at, 0) THEN excluded.last_error_code ELSE last_error_code END,
    last_error_class = CASE WHEN excluded.last_error_at >= COALESCE(last_error_at, 0) THEN excluded.last_error_class ELSE last_error_class END,
    last_error_detail = CASE WHEN excluded.last_error_at >= COALESCE(last_error_at, 0) THEN excluded.last_error_detail ELSE last_error_detail END,
    last_error_at = MAX(COALESCE(last_error_at, 0), COALESCE(excluded.last_error_at, last_error_at, 0))`;
/** An account that answers again has working credentials; consent that was withdrawn, and the platform's warnings, stay until they are mended. */
const STATE_AFTER =
  "UPDATE channel_accounts SET state = ?2, state_detail = ?3 WHERE id = ?1 AND state IN ('ok', 'reauthorise') AND (state <> ?2 OR state_detail <> ?3)";

export class ChannelHealth {
  readonly #db: D1Database;
  readonly #now: () => number;
  readonly #later: (work: Promise<unknown>) => void;
  readonly #noted = new BoundedMap<string, Noted>(MOST_ACCOUNTS);

  constructor(db: D1Database, now: () => number, later: (work: Promise<unknown>) => void) {
    this.#db = db;
    this.#now = now;
    this.#later = later;
  }

  /** A customer's event came through the account. */
  heard(accountId: string): void {
    this.#note(accountId, { lastInboundAt: this.#now() }, false);
  }

  /** What became of a reply. */
  sent(accountId: string, outcome: Outcome): void {
    const error = errorOf(outcome, this.#now());
    if (error === undefined) return;
    const before = this.#noted.get(accountId)?.lastOutboundError ?? null;
    if (error === null) this.#note(accountId, { lastOutboundAt: this.#now() }, isAboutSignIn(before));
    else this.#note(accountId, { lastOutboundError: error }, before?.code !== error.code);
  }

  /** From the table, and what this isolate has not written yet. */
  async of(accountIds: readonly string[]): Promise<Map<string, AccountHealth>> {
    const sql = "SELECT * FROM channel_health WHERE account_id IN (SELECT value FROM json_each(?1))";
    const rows = (await this.#db.prepare(sql).bind(JSON.stringify(accountIds)).all<Row>()).results;
    const stored = new Map(rows.map((row) => [row.account_id, healthOf(row)]));
    return new Map(accountIds.map((id) => [id, newest(stored.get(id) ?? NOTHING, this.#noted.get(id) ?? NOTHING)]));
  }

  #note(accountId: string, news: Partial<AccountHealth>, atOnce: boolean): void {
    const before = this.#noted.get(accountId) ?? { ...NOTHING, writtenAt: 0 };
    const isDue = atOnce || this.#now() - before.writtenAt >= FLUSH_MS;
    this.#noted.set(accountId, { ...before, ...news, writtenAt: isDue ? this.#now() : before.writtenAt });
    if (isDue) this.#later(this.#write(accountId));
  }

  async #write(accountId: string): Promise<void> {
    const noted = this.#noted.get(accountId);
    if (!noted) return;
    const { lastInboundAt, lastOutboundAt, lastOutboundError: error } = noted;
    const row = [accountId, lastInboundAt, lastOutboundAt, error?.at ?? null, error?.code ?? null, error?.class ?? null, error?.detail ?? null];
    const failsToSignIn = isAboutSignIn(error) && (error?.at ?? 0) > (lastOutboundAt ?? 0);
    const state = failsToSignIn ? ["reauthorise", `${error?.code}: ${error?.detail}`] : ["ok", ""];
    const speaksOfSending = error !== null || lastOutboundAt !== null;
    await this.#db.batch([this.#db.prepare(UPSERT).bind(...row), ...(speaksOfSending ? [this.#db.prepare(STATE_AFTER).bind(accountId, ...state)] : [])]);
  }
}

/** A token that cannot be fetched is a credential that does not work, until the next reply that goes through. */
const isAboutSignIn = (error: SendingError | null): boolean => error?.class === "auth" || error?.code === NO_TOKEN;

/** Null = it worked; undefined = it says nothing of the account. */
function errorOf(outcome: Outcome, at: number): SendingError | null | undefined {
  if (outcome.outcome === "sent") return null;
  const kind = outcome.outcome === "unknown" ? "unknown" : outcome.class;
  if (!OF_THE_ACCOUNT.has(kind)) return undefined;
  return { at, code: outcome.code.slice(0, MAX_DETAIL), class: kind, detail: (outcome.detail ?? "").slice(0, MAX_DETAIL) };
}

interface Row {
  account_id: string;
  last_inbound_at: number | null;
  last_outbound_at: number | null;
  last_error_at: number | null;
  last_error_code: string | null;
  last_error_class: SendingError["class"] | null;
  last_error_detail: string | null;
}

/** Zero stands for "never" once a row was merged. */
const timeOf = (at: number | null): number | null => (at === 0 ? null : at);
const healthOf = (row: Row): AccountHealth => ({
  lastInboundAt: timeOf(row.last_inbound_at),
  lastOutboundAt: timeOf(row.last_outbound_at),
  lastOutboundError: row.last_error_at
    ? { at: row.last_error_at, code: row.last_error_code ?? "", class: row.last_error_class ?? "unknown", detail: row.last_error_detail ?? "" }
    : null,
});

const later = (a: number | null, b: number | null): number | null => (a === null || (b !== null && b > a) ? b : a);
const newest = (a: AccountHealth, b: AccountHealth): AccountHealth => ({
  lastInboundAt: later(a.lastInboundAt, b.lastInboundAt),
  lastOutboundAt: later(a.lastOutboundAt, b.lastOutboundAt),
  lastOutboundError: (b.lastOutboundError?.at ?? 0) >= (a.lastOutboundError?.at ?? 0) ? (b.lastOutboundError ?? a.lastOutboundError) : a.lastOutboundError,
});
