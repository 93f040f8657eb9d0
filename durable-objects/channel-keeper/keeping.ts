/** What a keeper decides: is a token still good, who pulls. Pure. */

export interface KeptToken {
  token: string;
  /** epoch ms, the early margin already taken off */
  expiresAt: number;
}

export const usable = (kept: KeptToken, now: number): boolean => now < kept.expiresAt;

/** A puller that has not ended after so long has died. */
export const PULL_LEASE_MS = 30_000;

/** In memory only: an object that forgets it lets one more puller in, whose messages are then known ones. */
export interface Pull {
  since: number | null;
  rangMeanwhile: boolean;
}
export const NO_PULL: Pull = { since: null, rangMeanwhile: false };

export function beginPull(pull: Pull, at: number): { begins: boolean; pull: Pull } {
  if (pull.since === null || at - pull.since >= PULL_LEASE_MS) return { begins: true, pull: { since: at, rangMeanwhile: false } };
  return { begins: false, pull: { ...pull, rangMeanwhile: true } };
}

export function endPull(pull: Pull, now: number): { again: boolean; pull: Pull } {
  return pull.rangMeanwhile ? { again: true, pull: { since: now, rangMeanwhile: false } } : { again: false, pull: NO_PULL };
}
