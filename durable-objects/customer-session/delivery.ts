/** Delivery states of replies: a lattice, so that late, repeated and disordered reports never take one back. */
import { type Delivery, joinDelivery, type Turn } from "../../protocol/conversation.ts";
import type { NextStep } from "../../protocol/ports.ts";
import { reached } from "./happened.ts";
import { agentOf } from "./ownership.ts";
import type { Session } from "./session.ts";

/** Raises a reply's delivery state and says who must hear of it; an older report changes nothing. */
export function raiseDelivery(session: Session, turn: Turn, reported: Delivery): NextStep[] {
  const known = turn.delivery ?? { state: "queued", at: turn.at };
  const joined = joinDelivery(known, reported);
  if (joined === known) return [];
  session.changeTurn({ ...turn, delivery: joined });
  reached(session, turn, known, joined);
  const conversation = session.store.conversation(turn.conversationId);
  const agentId = conversation ? agentOf(conversation) : null;
  if (agentId === null) return [];
  const id = `delivery:${turn.id}:${joined.state}`;
  return [
    {
      id: `tell:${id}`,
      step: "tell",
      agentId,
      events: [{ id, at: reported.at, type: "delivery", conversationId: turn.conversationId, turnId: turn.id, delivery: joined }],
    },
  ];
}
