/** The way back to a customer: the named channel, else where they wrote last. */
import type { ChannelRef } from "../../protocol/channels.ts";
import type { Conversation, ReplyRoute } from "../../protocol/conversation.ts";
import type { Session } from "./session.ts";

/** Null = the customer never wrote there. Within a conversation its own channels come first, newest first. */
export function chooseRoute(session: Session, conversation: Conversation, channel: ChannelRef | undefined): ReplyRoute | null {
  const threads = session.head.lastThreads;
  const spanned = new Set(conversation.channels.map((known) => known.accountId));
  const place = channel
    ? threads.find((thread) => thread.accountId === channel.accountId)
    : (threads.find((thread) => spanned.has(thread.accountId)) ?? threads[0]);
  return place ? session.store.route(place.accountId, place.thread) : null;
}
