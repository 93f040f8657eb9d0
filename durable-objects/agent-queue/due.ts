/** When time alone changes something next. Pure. */
import { namedPatience } from "./assignment-rules.ts";
import { leftAloneSince } from "./left-alone.ts";
import type { QueueState } from "./queue-state.ts";
import { owedAt } from "./targets-watch.ts";

/** Epoch ms, later than `now` or overdue; null = nothing waits for time. `askAgainMs` = patience with a session's answer. */
export function nextDue(state: QueueState, now: number, askAgainMs: number): number | null {
  let next = Number.POSITIVE_INFINITY;
  const due = (at: number): void => {
    if (at < next) next = at;
  };
  const later = (at: number): void => {
    if (at > now && at < next) next = at;
  };
  const { rules, overflow, returnAfterMs } = state.settings;
  const patiences = rules.flatMap((rule) => ("waitMs" in rule ? [rule.waitMs] : []));
  for (const entry of state.entries.values()) {
    const { at, since, refused, ticket } = entry;
    if (at.state === "offered") due(at.until);
    else if (at.state !== "waiting") due(at.since + askAgainMs);
    else {
      due(owedAt(entry));
      for (const patience of patiences) later(since + patience);
      for (const { until } of refused) later(until);
      if (ticket.sentFrom) due(since + namedPatience(rules));
      else if (overflow && overflow.teamId !== ticket.teamId) due(since + overflow.afterMs);
    }
  }
  if (state.seats.waiting.length > 0) due(now + askAgainMs);
  if (state.line.length > 0) due(Math.max(now + 1, state.seats.doubtAt(state.agents.values())));
  for (const { restsUntil } of state.line.length > 0 ? state.agents.values() : []) later(restsUntil);
  for (const held of returnAfterMs === undefined ? [] : state.holdings.values()) {
    const { returningSince } = held;
    const goneAt = leftAloneSince(held, state);
    if (goneAt !== null) due(Math.max(goneAt + (returnAfterMs ?? 0), (returningSince ?? 0) + (returningSince === undefined ? 0 : askAgainMs)));
  }
  return next === Number.POSITIVE_INFINITY ? null : next;
}
