/** Turns that nobody spoke: notes between agents, and events such as assigned or resolved. */
import type { Conversation, Turn } from "../../protocol/conversation.ts";
import { newId } from "../../protocol/ids.ts";
import type { Author } from "../../protocol/message.ts";
import type { ChangeInput, NextStep } from "../../protocol/ports.ts";
import { tellTurn } from "./ownership.ts";
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

/** An event of a change, written for colleagues alone and told to whoever sees the conversation. Details that are undefined are left out. */
export function sayInside(
  session: Session,
  conversation: Conversation,
  { by, at }: ChangeInput,
  name: string,
  detail: Readonly<Record<string, string | undefined>>,
): { conversation: Conversation; turn: Turn; steps: NextStep[] } {
  const known = Object.fromEntries(Object.entries(detail).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
  const written = addUnspoken(session, conversation, { id: newId("ev", session.now), kind: "event", author: by, at, event: { name, detail: known } });
  return { ...written, steps: tellTurn(written.conversation, written.turn, false) };
}
