/** What the queue asks of a customer's session, wherever that customer is by now. */
import type { Address, ChangeInput, ChangeOutcome, ConversationChange, SessionPort, Ticket, TransferTo } from "../../protocol/ports.ts";
import type { Holding } from "./queue-store.ts";

/** A chain of merges longer than this is a bug. */
const MAX_HOPS = 4;

type SessionAt = (address: Address) => SessionPort;
type Answer = Exclude<ChangeOutcome, { outcome: "moved" }>;

/** Idempotent by conversation, epoch and agent: a repeated question gets the first answer. */
export function assignInSession(session: SessionAt, ticket: Ticket, agentId: string, now: number): Promise<Answer> {
  const { conversationId, epoch, teamId } = ticket;
  return ask(session, ticket, `assign:${conversationId}:${epoch}:${agentId}`, { change: "assign", agentId, teamId }, now);
}

/** To another team; what came for a named agent alone, back to whoever sent it. */
export function transferInSession(session: SessionAt, ticket: Ticket, teamId: string, now: number): Promise<Answer> {
  const { conversationId, epoch, sentFrom } = ticket;
  const sender = sentFrom?.teamId === teamId ? sentFrom.agentId : null;
  const to: TransferTo = sender === null ? { kind: "team", teamId } : { kind: "agent", agentId: sender, teamId };
  return ask(session, ticket, `overflow:${conversationId}:${epoch}`, { change: "transfer", to }, now);
}

/** Back to the line of its team, or of its agent's when it has none: its agent is absent for too long. Answered `stale` when somebody else has it by now. */
export async function returnInSession(session: SessionAt, held: Holding, now: number): Promise<Answer> {
  const { conversationId, agentId } = held;
  const teamId = held.byHand?.home ?? held.teamId;
  const change: ConversationChange = { change: "assign", agentId: null, teamId, reason: "agent absent" };
  const back = (epoch: number): Promise<Answer> => ask(session, { ...held, epoch }, `return:${conversationId}:${epoch}`, change, now);
  const outcome = await back(held.epoch);
  const isTheirs = outcome.outcome === "stale" && outcome.owner.kind === "agent" && outcome.owner.agentId === agentId;
  return isTheirs ? back(outcome.epoch) : outcome;
}

async function ask(
  session: SessionAt,
  about: Pick<Ticket, "tenant" | "customerId" | "conversationId" | "epoch">,
  key: string,
  change: ConversationChange,
  now: number,
): Promise<Answer> {
  const { tenant, conversationId, epoch } = about;
  let { customerId } = about;
  for (let hop = 0; hop <= MAX_HOPS; hop++) {
    const input: ChangeInput = { tenant, customerId, key, conversationId, by: { kind: "system" }, change, epoch, at: now };
    const outcome = await session({ tenant, customerId }).change(input);
    if (outcome.outcome !== "moved") return outcome;
    customerId = outcome.to;
  }
  throw new Error(`customer ${about.customerId} was merged more than ${MAX_HOPS} times in a row`);
}
