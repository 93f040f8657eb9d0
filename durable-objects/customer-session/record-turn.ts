/** Recording, as decisions: which conversation a message belongs to, what its turn looks like, what is to be done next. Pure. */
import type { Conversation, ReplyRoute, Turn } from "../../protocol/conversation.ts";
import { identityKey, newConversationId } from "../../protocol/ids.ts";
import { type Author, type Identity, type Part, textOf } from "../../protocol/message.ts";
import type { RecordInput } from "../../protocol/ports.ts";
import { graftOfIdentity, type Head } from "./head.ts";

/** A resolved conversation younger than this is reopened by a customer's message; an older one stays closed and a new one begins. */
export const REOPEN_WINDOW_MS = 24 * 60 * 60_000;
/** An open conversation in which nobody spoke for this long is history: a new one begins. */
export const STALE_CONVERSATION_MS = 14 * 24 * 60 * 60_000;
export const PREVIEW_UNITS = 120;
/** Channel kinds whose replies live in this object: stored is sent. */
export const LOCAL_CHANNELS: ReadonlySet<string> = new Set(["web", "app", "api"]);
const MAX_CHANNELS_LISTED = 10;

/** Words of a message for lists, cut at a grapheme's edge as far as surrogates go. */
export function previewOf(parts: readonly Part[]): string {
  const words = textOf(parts).replace(/\s+/g, " ").trim();
  const shown = words === "" ? (parts[0]?.type === "media" ? `[${parts[0].media.kind}]` : `[${parts[0]?.type ?? "empty"}]`) : words;
  return shown.slice(0, PREVIEW_UNITS).replace(/[\ud800-\udbff]$/, "");
}

const isKnown = (known: readonly Identity[], { kind, scope, value, verified }: Identity): boolean =>
  known.some((one) => one.value === value && one.scope === scope && one.kind === kind && (one.verified || !verified));

/** Identities of a message that say something new: not known, or not known as verified. Mostly none. */
export const newIdentities = (known: readonly Identity[], seen: readonly Identity[]): Identity[] => seen.filter((identity) => !isKnown(known, identity));

/** The identities of a customer with those of a message; a verified report of a known identity verifies it. */
export function withIdentities(known: Identity[], seen: readonly Identity[]): Identity[] {
  if (newIdentities(known, seen).length === 0) return known;
  const byKey = new Map(known.map((identity) => [identityKey(identity), identity]));
  for (const identity of seen) {
    const before = byKey.get(identityKey(identity));
    byKey.set(identityKey(identity), before ? { ...before, verified: before.verified || identity.verified } : identity);
  }
  return [...byKey.values()];
}

export type Placement = { place: "continue"; conversation: Conversation } | { place: "reopen"; conversation: Conversation } | { place: "new" };

/** Where a customer's message goes. A conversation spans channels: the current one continues wherever the customer writes. */
export function placeMessage(current: Conversation | null, at: number): Placement {
  if (!current) return { place: "new" };
  if (current.status === "resolved")
    return at - (current.resolvedAt ?? current.lastTurnAt) <= REOPEN_WINDOW_MS ? { place: "reopen", conversation: current } : { place: "new" };
  return at - current.lastTurnAt <= STALE_CONVERSATION_MS ? { place: "continue", conversation: current } : { place: "new" };
}

export function newConversation(input: Pick<RecordInput, "customerId" | "channel" | "teamId" | "locale" | "at">): Conversation {
  return {
    id: newConversationId(input.customerId, input.at),
    customerId: input.customerId,
    status: "open",
    owner: { kind: "bot" },
    epoch: 0,
    lastAgentId: null,
    teamId: input.teamId ?? null,
    channels: [input.channel],
    labels: [],
    priority: 0,
    language: input.locale ?? null,
    openedAt: input.at,
    lastTurnAt: input.at,
    lastTurnSeq: 0,
    waitingSince: null,
    snoozedUntil: null,
    resolvedAt: null,
    firstReplyAt: null,
    preview: "",
  };
}

const sameChannel = (a: { accountId: string }, b: { accountId: string }): boolean => a.accountId === b.accountId;

