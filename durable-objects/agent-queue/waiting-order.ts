/**
 * Who is next. Pure. Everybody's claim grows by one with every ms of waiting; priority, VIP and rules are head starts in ms of waiting.
 * Two claims grow alike, so their order never changes while both wait: it is one number, when the customer came minus the head start.
 * Since no head start is larger than `mostMs`, and no agent prefers somebody they know or are skilled for by more than `knownMs` or `skilledMs`,
 * whoever waited longer than `mostMs` plus the larger of these before somebody else came is served before them, if the same agents can serve both: nobody starves.
 */
import { z } from "zod";
import type { Ticket } from "../../protocol/ports.ts";
import type { QueueSettings } from "./settings.ts";

const HOUR_MS = 3_600_000;

/** A head start for what matches all the given fields. */
export const claimRuleSchema = z.object({
  intent: z.string().max(60).optional(),
  channel: z.string().max(40).optional(),
  /** of the channel account, where conversations come from */
  source: z.string().max(100).optional(),
  language: z.string().max(20).optional(),
  /** words of the last message, compared without case */
  keyword: z.string().min(1).max(100).optional(),
  headStartMs: z
    .number()
    .int()
    .min(0)
    .max(4 * HOUR_MS),
});
type ClaimRule = z.infer<typeof claimRuleSchema>;

const matches = (rule: ClaimRule, ticket: Ticket): boolean =>
  (rule.intent === undefined || ticket.intents.includes(rule.intent)) &&
  (rule.channel === undefined || ticket.channel.kind === rule.channel) &&
  (rule.source === undefined || ticket.channel.accountId === rule.source) &&
  (rule.language === undefined || ticket.language === rule.language) &&
  (rule.keyword === undefined || ticket.preview.toLowerCase().includes(rule.keyword.toLowerCase()));

/** `length` = how long this kind usually takes, 1 = as long as the mean. */
export function headStartOf(ticket: Ticket, claims: QueueSettings["claims"], length: number): number {
  const steps = Math.max(0, Math.min(3, ticket.priority)) * claims.priorityStepMs;
  const rules = claims.rules.reduce((sum, rule) => sum + (matches(rule, ticket) ? rule.headStartMs : 0), 0);
  const quick = claims.quickMs * Math.max(0, Math.min(1, 1 - length / 2));
  return Math.min(claims.mostMs, steps + (ticket.vip ? claims.vipMs : 0) + rules + quick);
}

/** Smaller is sooner, epoch ms. */
export const orderOf = (ticket: Ticket, claims: QueueSettings["claims"], length: number): number => ticket.waitingSince - headStartOf(ticket, claims, length);

export interface Placed {
  order: number;
  ticket: Ticket;
}

/** Sooner first; equal orders by age, then id, so that two runs give the same line. */
export const sooner = (a: Placed, b: Placed): number =>
  a.order - b.order ||
  a.ticket.waitingSince - b.ticket.waitingSince ||
  (a.ticket.conversationId < b.ticket.conversationId ? -1 : a.ticket.conversationId > b.ticket.conversationId ? 1 : 0);

/** The line itself, sorted: found by halving, so that fifty thousand waiting cost no more than fifty. */
export class WaitingLine<T extends Placed> implements Iterable<T> {
  private readonly line: T[];

  constructor(entries: Iterable<T> = []) {
    this.line = [...entries].sort(sooner);
  }

  get length(): number {
    return this.line.length;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.line[Symbol.iterator]();
  }

  /** The first few, soonest first. */
  first(count: number): T[] {
    return this.line.slice(0, count);
  }

  add(entry: T): void {
    this.line.splice(this.placeOf(entry), 0, entry);
  }

  /** Takes out the entry of this conversation; the same order as when it was put in. */
  remove(entry: T): void {
    const at = this.indexOf(entry);
    if (at >= 0) this.line.splice(at, 1);
  }

  replace(before: T, after: T): void {
    const at = this.indexOf(before);
    if (at >= 0 && sooner(before, after) === 0) this.line[at] = after;
    else {
      if (at >= 0) this.line.splice(at, 1);
      this.add(after);
    }
  }

  /** 0 = next; -1 = not in the line. */
  indexOf(entry: Placed): number {
    const at = this.placeOf(entry);
    return this.line[at]?.ticket.conversationId === entry.ticket.conversationId ? at : -1;
  }

  private placeOf(entry: Placed): number {
    let low = 0;
    let high = this.line.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = this.line[middle];
      if (at !== undefined && sooner(at, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
