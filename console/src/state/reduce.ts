/** The only place where what is known of conversations changes. Pure; doing an event twice changes nothing. */
import type { DeskEvent } from "../../../protocol/agent-frames.ts";
import type { ChannelRef } from "../../../protocol/channels.ts";
import { type Conversation, joinDelivery, type Turn } from "../../../protocol/conversation.ts";
import { traceOf } from "../../../protocol/ids.ts";
import { asked, consulted } from "./consults.ts";
import { type Action, type DeskState, rowOfListed } from "./model.ts";
import { withListed, withRow, withTurnInRow } from "./rows.ts";
import { changeThread, staleThread, stillOffered, threadOfView, turnsWith } from "./threads.ts";

/** How long a customer's typing is believed without another sign, ms. */
const TYPING_MS = 6_000;

export function reduce(state: DeskState, action: Action): DeskState {
  switch (action.do) {
    case "link":
      return { ...state, link: action.link, linkSince: action.link === "live" ? null : (state.linkSince ?? action.at) };
    case "welcome":
      return welcome(state, action);
    case "event":
      return numbered(state, action.seq, action.event);
    case "questions":
      return asked(state, action.asked);
    case "typing":
      return typing(state, action);
    case "viewing": {
      const { [action.conversationId]: _, ...others } = state.viewers;
      return { ...state, viewers: action.agents.length === 0 ? others : { ...others, [action.conversationId]: action.agents } };
    }
    case "listed":
      return withListed(state, action.rows.map(rowOfListed));
    case "viewed": {
      const { conversation, customer } = action.view;
      const { [conversation.id]: _, ...stale } = state.stale;
      const threads = { ...state.threads, [conversation.id]: threadOfView(state.threads[conversation.id], action.view) };
      return withRow({ ...state, threads, stale }, conversation, customer.name);
    }
    case "gone": {
      const { [action.conversationId]: _row, ...rows } = state.rows;
      const { [action.conversationId]: _thread, ...threads } = state.threads;
      return { ...state, rows, threads };
    }
    case "older":
      return changeThread(state, action.conversationId, (thread) => ({
        ...thread,
        turns: turnsWith(thread.turns, action.turns),
        nextBefore: action.nextBefore,
      }));
    case "changed": {
      const known = withRow(state, action.conversation, undefined);
      return action.turn ? withTurn(known, action.turn) : known;
    }
    case "offered":
      return { ...state, offers: [...state.offers.filter((known) => known.offerId !== action.offer.offerId), action.offer] };
    case "offer_gone":
      return { ...state, offers: state.offers.filter((offer) => offer.conversationId !== action.conversationId) };
    case "looked": {
      if (state.unread[action.conversationId] === undefined) return state;
      const { [action.conversationId]: _, ...unread } = state.unread;
      return { ...state, unread };
    }
    default:
      return reduceOutgoing(state, action);
  }
}

function reduceOutgoing(state: DeskState, action: Extract<Action, { do: "outgoing" | "failed" | "sent" | "discard" | "suggestion_gone" }>): DeskState {
  switch (action.do) {
    case "outgoing":
      return { ...state, outgoing: [...state.outgoing.filter((known) => known.key !== action.outgoing.key), action.outgoing] };
    case "failed":
      return { ...state, outgoing: state.outgoing.map((known) => (known.key === action.key ? { ...known, state: "failed", problem: action.problem } : known)) };
    case "sent": {
      const without = { ...state, outgoing: state.outgoing.filter((known) => known.key !== action.key) };
      return action.turn ? withTurn(without, action.turn) : without;
    }
    case "discard":
      return { ...state, outgoing: state.outgoing.filter((known) => known.key !== action.key) };
    case "suggestion_gone":
      return changeThread(state, action.conversationId, (thread) => ({
        ...thread,
        suggestions: thread.suggestions.filter((one) => one.id !== action.suggestionId),
        putAway: [...thread.putAway, action.suggestionId],
      }));
    default:
      return action satisfies never;
  }
}

/** A first welcome starts the count; `behind` = the feed cannot fill the gap, so lists and threads are loaded again. */
function welcome(state: DeskState, { seq, presence, behind }: Extract<Action, { do: "welcome" }>): DeskState {
  const resync = behind && state.seq !== null ? state.resync + 1 : state.resync;
  // What the desk knows of questions comes right after.
  const questions = behind ? {} : state.questions;
  return { ...state, presence, resync, questions, seq: state.seq === null || behind ? seq : state.seq, link: "live", linkSince: null };
}

/** Known numbers change nothing; presence is pushed without a number of its own. */
function numbered(state: DeskState, seq: number, event: DeskEvent): DeskState {
  if (event.type === "presence") return { ...state, presence: { state: event.state, ...(event.reason === undefined ? {} : { reason: event.reason }) } };
  if (state.seq !== null && seq <= state.seq) return state;
  return happened({ ...state, seq }, event);
}

