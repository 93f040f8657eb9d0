/** Recording whatever a channel brings: messages, edits, recalls, receipts, follows. A repeated key changes nothing. */
import type { Conversation, Turn } from "../../protocol/conversation.ts";
import { identityKey, newId } from "../../protocol/ids.ts";
import { type Identity, type Part, textOf } from "../../protocol/message.ts";
import type { NextStep, RecordInput, RecordOutcome } from "../../protocol/ports.ts";
import { withEarly } from "./early.ts";
import { isFromBefore } from "./erasing.ts";
import { happened, happenedTo } from "./happened.ts";
import { graftOfIdentity, withLastThread } from "./head.ts";
import { agentOf, tellTurn } from "./ownership.ts";
import { changeTurn, recordReceipt, turnOf } from "./record-report.ts";
import { afterTurn, messageTurn, newConversation, newIdentities, placeMessage, reopened, routeAfter, withIdentities } from "./record-turn.ts";
import type { Session } from "./session.ts";
import { recordScore } from "./survey.ts";
import { thinkTask } from "./think-task.ts";
import { sourceOf } from "./turn-store.ts";

/** Largest content of one turn, UTF-16 units of its JSON; a row of the database holds 2 MB. */
export const MAX_TURN_UNITS = 900_000;
/** After a person typed in the platform's own app the bot keeps quiet this long, ms. */
export const NATIVE_QUIET_MS = 30 * 60_000;

export type Recorded = Extract<RecordOutcome, { outcome: "recorded" }>;
type MessageEvent = Extract<RecordInput["event"], { type: "message" }>;
type PresenceEvent = Extract<RecordInput["event"], { type: "presence" }>;

const nothing = (session: Session): Recorded => ({
  outcome: "recorded",
  turnId: null,
  conversationId: null,
  seq: session.head.seq,
  duplicate: false,
  steps: [],
});
const repeated = (turn: Turn): Recorded => ({
  outcome: "recorded",
  turnId: turn.id,
  conversationId: turn.conversationId,
  seq: turn.seq,
  duplicate: true,
  steps: [],
});

/** Handles that one human may show on several channels. A platform's own id alone cannot belong to anybody else. */
const SHARED_KINDS: ReadonlySet<Identity["kind"]> = new Set(["host_user", "unionid", "phone", "email"]);

/** Learns from an event who the customer is. Verified identities that were not known before may belong to somebody we know: the engine looks. */
function meet(session: Session, input: RecordInput): NextStep[] {
  const { profile } = session.head;
  profile.name = input.name ?? profile.name;
  profile.avatarUrl = input.avatarUrl ?? profile.avatarUrl;
  profile.locale = input.locale ?? profile.locale;
  profile.lastSeenAt = Math.max(profile.lastSeenAt, input.at);
  const fresh = newIdentities(profile.identities, input.identities);
  if (fresh.length === 0) return [];
  adopt(session, input.identities[0], fresh);
  profile.identities = withIdentities(profile.identities, input.identities);
  const verified = fresh.filter((identity) => identity.verified);
  if (verified.length === 0 || (profile.identities.length < 2 && !verified.some(({ kind }) => SHARED_KINDS.has(kind)))) return [];
  return [{ id: `match:${verified.map(identityKey).join("|")}`, step: "match", identities: verified }];
}

/** A new identity beside one that a merge brought belongs to the merged tree as well. */
function adopt(session: Session, beside: Identity, fresh: readonly Identity[]): void {
  const graft = graftOfIdentity(session.head, identityKey(beside));
  if (!graft) return;
  const known = new Set(session.head.profile.identities.map(identityKey));
  const unknown = fresh.map(identityKey).filter((key) => !known.has(key));
  graft.identities = [...new Set([...graft.identities, ...unknown])];
}

