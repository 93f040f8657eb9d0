/** What is learnt about a customer beside their words: verified identities, a name, facts, order cards. */
import type { Identity } from "../../protocol/message.ts";
import type { Moved } from "../../protocol/ports.ts";
import type { Fact, OrderCard } from "../../protocol/understanding.ts";
import { withFacts } from "./facts.ts";
import { agentOf } from "./ownership.ts";
import { withIdentities } from "./record-turn.ts";
import type { Session } from "./session.ts";

export interface Learnt {
  identities?: Identity[];
  name?: string;
  facts?: Fact[];
  orders?: { conversationId: string; cards: OrderCard[] };
}

export function learn(session: Session, what: Learnt): Moved | undefined {
  const moved = session.moved();
  if (moved) return moved;
  const { profile } = session.head;
  if (what.identities) profile.identities = withIdentities(profile.identities, what.identities);
  if (what.name !== undefined) profile.name = what.name;
  if (what.facts) profile.facts = withFacts(profile.facts, what.facts);
  const conversation = what.orders ? session.store.conversation(what.orders.conversationId) : null;
  if (what.orders && conversation) {
    session.store.saveOrders(conversation.id, what.orders.cards);
    const agentId = agentOf(conversation);
    const id = `orders:${conversation.id}:${session.head.version + 1}`;
    const event = { id, at: session.now, type: "orders" as const, conversationId: conversation.id, orders: what.orders.cards, choose: false };
    if (agentId !== null) session.todo([{ id: `tell:${id}`, step: "tell", agentId, events: [event] }], 0);
  }
  session.save();
  return undefined;
}
