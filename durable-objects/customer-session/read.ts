/** Bounded views of a customer's tree: their cost depends on the page, not on the history. */
import type { ConversationView, CustomerView } from "../../protocol/conversation.ts";
import { chooseRoute } from "./reply-route.ts";
import type { Session } from "./session.ts";

const CONVERSATIONS_SHOWN = 5;
const MOST_CONVERSATIONS = 50;
const TURNS_SHOWN = 20;
const MOST_TURNS = 200;
const TURNS_OF_ONE = 50;
const OTHERS_SHOWN = 10;

const within = (wanted: number | undefined, usual: number, most: number): number => Math.max(1, Math.min(most, Math.floor(wanted ?? usual)));

export function customerView(session: Session, query: { cursor?: string; conversations?: number; turns?: number }): CustomerView {
  const limit = within(query.conversations, CONVERSATIONS_SHOWN, MOST_CONVERSATIONS);
  const turns = within(query.turns, TURNS_SHOWN, MOST_TURNS);
  const page = session.store.pages(query.cursor ?? null, limit + 1);
  const shown = page.slice(0, limit);
  const last = shown.at(-1);
  return {
    customer: session.head.profile,
    conversations: shown.map(({ conversation, topics }) => ({
      ...conversation,
      topics,
      turns: session.turns.page(conversation.id, null, turns),
    })),
    nextCursor: page.length > limit && last ? last.conversation.id : null,
  };
}

export function conversationView(session: Session, conversationId: string, query: { before?: number; limit?: number }): ConversationView | null {
  const conversation = session.store.conversation(conversationId);
  if (!conversation) return null;
  const limit = within(query.limit, TURNS_OF_ONE, MOST_TURNS);
  const page = session.turns.page(conversationId, query.before ?? null, limit + 1);
  const turns = page.slice(-limit);
  const route = chooseRoute(session, conversation, undefined);
  return {
    customer: session.head.profile,
    conversation,
    topics: session.store.topics(conversationId),
    turns,
    nextBefore: page.length > limit ? (turns[0]?.seq ?? null) : null,
    suggestions: session.store.suggestions(conversationId),
    orders: session.store.orders(conversationId),
    window: null,
    ...(route ? { route } : {}),
    others: session.store
      .pages(null, OTHERS_SHOWN + 1)
      .filter((other) => other.conversation.id !== conversationId)
      .map(({ conversation: other, topics }) => (other.status === "resolved" ? other : { ...other, topics })),
  };
}
