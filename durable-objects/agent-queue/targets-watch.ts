/** First answers owed to those who wait: at risk, the team is told in one notice; late, the conversation also moves up by a step of priority. */

import type { Ticket } from "../../protocol/ports.ts";
import { afterBusinessMs } from "./business-hours.ts";
import type { QueueState } from "./queue-state.ts";
import type { Entry } from "./queue-store.ts";
import { RISK_SHARE, targetOf } from "./service-level.ts";
import type { QueueSettings } from "./settings.ts";

export function owedFor(ticket: Ticket, settings: QueueSettings): Entry["owed"] {
  const ms = targetOf(settings.targets, "first", ticket.channel.kind, ticket.priority);
  if (ms === null) return undefined;
  const hours = settings.hours ?? null;
  const [riskAt, dueAt] = [afterBusinessMs(hours, ticket.waitingSince, ms * RISK_SHARE), afterBusinessMs(hours, ticket.waitingSince, ms)];
  // A team without any hours owes nothing; rows cannot hold "never".
  return Number.isFinite(dueAt) ? { riskAt, dueAt } : undefined;
}

/** When somebody of the line is to be told of next, epoch ms. */
export function owedAt({ owed }: Entry): number {
  if (!owed || owed.told === "breached") return Number.POSITIVE_INFINITY;
  return owed.told === "risk" ? owed.dueAt : owed.riskAt;
}

export function watchTargets(state: QueueState, now: number): void {
  const [risky, late]: [string[], string[]] = [[], []];
  for (const entry of state.line.first(state.line.length)) {
    if (!entry.owed || owedAt(entry) > now) continue;
    const isLate = now >= entry.owed.dueAt;
    (isLate ? late : risky).push(entry.ticket.conversationId);
    const order = isLate ? entry.order - state.settings.claims.priorityStepMs : entry.order;
    state.save({ ...entry, order, owed: { ...entry.owed, told: isLate ? "breached" : "risk" } });
  }
  tellAll(state, "sla_risk", "First answers are nearly late", risky, now);
  tellAll(state, "sla_breached", "First answers are late", late, now);
}

function tellAll(state: QueueState, code: string, detail: string, conversationIds: readonly string[], now: number): void {
  if (conversationIds.length === 0) return;
  for (const { agent } of state.agents.values()) {
    if (agent.state === "offline") continue;
    state.tell(agent.agentId, { id: `${code}:${now}:${conversationIds[0]}`, at: now, type: "notice", code, detail, conversationIds: [...conversationIds] });
  }
}
