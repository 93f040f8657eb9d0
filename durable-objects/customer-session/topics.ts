/** Topics: what a conversation is about, from the intents of its turns. */
import type { Topic, Turn } from "../../protocol/conversation.ts";
import { newId } from "../../protocol/ids.ts";
import type { Thought } from "../../protocol/understanding.ts";
import type { Session } from "./session.ts";

const INTENTS_LISTED = 20;

/** The topic a turn goes on with or begins; null when the understanding named none. */
export function topicAfter(session: Session, turn: Turn, thought: Thought): Topic | null {
  const name = thought.understanding.topics[0];
  if (!name) return null;
  const known = session.store.topics(turn.conversationId).find((topic) => topic.name === name);
  const intents = new Set([...(known?.intents ?? []), ...thought.understanding.intents.map((intent) => intent.name)]);
  return {
    id: known?.id ?? newId("tp", thought.at),
    conversationId: turn.conversationId,
    name,
    intents: [...intents].slice(0, INTENTS_LISTED),
    firstSeq: Math.min(known?.firstSeq ?? turn.seq, turn.seq),
    lastSeq: Math.max(known?.lastSeq ?? 0, turn.seq),
  };
}
