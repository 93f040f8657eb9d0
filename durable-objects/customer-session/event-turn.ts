/** Turns that nobody spoke: notes between agents, and events such as assigned or resolved. */
import type { Conversation, Turn } from "../../protocol/conversation.ts";
import type { Author } from "../../protocol/message.ts";
import { afterTurn } from "./record-turn.ts";
import type { Session } from "./session.ts";

export interface Unspoken {
  id: string;
  kind: "note" | "event";
  author: Author;
  at: number;
  parts?: Turn["parts"];
  event?: Turn["event"];
}

/** Writes the turn and gives the conversation after it. The caller saves the conversation. */
export function addUnspoken(session: Session, conversation: Conversation, unspoken: Unspoken): { conversation: Conversation; turn: Turn } {
  const turn: Turn = {
    id: unspoken.id,
    seq: session.nextSeq(),
    conversationId: conversation.id,
    topicId: null,
    kind: unspoken.kind,
    author: unspoken.author,
    channel: conversation.channels[0] ?? { kind: "api", accountId: "api" },
    identity: "",
    thread: "",
    parts: unspoken.parts ?? [],
    at: unspoken.at,
    ...(unspoken.event ? { event: unspoken.event } : {}),
    ...(conversation.graftId === undefined ? {} : { graftId: conversation.graftId }),
  };
  session.addTurn(turn, null);
  return { conversation: afterTurn(conversation, turn), turn };
}
