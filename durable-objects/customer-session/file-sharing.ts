/** Whether this customer was shown an uploaded file: a visitor may read the files of their own conversation, and no others. */
import type { Turn } from "../../protocol/conversation.ts";
import type { FileSharing } from "../../protocol/ports.ts";
import { belongings } from "./erasing.ts";
import type { Session } from "./session.ts";

/** Turns that are looked through, the newest. */
const MOST_TURNS = 10_000;
/** Where the customer names a file by its key, which may be somebody else's; elsewhere we gave it its key. */
const VISITOR_CHANNELS: ReadonlySet<string> = new Set(["web", "app"]);

const isByVisitor = ({ kind, channel }: Turn): boolean => kind === "message" && VISITOR_CHANNELS.has(channel.kind);
const isHeard = ({ kind }: Turn): boolean => kind === "message" || kind === "reply";

export function fileSharing(session: Session, blobKey: string): FileSharing {
  const turns = session.turns.carrying(blobKey, MOST_TURNS).filter(isHeard);
  if (turns.length === 0) return { shared: "no" };
  return turns.every(isByVisitor)
    ? { shared: "by_customer", customerIds: [session.head.profile.id, ...belongings(session).absorbed] }
    : { shared: "with_customer" };
}
