/** How a visitor ends a conversation and says how it was. */
import { identityKey } from "../../protocol/ids.ts";
import type { ConversationChange } from "../../protocol/ports.ts";
import { RATING_OPEN_MS, type Visit, type VisitorClientFrame, type VisitorServerFrame } from "../../protocol/visitor-frames.ts";
import { changeConversation } from "./change.ts";
import type { Session } from "./session.ts";
import { refusal } from "./visitor-commands.ts";
import { maySee } from "./visitor-view.ts";

type Frame<T extends VisitorClientFrame["t"]> = Extract<VisitorClientFrame, { t: T }>;
/** Ratings of one conversation that are kept; after so many the last one stays. */
const MOST_RATINGS = 5;

/** Null = done, or done before. */
function change(session: Session, visit: Visit, conversationId: string, key: string, wanted: ConversationChange): VisitorServerFrame | null {
  const outcome = changeConversation(session, {
    tenant: session.head.profile.tenant,
    customerId: session.head.profile.id,
    key: `${key} ${identityKey(visit.identity)} ${conversationId}`,
    conversationId,
    by: { kind: "customer", ...(visit.name === undefined ? {} : { name: visit.name }) },
    change: wanted,
    at: session.now,
  });
  return outcome.outcome === "changed" || (outcome.outcome === "refused" && outcome.code === "already")
    ? null
    : refusal("refused", "This is not possible here").frame;
}

/** The last rating counts; it may be changed for a day after the first. */
export function rateConversation(session: Session, visit: Visit, frame: Frame<"rate">): VisitorServerFrame | null {
  const { cid, conversationId, t: _, ...said } = frame;
  const ratings = session.turns.last(conversationId).filter((turn) => turn.event?.name === "rated");
  const [first] = ratings;
  const isOver = first !== undefined && (session.now - first.at > RATING_OPEN_MS || ratings.length >= MOST_RATINGS);
  if (isOver && cid !== undefined) return refusal("refused", "This rating cannot be changed any more").frame;
  return change(session, visit, conversationId, cid === undefined ? "rate" : `rate ${cid}`, { change: "rate", ...known(said) });
}

const known = ({ score, solved, reasons, comment }: Omit<Frame<"rate">, "t" | "cid" | "conversationId">) => ({
  score,
  ...(solved === undefined ? {} : { solved }),
  ...(reasons === undefined ? {} : { reasons }),
  ...(comment === undefined ? {} : { comment }),
});

/** Only a conversation that this visitor sees something of: another channel's is not theirs to end here. */
export function endConversation(session: Session, visit: Visit, { conversationId }: Frame<"end">): VisitorServerFrame | null {
  if (!session.turns.last(conversationId).some((turn) => maySee(visit, turn, session.head))) return refusal("refused", "This is not possible here").frame;
  return change(session, visit, conversationId, `end ${session.now}`, { change: "resolve" });
}
