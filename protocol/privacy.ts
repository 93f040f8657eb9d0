/** Words of export, import, erasing and retention: what leaves an object row by row, and what the doors take. */
import { z } from "zod";
import { CHANNEL_KINDS } from "./channels.ts";
import type { Turn } from "./conversation.ts";

/** A keyed document of a session, as it is stored (durable-objects/customer-session/docs-store.ts says which keys there are). */
export interface ArchivedDoc {
  key: string;
  doc: unknown;
}

/** A turn with the key that brought it in, so that a redelivery is still known after an import. */
export interface ArchivedTurn {
  source: string;
  /** Nobody has thought about it yet. */
  unthought: boolean;
  turn: Turn;
}

/** A bounded piece of everything a session keeps. `next` = the cursor of the next piece; null = that was all. */
export interface ArchivePage {
  docs: ArchivedDoc[];
  turns: ArchivedTurn[];
  next: string | null;
}

/** What an import did: a page that comes twice changes nothing; a customer who is there already is left alone. */
export type Unarchived = { outcome: "taken" } | { outcome: "refused"; code: "not_empty"; detail: string };

/** Whose data a session holds, for erasing: who it is, whom it took in, who else may know of it. */
export interface Belongings {
  /** Customers merged into this one, whose objects still hold what they gave away. */
  absorbed: string[];
  /** Values that stand for the person elsewhere: orders, copies of look-ups. */
  identities: { kind: string; value: string }[];
  facts: { name: string; value: string }[];
}

/** A page of a conversation lost its words. */
export interface Emptied {
  /** Where to go on; null = that was the oldest turn. */
  next: number | null;
  /** Whether another conversation of this customer still has its words. */
  left: boolean;
}

/** An erased customer's object remembers only when; what is older than that never comes back. */
export interface Erased {
  /** epoch ms */
  erasedAt: number;
}

export const ERASE_REASONS = ["request", "retention", "mistake"] as const;
export type EraseReason = (typeof ERASE_REASONS)[number];
/** A code, not words: a certificate holds no personal data. */
export const eraseSchema = z.object({ reason: z.enum(ERASE_REASONS).default("request") });

const DAY_MOST = 36_500;
export const retentionRuleSchema = z.object({
  /** absent = every channel */
  channel: z.enum(CHANNEL_KINDS).optional(),
  /** absent = with or without labels */
  label: z.string().min(1).max(60).optional(),
  /** Days after the last words of a resolved conversation. */
  days: z.number().int().min(1).max(DAY_MOST),
  /** `erase` = the words and files go, counts stay. `keep` = never, whatever other rules say. */
  action: z.enum(["erase", "keep"]).default("erase"),
});
export type RetentionRule = z.infer<typeof retentionRuleSchema>;
/** The first rule that fits a conversation decides. */
export const retentionSchema = z.object({ rules: z.array(retentionRuleSchema).max(50) });

export const consentSchema = z.object({
  /** The version of the policy that was shown, e.g. `2026-11`. */
  policy: z.string().trim().min(1).max(60),
  given: z.boolean(),
});
