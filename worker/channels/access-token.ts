/** Access tokens: kept and fetched once for all by the app's keeper object; this isolate remembers them until they are refused or old. */
import { BoundedMap } from "../resilience/bounded-map.ts";
import type { Caller } from "./call.ts";
import { performCall } from "./call.ts";
import { filled } from "./call-body.ts";

export interface TokenKeeper {
  token(
    key: string,
    accountId: string,
    tenant: string,
    failed: string | null,
  ): Promise<{ outcome: "token"; token: string; expiresAt: number } | { outcome: "failed"; code: string; detail: string }>;
}

const MOST_REMEMBERED = 500;

export class AccessTokens {
  readonly #keeper: (key: string) => TokenKeeper;
  readonly #known = new BoundedMap<string, { token: string; expiresAt: number }>(MOST_REMEMBERED);

  constructor(keeper: (key: string) => TokenKeeper) {
    this.#keeper = keeper;
  }

  /** Throws with the platform's own words when there is none. */
  async get(account: { id: string; tenant: string; cacheKey: string }, failed: string | null, now: number): Promise<string> {
    const key = `${account.tenant}:${account.cacheKey}`;
    const known = this.#known.get(key);
    if (known && known.token !== failed && now < known.expiresAt) return known.token;
    const answer = await this.#keeper(key).token(key, account.id, account.tenant, failed);
    if (answer.outcome === "failed") throw new Error(`no access token: ${answer.code} ${answer.detail}`);
    this.#known.set(key, { token: answer.token, expiresAt: answer.expiresAt });
    return answer.token;
  }
}

export type FetchedToken =
  | { outcome: "token"; token: string; ttlS: number; earlyS: number; refreshToken?: string }
  | { outcome: "failed"; code: string; detail: string };

/** Asks the platform for a new token. `kept` = the newest refresh token the keeper has. */
export async function fetchToken(caller: Caller, kept: string | undefined): Promise<FetchedToken> {
  const spec = caller.channel.token();
  if (!spec) return { outcome: "failed", code: "no_token_spec", detail: "This channel needs no token" };
  const { outcome, answer } = await performCall(filled(spec.request, { refresh_token: kept ?? spec.refreshToken ?? "" }), caller);
  const read = answer ? readToken(answer.body, spec.read) : null;
  if (read) return { outcome: "token", ...read, earlyS: spec.earlyS };
  if (outcome.outcome === "sent") return { outcome: "failed", code: "unreadable_answer", detail: "The platform's answer holds no token" };
  return { outcome: "failed", code: outcome.code, detail: outcome.detail ?? "" };
}

function readToken<T>(body: string, read: (body: unknown) => T | null): T | null {
  try {
    return read(JSON.parse(body));
  } catch {
    return null;
  }
}
