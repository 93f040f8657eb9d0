/** What a session keeps at hand: the profile, counters, the current conversation's id, a tombstone. One row, written with every change. */
import type { CustomerProfile, Graft } from "../../protocol/conversation.ts";

export interface Head {
  profile: CustomerProfile;
  /** Last sequence number given out. */
  seq: number;
  /** The conversation that new words belong to while it is open or young. */
  currentId: string | null;
  /** Set when this customer was merged into another: everything is answered `moved`. */
  movedTo: { customerId: string; graftId: string; at: number } | null;
  /** Turns up to here were projected to the read model. */
  projectedSeq: number;
  /** Raised by every change; the read model keeps the highest. */
  version: number;
  /** The version the read model has. */
  projectedVersion: number;
  /** Grafts that were given back, so that a late page of one is not taken in again. */
  undone: string[];
  erased: boolean;
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
    movedTo: null,
    projectedSeq: 0,
    version: 0,
    projectedVersion: 0,
    undone: [],
    erased: false,
  };
}

export const graftOf = (head: Head, graftId: string): Graft | undefined => head.profile.grafts.find((graft) => graft.id === graftId);
