/** Customers of one agent who have waited too long for the next answer: one merged notice, not one for each. Pure. */
import type { DeskEvent } from "../../protocol/agent-frames.ts";

/** A customer who has waited so long for an agent's answer is worth an alarm. */
export const SLOW_REPLY_MS = 100_000;
/** Whoever would be slow within this is told of together with who is. */
const MERGE_MS = 10_000;

/** By conversation: since when its customer waits for this agent, and whether the agent was told. */
export type Unanswered = Readonly<Record<string, { since: number; told: boolean }>>;

/** What an event of the feed changes. */
export function heard(known: Unanswered, event: DeskEvent): Unanswered {
  switch (event.type) {
    case "assigned":
    case "conversation": {
      const { id, waitingSince, status } = event.conversation;
      // Waiting in the line was somebody else's slowness: an agent's begins when they have the conversation.
      const since = event.type === "assigned" ? event.at : waitingSince;
      return waitingSince === null || since === null || status !== "open" ? without(known, id) : waiting(known, id, since);
    }
    case "unassigned":
      return without(known, event.conversationId);
    case "turn":
      if (event.helping) return known;
      if (event.turn.kind === "message") return waiting(known, event.conversationId, event.at);
      return event.turn.kind === "reply" ? without(known, event.conversationId) : known;
    default:
      return known;
  }
}

const waiting = (known: Unanswered, id: string, since: number): Unanswered => (known[id] ? known : { ...known, [id]: { since, told: false } });

function without(known: Unanswered, id: string): Unanswered {
  if (!known[id]) return known;
  const { [id]: _, ...others } = known;
  return others;
}

/** When somebody becomes slow next, epoch ms; null = nobody waits untold. */
export function slowAt(known: Unanswered): number | null {
  const untold = Object.values(known).filter(({ told }) => !told);
  return untold.length === 0 ? null : Math.min(...untold.map(({ since }) => since)) + SLOW_REPLY_MS;
}

/** The notice that is due now, and what is known after it. */
export function slowNotice(known: Unanswered, now: number): { notice: DeskEvent; after: Unanswered } | null {
  const due = slowAt(known);
  if (due === null || due > now) return null;
  const late = Object.entries(known).filter(([, { since, told }]) => !told && since + SLOW_REPLY_MS <= now + MERGE_MS);
  const conversationIds = late.map(([id]) => id);
  const detail = late.length === 1 ? "A customer has been waiting for your answer" : `${late.length} customers have been waiting for your answer`;
  const notice: DeskEvent = { id: `slow:${now}`, at: now, type: "notice", code: "slow_reply", detail, conversationIds };
  return { notice, after: { ...known, ...Object.fromEntries(late.map(([id, one]) => [id, { ...one, told: true }])) } };
}