function happened(state: DeskState, event: DeskEvent): DeskState {
  switch (event.type) {
    case "offered": {
      const channel = event.conversation.channel as ChannelRef;
      const offer = { ...event.conversation, channel, offerId: event.offerId, expiresAt: event.expiresAt };
      return { ...state, offers: [...state.offers.filter((known) => known.conversationId !== offer.conversationId), offer] };
    }
    case "offer_ended":
      return { ...state, offers: state.offers.filter((offer) => offer.offerId !== event.offerId) };
    case "assigned": {
      const offers = state.offers.filter((offer) => offer.conversationId !== event.conversation.id);
      const { [event.conversation.id]: _, ...returned } = state.returned;
      return staleThread(withRow({ ...state, offers, returned }, event.conversation, event.name), event.conversation.id, event.at);
    }
    case "unassigned":
      return unassigned(state, event);
    case "conversation":
      return withRow(state, event.conversation, event.name);
    case "turn":
      return arrived(state, event.turn, event.helping === true);
    case "turn_changed":
      return withTurn(state, event.turn);
    case "delivery":
      return changeThread(state, event.conversationId, (thread) => ({
        ...thread,
        turns: thread.turns.map((turn) =>
          turn.id === event.turnId && turn.delivery ? { ...turn, delivery: joinDelivery(turn.delivery, event.delivery) } : turn,
        ),
      }));
    case "suggestions":
      return changeThread(state, event.conversationId, (thread) => ({
        ...thread,
        suggestions: stillOffered(event.suggestions, thread.putAway),
        degraded: event.degraded,
      }));
    case "orders":
      return changeThread(state, event.conversationId, (thread) => ({ ...thread, orders: event.orders, chooseOrder: event.choose }));
    case "erased":
      return withoutCustomers(state, event.customerIds);
    case "queue":
    case "presence":
      return state;
    case "notice":
      return event.code === "transfer_refused" ? transferRefused(state, event) : state;
    case "consult":
      return consulted(state, event);
    default:
      return event satisfies never;
  }
}

/** The name of who did not take over is what the notice says. */
function transferRefused(state: DeskState, { detail, conversationIds = [] }: Extract<DeskEvent, { type: "notice" }>): DeskState {
  return { ...state, returned: { ...state.returned, ...Object.fromEntries(conversationIds.map((id) => [id, detail])) } };
}

/** Nothing of an erased customer stays on the screen. */
function withoutCustomers(state: DeskState, customerIds: readonly string[]): DeskState {
  const isOurs = (id: string): boolean => customerIds.some((customerId) => id.includes(traceOf(customerId)));
  const kept = <T>(byConversation: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(byConversation).filter(([id]) => !isOurs(id)));
  return {
    ...state,
    rows: kept(state.rows),
    threads: kept(state.threads),
    returned: kept(state.returned),
    questions: kept(state.questions),
    unread: kept(state.unread),
    stale: kept(state.stale),
    typing: kept(state.typing),
    viewers: kept(state.viewers),
    offers: state.offers.filter((offer) => !customerIds.includes(offer.customerId)),
    outgoing: state.outgoing.filter((one) => !isOurs(one.conversationId)),
  };
}

/** Who has it now is not said; the thread is asked for it again. */
function unassigned(state: DeskState, event: Extract<DeskEvent, { type: "unassigned" }>): DeskState {
  const row = state.rows[event.conversationId];
  if (!row || row.epoch >= event.epoch) return state;
  const owner = row.teamId === null ? { kind: "bot" as const } : { kind: "queue" as const, teamId: row.teamId };
  const freed: Conversation =
    event.reason === "resolved"
      ? { ...row, owner: { kind: "bot" }, epoch: event.epoch, status: "resolved", waitingSince: null }
      : { ...row, owner, epoch: event.epoch };
  return staleThread(withRow(state, freed, undefined), event.conversationId, event.at);
}

function withTurn(state: DeskState, turn: Turn): DeskState {
  const inRow = withTurnInRow(state, turn);
  return changeThread(inRow, turn.conversationId, (thread) => ({ ...thread, turns: turnsWith(thread.turns, [turn]) }));
}

/** A turn by the feed: what I am sending has arrived, a customer is waiting (for me, unless I only help), the right to answer has changed. */
function arrived(state: DeskState, turn: Turn, isHelping: boolean): DeskState {
  const known = withTurn(state, turn);
  if (turn.kind === "message") {
    const { [turn.conversationId]: _, ...typingNow } = known.typing;
    const unread = isHelping ? known.unread : { ...known.unread, [turn.conversationId]: (known.unread[turn.conversationId] ?? 0) + 1 };
    const fresh = changeThread(known, turn.conversationId, (thread) => ({ ...thread, suggestions: [], orders: thread.orders }));
    return staleThread({ ...fresh, typing: typingNow, unread }, turn.conversationId, turn.at);
  }
  const text = turn.parts.map((part) => (part.type === "text" ? part.text : "")).join("\n");
  const mine = turn.author.kind === "agent" && turn.author.id === known.me;
  const twin = mine ? known.outgoing.find((one) => one.conversationId === turn.conversationId && one.text === text) : undefined;
  const outgoing = twin ? known.outgoing.filter((one) => one !== twin) : known.outgoing;
  return turn.kind !== "note" ? staleThread({ ...known, outgoing }, turn.conversationId, turn.at) : { ...known, outgoing };
}

function typing(state: DeskState, { conversationId, on, text, at }: Extract<Action, { do: "typing" }>): DeskState {
  const { [conversationId]: _, ...others } = state.typing;
  return { ...state, typing: on ? { ...others, [conversationId]: { until: at + TYPING_MS, ...(text === undefined ? {} : { text }) } } : others };
}
