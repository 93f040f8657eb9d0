/**
 * Merging as a law: a tree is a set of turns, conversations, topics, routes and facts, each of which joins with its other copy.
 * Joins are commutative, associative and idempotent, so it does not matter in which order, how often or in which pieces trees come together. Pure.
 */
import { type Conversation, type CustomerProfile, joinDelivery, type ReplyRoute, type Topic, type Turn } from "../../protocol/conversation.ts";
import { identityKey } from "../../protocol/ids.ts";
import type { Identity } from "../../protocol/message.ts";
import { withFacts } from "./facts.ts";

export interface Tree {
  profile: CustomerProfile;
  conversations: Conversation[];
  topics: Topic[];
  turns: Turn[];
  routes: ReplyRoute[];
}

const compare = <T>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
/** Both copies claim something: one of them, always the same one. */
const either = <T>(a: T, b: T): T => (compare(JSON.stringify(a) ?? "", JSON.stringify(b) ?? "") <= 0 ? a : b);
/** What is known beats what is not. */
const known = <T>(a: T | null | undefined, b: T | null | undefined): T | undefined => {
  if (a === null || a === undefined) return b ?? undefined;
  return b === null || b === undefined ? a : either(a, b);
};
const earliest = (a: number | null | undefined, b: number | null | undefined): number | null => {
  if (a === null || a === undefined) return b ?? null;
  return b === null || b === undefined ? a : Math.min(a, b);
};
const optional = <K extends string, V>(key: K, value: V | null | undefined): { [P in K]?: V } =>
  value === null || value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });

/** Edits and recalls as one register: a recall beats every edit, a later edit beats an earlier one. */
function wordsOf(a: Turn, b: Turn): Pick<Turn, "parts" | "editedAt" | "deletedAt"> {
  const rank = (turn: Turn): [number, number, string] => [turn.deletedAt === undefined ? 0 : 1, turn.editedAt ?? -1, JSON.stringify(turn.parts)];
  const [deletedA, editedA, textA] = rank(a);
  const [deletedB, editedB, textB] = rank(b);
  const later = compare(deletedA, deletedB) || compare(editedA, editedB) || compare(textA, textB);
  const winner = later >= 0 ? a : b;
  return { parts: winner.parts, ...optional("editedAt", winner.editedAt), ...optional("deletedAt", earliest(a.deletedAt, b.deletedAt)) };
}

/** Two copies of one turn. Place in the tree is the reader's own affair: the lower number stands for both. */
export function joinTurn(a: Turn, b: Turn): Turn {
  const {
    editedAt: _edited,
    deletedAt: _deleted,
    graftId: _graft,
    providerId: _id,
    intents: _intents,
    slots: _slots,
    delivery: _delivery,
    ...first
  } = {
    ...a,
    conversationId: either(a.conversationId, b.conversationId),
  };
  const delivery =
    a.delivery && b.delivery
      ? a.delivery.state === b.delivery.state
        ? either(a.delivery, b.delivery)
        : joinDelivery(a.delivery, b.delivery)
      : (a.delivery ?? b.delivery);
  return {
    ...first,
    ...wordsOf(a, b),
    seq: Math.min(a.seq, b.seq),
    topicId: known(a.topicId, b.topicId) ?? null,
    ...optional("delivery", delivery),
    ...optional("providerId", known(a.providerId, b.providerId)),
    ...optional("intents", known(a.intents, b.intents)),
    ...optional("slots", known(a.slots, b.slots)),
    ...optional("graftId", known(a.graftId, b.graftId)),
  };
}

/** What changes hands with the epoch, as one register: the higher epoch has it. */
function voiceOf(conversation: Conversation) {
  const { status, owner, epoch, lastAgentId, teamId, labels, priority, language, snoozedUntil, resolvedAt, waitingSince, preview, channels } = conversation;
  return { status, owner, epoch, lastAgentId, teamId, labels, priority, language, snoozedUntil, resolvedAt, waitingSince, preview, channels };
}

export function joinConversation(a: Conversation, b: Conversation): Conversation {
  const voice = a.epoch === b.epoch ? either(voiceOf(a), voiceOf(b)) : voiceOf(a.epoch > b.epoch ? a : b);
  return {
    id: a.id,
    customerId: either(a.customerId, b.customerId),
    ...voice,
    openedAt: Math.min(a.openedAt, b.openedAt),
    lastTurnAt: Math.max(a.lastTurnAt, b.lastTurnAt),
    lastTurnSeq: Math.max(a.lastTurnSeq, b.lastTurnSeq),
    firstReplyAt: earliest(a.firstReplyAt, b.firstReplyAt),
    ...optional("graftId", known(a.graftId, b.graftId)),
  };
}

