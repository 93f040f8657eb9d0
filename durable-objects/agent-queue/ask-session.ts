/** What the queue asks of a customer's session, wherever that customer is by now. */
import type { Address, ChangeInput, ChangeOutcome, ConversationChange, SessionPort, Ticket } from "../../protocol/ports.ts";

/** A chain of merges longer than this is a bug. */
const MAX_HOPS = 4;

type SessionAt = (address: Address) => SessionPort;
type Answer = Exclude<ChangeOutcome, { outcome: "moved" }>;

/** Idempotent by conversation, epoch and agent: a repeated question gets the first answer. */
export function assignInSession(session: SessionAt, ticket: Ticket, agentId: string, now: number): Promise<Answer> {
  const { conversationId, epoch, teamId } = ticket;
  return ask(session, ticket, `assign:${conversationId}:${epoch}:${agentId}`, { change: "assign", agentId, teamId }, now);
}

export function transferInSession(session: SessionAt, ticket: Ticket, teamId: string, now: number): Promise<Answer> {
  const { conversationId, epoch } = ticket;
  return ask(session, ticket, `overflow:${conversationId}:${epoch}`, { change: "transfer", to: { kind: "team", teamId } }, now);
}

async function ask(session: SessionAt, ticket: Ticket, key: string, change: ConversationChange, now: number): Promise<Answer> {
  const { tenant, conversationId, epoch } = ticket;
  let { customerId } = ticket;
  for (let hop = 0; hop <= MAX_HOPS; hop++) {
    const input: ChangeInput = { tenant, customerId, key, conversationId, by: { kind: "system" }, change, epoch, at: now };
    const outcome = await session({ tenant, customerId }).change(input);
    if (outcome.outcome !== "moved") return outcome;
    customerId = outcome.to;
  }
  throw new Error(`customer ${ticket.customerId} was merged more than ${MAX_HOPS} times in a row`);
}
