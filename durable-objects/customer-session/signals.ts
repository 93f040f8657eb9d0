/** Typing and read marks that a platform can show; the web channel shows them over its sockets. */
import type { ReplyRoute } from "../../protocol/conversation.ts";
import type { Address } from "../../protocol/ports.ts";
import type { Left, VisitorNews } from "./afterwards.ts";
import { LOCAL_CHANNELS } from "./record-turn.ts";
import { chooseRoute } from "./reply-route.ts";
import type { Session } from "./session.ts";
import type { Workplace } from "./workplace.ts";

export interface Signal {
  address: Address;
  route: ReplyRoute;
  kind: "typing" | "read";
}

/** Passes on what a transaction left for platforms and agents' tabs. Nothing of it is kept, so nothing of it is repeated. */
export function passOn(place: Workplace, session: Session, left: Left): void {
  const { engine } = place;
  for (const { address, route, kind } of signalsOf(session, left.news)) place.later(engine.signal(address, route, kind).catch(() => undefined));
  for (const whisper of left.whispers) place.later(Promise.resolve(engine.errand?.(session.address(), whisper)).catch(() => false));
}

export function signalsOf(session: Session, news: readonly VisitorNews[]): Signal[] {
  return news.flatMap((item): Signal[] => {
    const kind = item.news === "typing" && item.on ? "typing" : item.news === "receipt" && item.state === "read" ? "read" : null;
    if (kind === null || (item.news !== "typing" && item.news !== "receipt")) return [];
    const conversation = session.store.conversation(item.conversationId);
    const route = conversation ? chooseRoute(session, conversation, undefined) : null;
    if (!route || LOCAL_CHANNELS.has(route.channel.kind)) return [];
    return [{ address: session.address(), route, kind }];
  });
}
