/** What is left of the right to answer, from the rule table and the facts of a route. Pure; shown to agents and asked before sending. */
import type { ReplyHandle, ReplyWindow } from "../../../protocol/channels.ts";
import type { ReplyRule } from "../channel.ts";

/** What must be known about a route. Counts are platform messages, not replies: a split reply spends several. */
export interface WindowFacts {
  author: "agent" | "bot";
  /** The customer's last message, epoch ms by the provider's clock where known; null = never wrote on this route. */
  lastMessageAt: number | null;
  /** Platform messages sent since that message. */
  sentSince: number;
  /** A shorter right that another event opened: followed, scanned, clicked, opened. */
  brief?: { event: string; at: number; sentSince: number };
  /** The newest reply handle. `uses` is what it was granted; what is spent is `sentSince`. */
  handle?: ReplyHandle;
  /** The customer unfollowed, opted out or blocked us. */
  blocked?: boolean;
  /** The reply is a template that the platform approved. */
  isTemplate?: boolean;
}

type Open = Extract<ReplyWindow, { state: "open" }>;

/** `null` as rule = the platform has no window. */
export function replyWindow(rule: ReplyRule | null, facts: WindowFacts, now: number): ReplyWindow {
  if (facts.blocked) return { state: "closed", reason: "blocked", remedy: "other_channel" };
  if (rule === null) return { state: "open" };
  if (facts.isTemplate && rule.after?.by === "template") return { state: "open" };
  const candidates = rule.byHandle ? [handleWindow(rule, facts, now)] : [messageWindow(rule, facts, now), briefWindow(rule, facts, now)];
  const open = candidates.find((candidate): candidate is Open => candidate.state === "open");
  return open ?? extendedWindow(rule, facts, now) ?? candidates.find((candidate) => isQuota(candidate)) ?? closedWindow(rule, facts);
}

const isQuota = (window: ReplyWindow): boolean => window.state === "closed" && window.reason === "quota";

const closedWindow = (rule: ReplyRule, facts: WindowFacts): ReplyWindow => ({
  state: "closed",
  reason: "window",
  remedy: rule.after?.by === "template" ? "template" : rule.after?.by === "agent" && facts.author === "bot" ? "human_agent" : "other_channel",
});

/** The window of a quota: `left` is what this author may still send; the bot leaves some for the agent. */
function counted(closesAt: number, max: number | undefined, spent: number, rule: ReplyRule, facts: WindowFacts): ReplyWindow {
  if (max === undefined) return { state: "open", closesAt };
  // A right of a single message cannot be shared: whoever comes first has it.
  const kept = max > (rule.keptForAgent ?? 0) ? (rule.keptForAgent ?? 0) : 0;
  const left = Math.max(0, max - spent - (facts.author === "bot" ? kept : 0));
  if (left === 0) {
    const keptLeft = facts.author === "bot" && max > spent;
    return { state: "closed", reason: "quota", remedy: keptLeft ? "human_agent" : "wait_for_customer" };
  }
  return kept > 0 ? { state: "open", closesAt, left, keptForAgent: kept } : { state: "open", closesAt, left };
}

function messageWindow(rule: ReplyRule, facts: WindowFacts, now: number): ReplyWindow {
  if (facts.lastMessageAt === null || now >= facts.lastMessageAt + rule.openMs) return closedWindow(rule, facts);
  return counted(facts.lastMessageAt + rule.openMs, rule.max, facts.sentSince, rule, facts);
}

function briefWindow(rule: ReplyRule, facts: WindowFacts, now: number): ReplyWindow {
  const brief = facts.brief && rule.byEvent?.[facts.brief.event];
  if (!facts.brief || !brief || now >= facts.brief.at + brief.openMs) return closedWindow(rule, facts);
  return counted(facts.brief.at + brief.openMs, brief.max, facts.brief.sentSince, rule, facts);
}

function handleWindow(rule: ReplyRule, facts: WindowFacts, now: number): ReplyWindow {
  const { handle } = facts;
  if (!handle || now >= handle.expiresAt) return closedWindow(rule, facts);
  return counted(handle.expiresAt, Math.min(handle.uses, rule.max ?? handle.uses), facts.sentSince, rule, facts);
}

/** Meta's HUMAN_AGENT: a person may still write, the bot may not. */
function extendedWindow(rule: ReplyRule, facts: WindowFacts, now: number): ReplyWindow | null {
  if (rule.after?.by !== "agent" || facts.author !== "agent" || facts.lastMessageAt === null) return null;
  const closesAt = facts.lastMessageAt + (rule.after.openMs ?? rule.openMs);
  return now < closesAt ? { state: "open", closesAt } : null;
}
