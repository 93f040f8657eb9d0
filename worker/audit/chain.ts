/**
 * The audit log as a chain: each entry's hash covers its fields and the hash before it, and a seal (HMAC) covers the hash. Pure but for
 * WebCrypto: the worker appends with it, `npm run audit:verify` checks with it.
 */
import { sameText } from "../crypto/bytes.ts";
import { hmacSha256Hex, sha256Hex } from "../crypto/hash.ts";

/** What the first entry follows. */
const GENESIS = "0".repeat(64);

export interface AuditEvent {
  /** `agent:…`, `key:…`, `operator` or `nobody` */
  actor: string;
  /** `agent.changed`, `sign_in.failed`, … */
  action: string;
  /** `agent:…`, `team:…`, … */
  subject: string;
  /** JSON; only the fields that changed */
  before: string;
  after: string;
}

export interface AuditEntry extends AuditEvent {
  tenant: string;
  /** 1, 2, 3, … without gaps */
  seq: number;
  at: number;
  prev: string;
  hash: string;
  seal: string;
}

export interface Head {
  seq: number;
  hash: string;
}
export const NO_HEAD: Head = { seq: 0, hash: GENESIS };

const hashOf = ({ tenant, seq, at, actor, action, subject, before, after, prev }: Omit<AuditEntry, "hash" | "seal">): Promise<string> =>
  sha256Hex(JSON.stringify(["kefu-audit-1", tenant, seq, at, actor, action, subject, before, after, prev]));

/** The key of the seals is derived, so that it is of no use for anything else. */
export const sealKeyOf = (secret: string): Promise<string> => hmacSha256Hex(secret, "kefu audit seal 1");

export async function nextEntry(tenant: string, head: Head, event: AuditEvent, at: number, sealKey: string): Promise<AuditEntry> {
  const { actor, action, subject, before, after } = event;
  const draft = { tenant, seq: head.seq + 1, at, actor, action, subject, before, after, prev: head.hash };
  const hash = await hashOf(draft);
  return { ...draft, hash, seal: await hmacSha256Hex(sealKey, hash) };
}

export type Fault = { fault: "gap" | "changed" | "reordered" | "forged" | "truncated" | "other_history"; seq: number; detail: string };
export interface Verdict {
  entries: number;
  head: Head;
  faults: Fault[];
}

/**
 * Checks a tenant's entries in order of their numbers. `sealKey` null = seals cannot be checked. `witnesses` are heads that were noted
 * elsewhere: the chain must still hold each of them.
 */
export async function verifyChain(entries: readonly AuditEntry[], sealKey: string | null, witnesses: readonly Head[]): Promise<Verdict> {
  const faults: Fault[] = [];
  let head = NO_HEAD;
  for (const entry of entries) {
    const { seq } = entry;
    if (seq > head.seq + 1) faults.push({ fault: "gap", seq, detail: `entries ${head.seq + 1} to ${seq - 1} are missing` });
    else if (seq <= head.seq) faults.push({ fault: "reordered", seq, detail: `entry ${seq} comes after ${head.seq}` });
    else if (entry.prev !== head.hash) faults.push({ fault: "reordered", seq, detail: "it does not follow the entry before it" });
    if ((await hashOf(entry)) !== entry.hash) faults.push({ fault: "changed", seq, detail: "its hash is not that of its fields" });
    if (sealKey !== null && !sameText(await hmacSha256Hex(sealKey, entry.hash), entry.seal))
      faults.push({ fault: "forged", seq, detail: "its seal was not made with this key" });
    head = { seq, hash: entry.hash };
  }
  const hashes = new Map(entries.map((entry) => [entry.seq, entry.hash]));
  for (const witness of witnesses) {
    if (witness.seq === 0) continue;
    const known = hashes.get(witness.seq);
    if (known === undefined && witness.seq > head.seq)
      faults.push({ fault: "truncated", seq: witness.seq, detail: `the log ends at ${head.seq}, but ${witness.seq} was there` });
    else if (known !== undefined && known !== witness.hash)
      faults.push({ fault: "other_history", seq: witness.seq, detail: "another entry was witnessed here" });
  }
  return { entries: entries.length, head, faults };
}

/** A head as it is noted in another store, where a cut in this one does not reach. */
export const witnessText = (tenant: string, { seq, hash }: Head): string => ["kefu-audit-head", tenant, seq, hash].join("\n");

export function witnessOf(text: string): { tenant: string; head: Head } | null {
  const [mark, tenant, seq, hash] = text.split("\n");
  return mark === "kefu-audit-head" && tenant && hash && /^\d+$/.test(seq ?? "") ? { tenant, head: { seq: Number(seq), hash } } : null;
}
