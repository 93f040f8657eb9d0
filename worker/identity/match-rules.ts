/**
 * Which identities may join two customers into one: only those that a platform or a signed token vouches for, never what somebody
 * merely claims. Strongest first, as in the channel specification §24: host token and unionid, then verified phone, then verified e-mail.
 */
import type { Identity } from "../../protocol/message.ts";

/** Strongest evidence first. */
const JOINING_KINDS = ["host_user", "unionid", "phone", "email"] as const;
const E164 = /^\+[1-9]\d{6,14}$/;

/** The same handle written in different ways is one handle; null = not a handle at all. */
export function canonicalIdentity(identity: Identity): Identity | null {
  if (identity.kind === "phone") {
    const digits = identity.value.replace(/[\s().-]/g, "").replace(/^00/, "+");
    return E164.test(digits) ? { ...identity, scope: "", value: digits } : null;
  }
  if (identity.kind === "email") {
    const value = identity.value.trim().toLowerCase();
    return value.includes("@") ? { ...identity, scope: "", value } : null;
  }
  return identity;
}

/** The identities whose other owner is the same human, strongest first. */
export function joiningIdentities(identities: readonly Identity[]): Identity[] {
  return JOINING_KINDS.flatMap((kind) =>
    identities.flatMap((identity) => {
      if (identity.kind !== kind || !identity.verified) return [];
      const canonical = canonicalIdentity(identity);
      return canonical ? [canonical] : [];
    }),
  );
}

/** Words for the merge's record: what proved that two customers are one. */
export const evidenceOf = (identity: Identity): string => `verified ${identity.kind}${identity.scope === "" ? "" : ` of ${identity.scope}`}`;
