/** What a visitor may see of the tree: their own words and what was answered there. No notes, no intents, no other channel. Pure. */
import type { Conversation, Turn } from "../../protocol/conversation.ts";
import { identityKey } from "../../protocol/ids.ts";
import type { Identity } from "../../protocol/message.ts";
import type { VisitorState, VisitorTurn } from "../../protocol/visitor-frames.ts";
import { graftOfIdentity, type Head } from "./head.ts";

export interface Viewer {
  /** The channel account of the widget or app. */
  accountId: string;
  identity: Identity;
}

/** Evidence of a merge that an agent made by hand: it proves nothing to the visitor. */
const BY_HAND = "agent";

const isProven = (head: Head, graftId: string | undefined): boolean =>
  graftId === undefined || head.profile.grafts.some((graft) => graft.id === graftId && !graft.evidence.startsWith(BY_HAND));

/**
 * Turns of the same account that came from or went to this identity. A verified visitor also sees their other identities' turns there
 * (anonymous before they signed in), but never across a merge that only an agent's judgement made.
 */
export function maySee(viewer: Viewer, turn: Turn, head: Head): boolean {
  if (turn.channel.accountId !== viewer.accountId) return false;
  if (turn.kind !== "message" && turn.kind !== "reply") return false;
  const key = identityKey(viewer.identity);
  if (turn.identity === key) return true;
  if (!viewer.identity.verified) return false;
  const own = graftOfIdentity(head, key)?.graftId;
  return own === turn.graftId || (isProven(head, own) && isProven(head, turn.graftId));
}

export function visitorTurn(turn: Turn): VisitorTurn {
  const { author } = turn;
  const own = author.kind === "customer";
  return {
    seq: turn.seq,
    id: turn.id,
    conversationId: turn.conversationId,
    from: author.kind,
    ...(author.kind !== "system" && author.name !== undefined ? { name: author.name } : {}),
    parts: turn.parts,
    ...(turn.choices ? { choices: turn.choices } : {}),
    at: turn.at,
    ...(turn.delivery ? { delivery: turn.delivery.state } : {}),
    // The web channel keeps the client's id of a message as its platform id.
    ...(own && turn.providerId !== undefined ? { cid: turn.providerId } : {}),
    ...(turn.deletedAt === undefined ? {} : { deleted: true }),
    ...(turn.editedAt === undefined ? {} : { edited: true }),
  };
}

export function visitorState(conversation: Conversation | null, lastReply: Turn | undefined): VisitorState {
  if (!conversation) return { owner: "none", conversationId: null, resolved: false };
  const { owner, callBack } = conversation;
  // Whoever took over and has not spoken yet has no name here: the one before must not stand for them.
  const isTheirs = owner.kind === "agent" && lastReply?.author.kind === "agent" && lastReply.author.id === owner.agentId;
  const name = isTheirs && lastReply.author.kind === "agent" ? lastReply.author.name : undefined;
  return {
    owner: owner.kind,
    ...(name === undefined ? {} : { agentName: name }),
    conversationId: conversation.id,
    resolved: conversation.status === "resolved",
    ...(owner.kind === "queue" && callBack ? { callBack: true } : {}),
  };
}
