/** The facts of a route as the window rules want them. */
import type { ReplyRoute } from "../../../protocol/conversation.ts";
import type { WindowFacts } from "./reply-window.ts";

/** `lastInboundAt` of a route is 0 while the customer has only followed or opened. */
export function windowFacts(route: ReplyRoute, author: "agent" | "bot", blocked = false): WindowFacts {
  return {
    author,
    lastMessageAt: route.lastInboundAt > 0 ? route.lastInboundAt : null,
    sentSince: route.sentSince,
    blocked,
    ...(route.brief ? { brief: route.brief } : {}),
    ...(route.handle ? { handle: route.handle } : {}),
  };
}
