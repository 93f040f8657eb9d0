/** What time alone changes in a queue: leases that run out, patience that ends, agents who stay away, questions to sessions that were never answered. */
import { namedPatience } from "./assignment-rules.ts";
import type { Giving } from "./giving.ts";
import { leftAloneSince } from "./left-alone.ts";
import type { QueueState } from "./queue-state.ts";
import type { Entry } from "./queue-store.ts";
import { watchTargets } from "./targets-watch.ts";

/** A question to a session whose answer never came is asked again after so long. */
export const ASK_AGAIN_MS = 5_000;

export function passTime(state: QueueState, giving: Giving, now: number): void {
  for (const entry of [...state.entries.values()]) {
    endLease(state, giving, entry, now);
    if (entry.at.state === "asking" && now - entry.at.since >= ASK_AGAIN_MS) giving.givesUp(entry, now + ASK_AGAIN_MS);
    overflow(state, giving, entry, now);
    askAgain(state, giving, entry, now);
  }
  if (state.line.length > 0) state.seats.doubt(state.agents.values(), now);
  takeBackFromAbsent(state, giving, now);
  watchTargets(state, now);
  giving.pump(now);
}

function endLease(state: QueueState, giving: Giving, entry: Entry, now: number): void {
  const { at, ticket } = entry;
  if (at.state !== "offered" || now < at.until) return;
  const { agentId } = at;
  const misses = (state.agents.get(agentId)?.misses ?? 0) + 1;
  state.changeAgent(agentId, { misses });
  giving.giveBack(entry, "expired", now);
  if (misses !== state.settings.missesToAway) return;
  const detail = "You have missed several offers; nothing is offered to you until you change your state or take a conversation";
  state.tell(agentId, { id: `away:${ticket.conversationId}:${now}`, at: now, type: "notice", code: "missed_offers", detail });
}

/** To the team that helps out; or, sent by another team for one agent who has not come, back. */
function overflow(state: QueueState, giving: Giving, entry: Entry, now: number): void {
  const { ticket, since, at } = entry;
  if (at.state === "waiting" && ticket.sentFrom) {
    if (now - since >= namedPatience(state.settings.rules)) giving.sendBack(entry, ticket.sentFrom, now);
    return;
  }
  const to = state.settings.overflow;
  if (at.state !== "waiting" || !to || to.teamId === ticket.teamId || now - since < to.afterMs) return;
  state.save({ ...entry, at: { state: "leaving", teamId: to.teamId, since: now } });
  giving.effects.push({ effect: "overflow", ticket, teamId: to.teamId });
}

function askAgain(state: QueueState, giving: Giving, entry: Entry, now: number): void {
  const { at, ticket } = entry;
  if ((at.state !== "assigning" && at.state !== "leaving") || now - at.since < ASK_AGAIN_MS) return;
  state.save({ ...entry, at: { ...at, since: now } });
  giving.effects.push(at.state === "leaving" ? { effect: "overflow", ticket, teamId: at.teamId } : { effect: "assign", ticket, agentId: at.agentId });
}

function takeBackFromAbsent(state: QueueState, giving: Giving, now: number): void {
  for (const held of [...state.holdings.values()]) {
    const goneAt = leftAloneSince(held, state);
    if (goneAt === null || now - goneAt < state.settings.returnAfterMs) continue;
    if (held.returningSince !== undefined && now - held.returningSince < ASK_AGAIN_MS) continue;
    state.hold({ ...held, returningSince: now }, now);
    giving.effects.push({ effect: "return", conversationId: held.conversationId });
  }
}
