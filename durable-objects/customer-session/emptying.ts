/** A conversation that was kept long enough: its words and files' places go, who spoke when and about what stays for the figures. */
import type { Turn } from "../../protocol/conversation.ts";
import type { Emptied } from "../../protocol/privacy.ts";
import type { Session } from "./session.ts";

const TURNS_AT_ONCE = 250;
/** Conversations looked at for one that still has its words. */
const LOOKED_AT = 1_000;

function emptied(turn: Turn, now: number): Turn {
  const { choices: _, slots: __, event, author, ...rest } = turn;
  const nameless = author.kind === "customer" ? { kind: "customer" as const } : author;
  return { ...rest, author: nameless, parts: [], deletedAt: turn.deletedAt ?? now, ...(event ? { event: { name: event.name } } : {}) };
}

/** One page of turns before `before` (null = the newest); `next` = where to go on. Null = no such conversation. */
export function emptyConversation(session: Session, conversationId: string, before: number | null): Emptied | null {
  const conversation = session.store.conversation(conversationId);
  if (!conversation) return null;
  const page = session.turns.page(conversationId, before, TURNS_AT_ONCE);
  const said = new Set(page.map(({ id }) => id));
  for (const turn of page) if (turn.parts.length > 0 || turn.event?.detail) session.changeTurn(emptied(turn, session.now));
  const { profile } = session.head;
  profile.facts = profile.facts.filter(({ source }) => !("turnId" in source && said.has(source.turnId)));
  const { callBack: _, ...bare } = conversation;
  session.saveConversation({ ...bare, preview: "", emptiedAt: conversation.emptiedAt ?? session.now });
  session.store.saveSuggestions(conversationId, []);
  session.store.saveOrders(conversationId, []);
  session.save();
  const isLast = page.length < TURNS_AT_ONCE;
  return {
    next: isLast ? null : (page[0]?.seq ?? null),
    left: session.store.conversations(null, LOOKED_AT).some((other) => other.emptiedAt === undefined),
  };
}
