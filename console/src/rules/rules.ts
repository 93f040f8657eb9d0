/** Automation rules as the server keeps them. */
import type { Action, Condition } from "../../../protocol/automation.ts";

export interface Rule {
  id: string;
  name: string;
  event: string;
  conditions: { all: Condition[]; any: Condition[] };
  actions: Action[];
  enabled: boolean;
  position: number;
  stops: boolean;
}
export interface DryRun {
  from: number;
  to: number;
  looked: number;
  matched: number;
  truncated: boolean;
  matches: { eventId: string; at: number; conversationId: string; text: string | null }[];
}

/** protocol/events.ts, those that a rule may wait for: schemas are not loaded into the page. */
export const RULE_EVENTS = [
  "message.received",
  "message.understood",
  "message.sent",
  "message.failed",
  "conversation.opened",
  "conversation.queued",
  "conversation.assigned",
  "conversation.transferred",
  "conversation.resolved",
  "conversation.reopened",
  "conversation.labelled",
  "conversation.prioritised",
  "csat.received",
  "sla.at_risk",
] as const;
export const FIELDS = ["text", "channel", "team", "status", "owner", "agent", "label", "priority", "language", "intent", "by"] as const;
export const OPERATORS: readonly Condition["op"][] = ["is", "is_not", "contains", "contains_not", "at_least", "at_most", "exists", "missing"];
/** Operators that compare with nothing. */
export const ALONE: ReadonlySet<Condition["op"]> = new Set(["exists", "missing"]);