export function joinTopic(a: Topic, b: Topic): Topic {
  return {
    id: a.id,
    conversationId: either(a.conversationId, b.conversationId),
    name: either(a.name, b.name),
    intents: [...new Set([...a.intents, ...b.intents])].sort(),
    firstSeq: Math.min(a.firstSeq, b.firstSeq),
    lastSeq: Math.max(a.lastSeq, b.lastSeq),
  };
}

/** The way back that the customer used last. */
export function joinRoute(a: ReplyRoute, b: ReplyRoute): ReplyRoute {
  if (a.lastInboundAt !== b.lastInboundAt) return a.lastInboundAt > b.lastInboundAt ? a : b;
  return either(a, b);
}

function joinIdentities(a: readonly Identity[], b: readonly Identity[]): Identity[] {
  const byKey = new Map<string, Identity>();
  for (const identity of [...a, ...b]) {
    const other = byKey.get(identityKey(identity));
    byKey.set(identityKey(identity), other ? { ...identity, verified: identity.verified || other.verified } : identity);
  }
  return [...byKey.entries()].sort(([x], [y]) => compare(x, y)).map(([, identity]) => identity);
}

/** Two people are one. Whose id and name stand for both is a matter of taste here; the survivor of a real merge keeps its own. */
export function joinProfiles(a: CustomerProfile, b: CustomerProfile): CustomerProfile {
  const grafts = new Map([...a.grafts, ...b.grafts].map((graft) => [graft.id, graft]));
  return {
    id: either(a.id, b.id),
    tenant: either(a.tenant, b.tenant),
    name: known(a.name, b.name) ?? null,
    avatarUrl: known(a.avatarUrl, b.avatarUrl) ?? null,
    locale: known(a.locale, b.locale) ?? null,
    identities: joinIdentities(a.identities, b.identities),
    facts: withFacts(a.facts, b.facts),
    grafts: [...grafts.values()].sort((x, y) => compare(x.id, y.id)),
    blocked: a.blocked || b.blocked,
    firstSeenAt: Math.min(a.firstSeenAt, b.firstSeenAt),
    lastSeenAt: Math.max(a.lastSeenAt, b.lastSeenAt),
  };
}

function joinAll<T>(a: readonly T[], b: readonly T[], keyOf: (row: T) => string, join: (x: T, y: T) => T): T[] {
  const rows = new Map<string, T>();
  for (const row of [...a, ...b]) {
    const other = rows.get(keyOf(row));
    rows.set(keyOf(row), other ? join(other, row) : row);
  }
  return [...rows.values()];
}

/** Our order, then the provider's clock, then the id. */
export function inOrder(a: Turn, b: Turn): number {
  return compare(a.seq, b.seq) || compare(a.providerAt ?? a.at, b.providerAt ?? b.at) || compare(a.id, b.id);
}

export function mergeTrees(a: Tree, b: Tree): Tree {
  return {
    profile: joinProfiles(a.profile, b.profile),
    conversations: joinAll(a.conversations, b.conversations, (row) => row.id, joinConversation).sort(
      (x, y) => compare(x.openedAt, y.openedAt) || compare(x.id, y.id),
    ),
    topics: joinAll(a.topics, b.topics, (row) => row.id, joinTopic).sort((x, y) => compare(x.id, y.id)),
    turns: joinAll(a.turns, b.turns, (row) => row.id, joinTurn).sort(inOrder),
    routes: joinAll(a.routes, b.routes, routeKey, joinRoute).sort((x, y) => compare(routeKey(x), routeKey(y))),
  };
}

const routeKey = (route: ReplyRoute): string => `${route.channel.accountId}\n${route.thread}`;

const HASH_AT = { from: 13, to: 33 } as const;
/** The id that a conversation has at another customer, when only some of its turns go there: same time and chance, that customer's hash. */
export function conversationIdAt(conversationId: string, customerId: string): string {
  return `${conversationId.slice(0, HASH_AT.from)}${customerId.slice(3)}${conversationId.slice(HASH_AT.to)}`;
}