/** The conversation a message belongs to, begun or opened again where needed. */
function conversationFor(session: Session, input: RecordInput, echo: boolean): { conversation: Conversation; opened: boolean } {
  const placement = placeMessage(session.current(), input.at);
  if (placement.place === "new") {
    const begun = newConversation(input);
    session.head.currentId = begun.id;
    session.turns.begin(begun.id);
    return { conversation: begun, opened: true };
  }
  const { conversation } = placement;
  return echo || conversation.status === "open" ? { conversation, opened: false } : { conversation: reopened(conversation), opened: true };
}

function saveRoute(session: Session, input: RecordInput, graftId: string | undefined): void {
  session.store.saveRoute(routeAfter(session.store.route(input.channel.accountId, input.thread), input), graftId ?? null);
  session.head.lastThreads = withLastThread(session.head.lastThreads, { accountId: input.channel.accountId, thread: input.thread });
}

/** What subscribers hear of a message; what was said before we were connected is no news. */
function sayRecorded(session: Session, before: Conversation, turn: Turn, opened: boolean): void {
  const by = turn.author;
  if (before.lastTurnSeq === 0) happened(session, { type: "conversation.opened", conversationId: turn.conversationId, by });
  else if (opened) happened(session, { type: "conversation.reopened", conversationId: turn.conversationId, by });
  happenedTo(session, turn, turn.kind === "reply" ? "message.sent" : "message.received");
}

function recordMessage(session: Session, input: RecordInput, event: MessageEvent, source: string): Recorded {
  if (event.echo && event.providerId !== undefined) {
    const ours = turnOf(session, input.channel.accountId, event.providerId);
    if (ours) return repeated(ours);
  }
  const scored = event.echo || event.history ? null : recordScore(session, input, event, source);
  if (scored) return scored;
  const matches = meet(session, input);
  const { conversation: before, opened } = conversationFor(session, input, event.echo === true);
  const earlier = session.turns.last(before.id);
  const turn = withEarly(session, messageTurn(session.head, input, event, before.id), event.providerId);
  const after = afterTurn(before, turn);
  const conversation = event.echo ? { ...after, epoch: after.epoch + 1 } : after;
  const wantsThought = turn.kind === "message" && turn.author.kind === "customer" && event.history !== true;
  session.addTurn(turn, source, wantsThought);
  session.saveConversation(conversation);
  session.after.tell({ news: "turn", turn, changed: false });
  if (opened) session.after.tell({ news: "state", conversation });
  if (event.history !== true) sayRecorded(session, before, turn, opened);
  const steps = [...tellTurn(conversation, turn, false), ...matches];
  session.todo(steps);
  const recorded: Recorded = { outcome: "recorded", turnId: turn.id, conversationId: conversation.id, seq: turn.seq, duplicate: false, steps };
  if (event.echo) {
    session.head.botQuietUntil = input.at + NATIVE_QUIET_MS;
    return recorded;
  }
  saveRoute(session, input, turn.graftId);
  if (!wantsThought) return recorded;
  return { ...recorded, task: thinkTask(session.head, conversation, turn, earlier) };
}

/** Follows and the like say whether the customer can be reached; they are shown in the conversation that is open. */
function recordPresence(session: Session, input: RecordInput, event: PresenceEvent, source: string): Recorded {
  const matches = meet(session, input);
  const gone = event.state === "unfollowed" || event.state === "opted_out";
  const route = routeAfter(session.store.route(input.channel.accountId, input.thread), input);
  session.store.saveRoute(gone ? { ...route, closed: event.state } : route, null);
  if (!gone) session.head.lastThreads = withLastThread(session.head.lastThreads, { accountId: input.channel.accountId, thread: input.thread });
  session.todo(matches);
  const current = session.current();
  if (!current || current.status === "resolved" || event.state === "opened") return { ...nothing(session), steps: matches };
  const turn: Turn = {
    ...messageTurn(session.head, input, { type: "message", turnId: newId("ev", session.now), parts: [] }, current.id),
    kind: "event",
    author: { kind: "system" },
    event: { name: event.state, ...(event.payload === undefined ? {} : { detail: { payload: event.payload } }) },
  };
  const conversation = afterTurn(current, turn);
  session.addTurn(turn, source);
  session.saveConversation(conversation);
  const steps = [...matches, ...tellTurn(conversation, turn, false)];
  session.todo(steps.slice(matches.length));
  return { ...nothing(session), turnId: turn.id, conversationId: current.id, seq: turn.seq, steps };
}

