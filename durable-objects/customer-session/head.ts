/** What a session keeps at hand: the profile, counters, the current conversation's id, a tombstone. One row, written with every change. */
import type { CustomerProfile } from "../../protocol/conversation.ts";
import type { Happened } from "../../protocol/events.ts";
import type { ProjectTask } from "../../protocol/ports.ts";

/** Where the customer wrote last on an account. */
export interface LastThread {
  accountId: string;
  thread: string;
}

/** A tree that a merge took in, with what must be known to give it back. */
export interface Grafted {
  graftId: string;
  from: string;
  /** Identity keys that came with it: what they say later belongs to it as well. */
  identities: string[];
  factIds: string[];
  /** `leaving` = its last page was given back; what its identities say from now on is handed on to `from`. */
  state: "here" | "leaving" | "left";
}

export interface Head {
  profile: CustomerProfile;
  /** Last sequence number given out. */
  seq: number;
  /** The conversation that new words belong to while it is open or young. */
  currentId: string | null;
  /** Newest first. */
  lastThreads: LastThread[];
  /** Set when this customer was merged into another: everything is answered `moved`. */
  movedTo: { customerId: string; graftId: string; at: number } | null;
  grafted: Grafted[];
  /** Raised by every change; the read model keeps the highest. */
  version: number;
  /** When the read model must hear of the changes, epoch ms; null = it knows all. */
  projectAt: number | null;
  projectAttempts: number;
  /** Turns up to here were projected. */
  projectedSeq: number;
  /** The oldest turn that nobody has thought about yet; null = none. */
  unthoughtFrom: number | null;
  /** Conversations and older turns changed since, with the version of the change. */
  dirtyConversations: Record<string, number>;
  /** By sequence number. */
  dirtyTurns: Record<number, number>;
  suggestionsUsed: ProjectTask["suggestionsUsed"];
  /** The newest of what happened and was not told yet, in its order (untold.ts has the rest). Absent in heads that were written before there was one. */
  events?: Happened[];
  /** The customer was asked how it was; a number is the answer until then (epoch ms). Absent = nobody asked. */
  survey?: { conversationId: string; until: number; thanks: string } | null;
  /** The agents have read the customer's words up to here. */
  agentReadSeq: number;
  /** The bot keeps quiet until then, because a person answers in the platform's own app. Epoch ms. */
  botQuietUntil: number;
  /** Customers' messages taken in, for the ledger; the tree holds as many. Absent in heads from before it was counted. */
  messages?: number;
  /** Reports that overtook their turns and wait for them, at most so many. */
  early: number;
}

export function newHead(tenant: string, customerId: string, at: number): Head {
  return {
    profile: {
      id: customerId,
      tenant,
      name: null,
      avatarUrl: null,
      locale: null,
      identities: [],
      facts: [],
      grafts: [],
      blocked: false,
      firstSeenAt: at,
      lastSeenAt: at,
    },
    seq: 0,
    currentId: null,
    lastThreads: [],
    movedTo: null,
    grafted: [],
    version: 0,
    projectAt: null,
    projectAttempts: 0,
    projectedSeq: 0,
    unthoughtFrom: null,
    dirtyConversations: {},
    dirtyTurns: {},
    suggestionsUsed: [],
    agentReadSeq: 0,
    botQuietUntil: 0,
    messages: 0,
    early: 0,
  };
}

/** The graft that an identity belongs to, as long as it is part of this tree. */
export const graftOfIdentity = (head: Head, key: string): Grafted | undefined =>
  head.grafted.find((graft) => graft.state === "here" && graft.identities.includes(key));

const MAX_LAST_THREADS = 20;
/** The newest place to answer, first; one per account and thread. */
export function withLastThread(known: readonly LastThread[], last: LastThread): LastThread[] {
  const rest = known.filter((thread) => thread.accountId !== last.accountId || thread.thread !== last.thread);
  return [last, ...rest].slice(0, MAX_LAST_THREADS);
}
