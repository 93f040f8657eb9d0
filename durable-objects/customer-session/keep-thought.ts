/** Writing the result of `think` back: understanding on the turn, suggestions, order cards, facts, and who has the conversation next. */
import type { DeskEvent } from "../../protocol/agent-frames.ts";
import type { Conversation, Turn } from "../../protocol/conversation.ts";
import { newId } from "../../protocol/ids.ts";
import type { NextStep, ThoughtOutcome } from "../../protocol/ports.ts";
import type { OrderCard, Thought } from "../../protocol/understanding.ts";
import { withFacts } from "./facts.ts";
import { happened } from "./happened.ts";
import { graftOfIdentity } from "./head.ts";
import { agentOf, handoverSteps, ticketOf, withOwner } from "./ownership.ts";
import { queueReply } from "./reply.ts";
import { type Session, STEP_GRACE_MS } from "./session.ts";
import { topicAfter } from "./topics.ts";

function cardsOf(thought: Thought): { cards: OrderCard[]; choose: boolean } {
  const one = thought.orders.flatMap((finding) => (finding.found === "one" ? [finding.card] : []));
  const several = thought.orders.flatMap((finding) => (finding.found === "several" ? finding.candidates : []));
  return { cards: [...one, ...several], choose: several.length > 0 };
}

function tellThought(conversation: Conversation, turn: Turn, thought: Thought): NextStep[] {
  const agentId = agentOf(conversation);
  if (agentId === null) return [];
  const { cards, choose } = cardsOf(thought);
  const base = { at: thought.at, conversationId: turn.conversationId };
  const events: DeskEvent[] = [
    { ...base, id: `thought:${turn.id}`, type: "suggestions", turnId: turn.id, suggestions: thought.suggestions, degraded: thought.understanding.degraded },
    ...(cards.length > 0 ? [{ ...base, id: `orders:${turn.id}`, type: "orders" as const, orders: cards, choose }] : []),
  ];
  return [{ id: `tell:thought:${turn.id}`, step: "tell", agentId, events }];
}

interface Moves {
  conversation: Conversation;
  steps: NextStep[];
  refusedReply: boolean;
}

/** Applies the move, unless the conversation went to somebody else meanwhile; the bot's words need the very epoch they were thought in. */
function applyMove(session: Session, conversation: Conversation, turn: Turn, epoch: number, thought: Thought): Moves {
  const { next } = thought;
  const unowned = conversation.owner.kind === "bot" && conversation.status === "open";
  const stay: Moves = { conversation, steps: [], refusedReply: next.move === "reply" };
  switch (next.move) {
    case "stay":
      return { ...stay, refusedReply: false };
    case "ignore":
      return { ...stay, conversation: unowned ? { ...conversation, waitingSince: null } : conversation, refusedReply: false };
    case "queue": {
      if (!unowned) return { ...stay, refusedReply: false };
      const queued = withOwner({ ...conversation, priority: Math.max(conversation.priority, next.priority) }, { kind: "queue", teamId: next.teamId });
      const intents = thought.understanding.intents.map((intent) => intent.name);
      const ticket = ticketOf(session.head, queued, next.teamId, { priority: next.priority, skills: next.skills, intents, wantedAgentId: null }, thought.at);
      session.after.tell({ news: "state", conversation: queued });
      const detail = { team: next.teamId, priority: String(queued.priority) };
      happened(session, { type: "conversation.queued", conversationId: queued.id, by: { kind: "bot" }, detail });
      return { conversation: queued, steps: [{ id: `enqueue:${queued.id}:${queued.epoch}`, step: "enqueue", ticket }], refusedReply: false };
    }
    case "reply": {
      if (!unowned || conversation.epoch !== epoch || session.head.botQuietUntil > session.now) return stay;
      const replied = queueReply(
        session,
        conversation,
        { turnId: newId("tn", thought.at), author: { kind: "bot" }, parts: [{ type: "text", text: next.text }], at: thought.at, replyTo: turn.providerId },
        null,
      );
      return replied.outcome === "queued" ? { conversation: replied.conversation, steps: replied.steps, refusedReply: false } : stay;
    }
    default:
      return next satisfies never;
  }
}

/** Keeps what was thought about a turn, once, and moves the conversation on. `grace` = ms that the caller has to do the steps. Call inside a transaction. */
export function keepThought(session: Session, turnId: string, epoch: number, thought: Thought, grace: number = STEP_GRACE_MS): ThoughtOutcome {
  const moved = session.moved();
  if (moved) return moved;
  const turn = session.thinking.find(turnId);
  const before = turn ? session.store.conversation(turn.conversationId) : null;
  if (!turn || !before) return { outcome: "known" };
  const topic = topicAfter(session, turn, thought);
  if (topic) session.store.saveTopic(topic);
  const { intents, slots } = thought.understanding;
  const understood: Turn = { ...turn, topicId: topic?.id ?? null, intents, slots };
  session.thoughtAbout(understood);
  session.store.saveSuggestions(turn.conversationId, thought.suggestions);
  const { cards } = cardsOf(thought);
  if (cards.length > 0) session.store.saveOrders(turn.conversationId, cards);
  const named = intents.map((intent) => intent.name).join(",");
  happened(session, { type: "message.understood", conversationId: turn.conversationId, seq: turn.seq, by: turn.author, detail: { intents: named } });
  const source = { turnId: turn.id, channel: turn.channel.kind, at: turn.at };
  const learnt = thought.facts.map((fact) => ({ id: newId("fa", thought.at), ...fact, source }));
  session.head.profile.facts = withFacts(session.head.profile.facts, learnt);
  const graft = graftOfIdentity(session.head, turn.identity);
  if (graft) graft.factIds = [...graft.factIds, ...learnt.map((fact) => fact.id)];
  const language = thought.understanding.language === "other" ? before.language : thought.understanding.language;
  const moves = applyMove(session, { ...before, language }, understood, epoch, thought);
  const steps = [
    ...handoverSteps(session.head, before, moves.conversation, "moved", thought.at),
    ...moves.steps,
    ...tellThought(moves.conversation, understood, thought),
  ];
  session.saveConversation(moves.conversation);
  session.todo(steps, grace);
  session.save(before.owner !== moves.conversation.owner);
  return { outcome: "kept", steps, refusedReply: moves.refusedReply };
}