/** Typing is shown, never kept. */
function showTyping(session: Session): Recorded {
  const current = session.current();
  const agentId = current ? agentOf(current) : null;
  if (current && agentId !== null) session.after.whisper(agentId, { t: "typing", conversationId: current.id, on: true }, session.now);
  return nothing(session);
}

function apply(session: Session, input: RecordInput, source: string): Recorded {
  const { event } = input;
  switch (event.type) {
    case "message":
      return recordMessage(session, input, event, source);
    case "edited":
    case "deleted":
      return { ...nothing(session), ...changeTurn(session, input, event) };
    case "receipt":
      return { ...nothing(session), steps: recordReceipt(session, input, event.receipt) };
    case "presence":
      return recordPresence(session, input, event, source);
    case "identity_changed": {
      const gone = identityKey(event.before);
      session.head.profile.identities = withIdentities(
        session.head.profile.identities.filter((identity) => identityKey(identity) !== gone),
        [event.after],
      );
      return nothing(session);
    }
    default:
      return event satisfies never;
  }
}

/** What a repeated key was answered with the first time; null for a new one. */
export function alreadyRecorded(session: Session, input: RecordInput): Recorded | null {
  const source = sourceOf(input.channel.accountId, input.key);
  const turn = session.turns.bySource(source);
  if (turn) return repeated(turn);
  if (input.event.type === "message" && session.head.grafted.length === 0) return null;
  const seen = session.store.seen(source);
  return seen ? { outcome: "recorded", ...seen, duplicate: true, steps: [] } : null;
}

/** What an identity of a graft that was given back says is handed on to the customer it belongs to. */
function handOn(session: Session, input: RecordInput, source: string): Recorded | null {
  const key = identityKey(input.identities[0]);
  const left = session.head.grafted.find((graft) => graft.state !== "here" && graft.identities.includes(key));
  if (!left) return null;
  session.errand({ id: `forward:${source}`, errand: "forward", to: left.from, input: { ...input, customerId: left.from } }, 0);
  session.store.saveSeen(source, { turnId: null, conversationId: null, seq: session.head.seq });
  session.saveQuietly();
  return nothing(session);
}

/** Counting exactly is only worth its time where there is much to count. */
function isTooLarge(parts: readonly Part[]): boolean {
  return (parts.length > 1 || textOf(parts).length > MAX_TURN_UNITS / 10) && JSON.stringify(parts).length > MAX_TURN_UNITS;
}

/** Records one event. Call inside a transaction; durable when the transaction's commit is. */
export function recordEvent(session: Session, input: RecordInput): RecordOutcome {
  // A merged customer still knows its own keys: a redelivery must not become a second message at the survivor.
  const known = session.stored ? alreadyRecorded(session, input) : null;
  if (known) return known;
  const moved = session.moved();
  if (moved) return moved;
  if (isFromBefore(session.erased, input)) return { outcome: "refused", code: "erased", detail: "Written before this customer was erased" };
  session.flooded = input.flooded === true;
  if (session.head.profile.blocked) return { outcome: "refused", code: "blocked", detail: "This customer is blocked" };
  if (input.event.type === "message" && isTooLarge(input.event.parts)) {
    return { outcome: "refused", code: "too_large", detail: `A message may have ${MAX_TURN_UNITS} characters` };
  }
  if (input.event.type === "presence" && input.event.state === "typing") return showTyping(session);
  const source = sourceOf(input.channel.accountId, input.key);
  const handed = handOn(session, input, source);
  if (handed) return handed;
  const before = session.current();
  const recorded = apply(session, input, source);
  if (input.event.type !== "message") session.store.saveSeen(source, { turnId: recorded.turnId, conversationId: recorded.conversationId, seq: recorded.seq });
  session.save(before?.status !== session.current()?.status || before?.id !== session.current()?.id);
  return recorded;
}