/** The conversation after a turn: what lists show of it. */
export function afterTurn(conversation: Conversation, turn: Turn): Conversation {
  const spoken = turn.kind === "message" || turn.kind === "reply";
  const fromCustomer = turn.kind === "message" && turn.author.kind === "customer";
  return {
    ...conversation,
    lastTurnAt: Math.max(conversation.lastTurnAt, turn.at),
    lastTurnSeq: turn.seq,
    preview: spoken ? previewOf(turn.parts) : conversation.preview,
    channels: spoken
      ? [turn.channel, ...conversation.channels.filter((channel) => !sameChannel(channel, turn.channel))].slice(0, MAX_CHANNELS_LISTED)
      : conversation.channels,
    waitingSince: fromCustomer ? (conversation.waitingSince ?? turn.at) : spoken && turn.author.kind !== "system" ? null : conversation.waitingSince,
    firstReplyAt: turn.kind === "reply" && turn.author.kind === "agent" ? (conversation.firstReplyAt ?? turn.at) : conversation.firstReplyAt,
  };
}

/** A customer's message into a resolved or snoozed conversation opens it again; a resolved one goes back to the bot. */
export function reopened(conversation: Conversation): Conversation {
  if (conversation.status === "resolved") return { ...conversation, status: "open", resolvedAt: null, owner: { kind: "bot" }, epoch: conversation.epoch + 1 };
  return { ...conversation, status: "open", snoozedUntil: null };
}

type MessageEvent = Extract<RecordInput["event"], { type: "message" }>;
/** Whoever types in the platform's own app: the platform does not say who. */
const NATIVE_AGENT: Author = { kind: "agent", id: "native", name: "native app" };

/** The turn of an incoming message. An echo is what our agent typed in the platform's own app: a reply that was sent already. */
export function messageTurn(head: Head, input: RecordInput, event: MessageEvent, conversationId: string): Turn {
  const identity = identityKey(input.identities[0]);
  const graft = graftOfIdentity(head, identity);
  const customer: Author = { kind: "customer", ...(input.name ? { name: input.name } : {}) };
  return {
    id: event.turnId,
    seq: head.seq + 1,
    conversationId,
    topicId: null,
    kind: event.echo ? "reply" : "message",
    author: event.author ?? (event.echo ? NATIVE_AGENT : customer),
    channel: input.channel,
    identity,
    thread: input.thread,
    parts: event.parts,
    at: input.at,
    ...(input.providerAt === undefined ? {} : { providerAt: input.providerAt }),
    ...(event.providerId === undefined ? {} : { providerId: event.providerId }),
    ...(event.replyTo === undefined ? {} : { replyTo: event.replyTo }),
    ...(event.echo ? { delivery: { state: "sent" as const, at: input.at } } : {}),
    ...(graft ? { graftId: graft.graftId } : {}),
    ...(input.trace === undefined ? {} : { trace: input.trace }),
  };
}

/** What a message or another event of the customer says about the way back. An event that opens a short right to answer leaves the ordinary window as it is. */
export function routeAfter(known: ReplyRoute | null, input: RecordInput): ReplyRoute {
  const { closed: _, ...base } = known ?? { channel: input.channel, thread: input.thread, identities: [], lastInboundAt: 0, sentSince: 0 };
  const { event } = input;
  const at = input.providerAt ?? input.at;
  const route: ReplyRoute = { ...base, identities: withIdentities(base.identities, input.identities), ...(input.handle ? { handle: input.handle } : {}) };
  if (input.opens !== undefined) return { ...route, brief: { event: input.opens, at, sentSince: 0 } };
  if (event.type !== "message") return route;
  return {
    ...route,
    lastInboundAt: Math.max(base.lastInboundAt, at),
    sentSince: 0,
    ...(event.providerId === undefined ? {} : { lastProviderId: event.providerId }),
  };
}

/** Platform messages that left count against the window and the short right. */
export function routeAfterSending(route: ReplyRoute, messages: number): ReplyRoute {
  return {
    ...route,
    sentSince: route.sentSince + messages,
    ...(route.brief ? { brief: { ...route.brief, sentSince: route.brief.sentSince + messages } } : {}),
  };
}
