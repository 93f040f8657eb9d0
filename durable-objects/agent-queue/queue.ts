/**
 * The waiting line and who is given what, as a pure state machine over its rows: every verb changes rows and memory together and
 * gives the effects that the object carries out afterwards. A conversation is waiting, offered, being assigned, leaving or held: never two of these.
 * Kept whole: one verb after the other, over one state.
 */
import type { Conversation } from "../../protocol/conversation.ts";
import { traceOf } from "../../protocol/ids.ts";
import type {
  AgentCapacity,
  Elsewhere,
  EnqueueOutcome,
  HeldByHand,
  QueuePlace,
  QueueWish,
  SeatAnswer,
  SeatQuestion,
  TeamBook,
  Ticket,
} from "../../protocol/ports.ts";
import { type Desk, hasRoom } from "./assignment-rules.ts";
import { openingAt } from "./business-hours.ts";
import { nextDue } from "./due.ts";
import { type Effect, Giving } from "./giving.ts";
import { newAgent, QueueState } from "./queue-state.ts";
import type { Entry, Holding, QueueRows } from "./queue-store.ts";
import type { QueueSettings } from "./settings.ts";
import { isShared } from "./shared-seats.ts";
import { owedFor } from "./targets-watch.ts";
import { ASK_AGAIN_MS, passTime } from "./time-passing.ts";

/** What is said where an agent is free: they still have to see it. s */
const SOON_S = 60;

export class Queue {
  readonly state: QueueState;
  private readonly giving: Giving;

  constructor(rows: QueueRows, newOfferId: (now: number) => string, now: number) {
    this.state = new QueueState(rows, now);
    this.giving = new Giving(this.state, newOfferId);
  }

  takeEffects(): Effect[] {
    const { effects } = this.giving;
    this.giving.effects = [];
    return [...effects, ...this.state.seats.waiting.map((agentId): Effect => ({ effect: "seats", agentId }))];
  }

  /** What the desk of this agent has yet to hear; null = it knows, or there is no such agent. */
  bookToTell(teamId: string, agentId: string, now: number): SeatQuestion | null {
    const { seats, agents } = this.state;
    const known = agents.get(agentId);
    if (!known) return null;
    const book = this.state.book(known, teamId, seats.nextStamp(now));
    if (seats.isKnown(book, agentId)) return null;
    const { capacity, perChannel, teamIds = [] } = known.agent;
    return { capacity, ...(perChannel ? { perChannel } : {}), teamIds: [...new Set([...teamIds, teamId])], book };
  }

  /** For a desk that lost it: what is asked for counts as given, since it may have been admitted. */
  wholeBook(teamId: string, agentId: string, teamIds: readonly string[], now: number): TeamBook {
    const known = this.state.agents.get(agentId);
    const stamp = this.state.seats.nextStamp(now);
    if (!known) return { teamId, stamp, held: [], wanted: [] };
    if (!isShared(known)) this.state.saveAgent({ ...known, agent: { ...known.agent, teamIds: [...teamIds] } });
    const { held, wanted } = this.state.book(known, teamId, stamp);
    return { teamId, stamp, held: [...held, ...wanted], wanted: [] };
  }

  /** The desk has heard that book and says who may be given. */
  seated(agentId: string, book: TeamBook, answer: SeatAnswer, now: number): void {
    const { state } = this;
    state.seats.answered(agentId, book, answer);
    state.seats.heard(agentId, now);
    if (answer.outcome === "stale") return;
    this.learnElsewhere(agentId, answer.elsewhere);
    for (const { conversationId } of book.wanted) {
      const entry = state.entries.get(conversationId);
      if (entry?.at.state === "asking" && entry.at.agentId === agentId) this.giving.seated(entry, answer.admitted.includes(conversationId), now);
    }
    this.giving.pump(now);
  }

  /** Other teams gave this agent something, or it is done. */
  elsewhere(agentId: string, elsewhere: Elsewhere, now: number): void {
    this.state.seats.heard(agentId, now);
    if (this.learnElsewhere(agentId, elsewhere)) this.giving.pump(now);
  }

  private learnElsewhere(agentId: string, elsewhere: Elsewhere): boolean {
    const known = this.state.agents.get(agentId);
    if (!known || (known.elsewhere?.version ?? -1) >= elsewhere.version) return false;
    this.state.changeAgent(agentId, { elsewhere });
    return true;
  }

  configure(settings: QueueSettings, now: number): void {
    this.state.configure(settings);
    this.giving.pump(now);
  }

  enqueue(ticket: Ticket, now: number): EnqueueOutcome {
    const { state } = this;
    const { conversationId, epoch } = ticket;
    const known = state.entries.get(conversationId);
    const done = state.doneWith(conversationId);
    if ((known && known.ticket.epoch >= epoch) || (done !== null && done >= epoch)) return { outcome: "known" };
    if (known) this.forget(known, "withdrawn", now);
    const held = state.holdings.get(conversationId);
    if (held) state.drop(held, now);
    const owed = owedFor(ticket, state.settings);
    state.save({ ticket, at: { state: "waiting" }, since: now, order: state.orderOf(ticket), refused: [], ...(owed ? { owed } : {}) });
    // What comes back from an agent or another team is no new demand.
    if (!known && done === null) state.traffic.arrived(now, this.waiting);
    this.giving.pump(now);
    const entry = state.entries.get(conversationId);
    switch (entry?.at.state) {
      case "offered":
        return { outcome: "offered", agentId: entry.at.agentId, offerId: entry.at.offerId };
      case "assigning":
        return { outcome: "assigned", agentId: entry.at.agentId };
      default: {
        const position = this.positionOf(conversationId);
        const place = this.placeAt(position, now);
        if (entry && place.etaSeconds) state.save({ ...entry, shown: { at: now, ...place.etaSeconds } });
        return { outcome: "waiting", position, place };
      }
    }
  }

  /** Who is content with a message makes room for those who wait here, by no more than the largest head start. Null = they wait no longer. */
  wish(conversationId: string, wish: QueueWish, now: number): QueuePlace | null {
    const entry = this.state.entries.get(conversationId);
    if (!entry) return null;
    const order = wish === "message" ? entry.ticket.waitingSince + this.state.settings.claims.mostMs : this.state.orderOf(entry.ticket);
    this.state.save({ ...entry, wish, order });
    return this.placeAt(this.positionOf(conversationId), now);
  }

  /** No longer to be given. `assigned:<agent>` = that agent has it already, by an answer or by hand. `rank`: a ticket of later than that stays. */
  withdraw(conversationId: string, reason: string, now: number, rank?: number): void {
    const entry = this.state.entries.get(conversationId);
    if (!entry || (rank !== undefined && entry.ticket.epoch >= rank)) return;
    const agentId = /^assigned:(.+)$/.exec(reason)?.[1];
    this.forget(entry, agentId === undefined ? "withdrawn" : "taken", now);
    this.state.waited(entry, now, agentId !== undefined);
    if (agentId === undefined) this.left(entry, now);
    else {
      const epoch = entry.ticket.epoch + 1;
      // Their time with it may be over already: the release overtook this.
      if ((this.state.doneWith(conversationId) ?? 0) < epoch) this.hold(entry.ticket, agentId, epoch, now, true);
      this.gave(entry, now);
    }
    this.giving.pump(now);
  }

  /** Erased customers leave the line and the agents' hands; nothing is said of them any more. How many rows went. */
  erased(customerIds: readonly string[], now: number): number {
    const { state } = this;
    const ours = new Set(customerIds);
    const entries = [...state.entries.values()].filter(({ ticket }) => ours.has(ticket.customerId));
    const held = [...state.holdings.values()].filter(({ customerId }) => ours.has(customerId));
    for (const { ticket } of entries) this.withdraw(ticket.conversationId, "erased", now);
    for (const one of held) this.release(one.agentId, one.conversationId, now);
    const words = customerIds.map(traceOf);
    const unsaid = [...state.outbox].flatMap(([id, told]) => (words.some((word) => id.includes(word) || JSON.stringify(told).includes(word)) ? [id] : []));
    state.heard(unsaid);
    return entries.length + held.length + unsaid.length;
  }

  /** An agent has it without this line's doing. A word that comes late, or again, changes nothing. */
  heldByHand(held: HeldByHand, teamId: string, tenant: string, now: number): void {
    const { state } = this;
    const { conversationId, customerId, agentId, channel, rank } = held;
    const known = state.holdings.get(conversationId);
    if ((state.doneWith(conversationId) ?? -1) >= rank || (known && known.epoch >= rank)) return;
    const entry = state.entries.get(conversationId);
    const intents = entry?.ticket.intents ?? [];
    const waitedMs = entry ? now - entry.ticket.waitingSince : 0;
    // The withdrawal may come later than this.
    if (entry) this.withdraw(conversationId, `assigned:${agentId}`, now, rank);
    if (state.entries.has(conversationId)) return;
    const byHand = { home: held.teamId };
    state.hold(
      {
        tenant,
        teamId,
        conversationId,
        customerId,
        agentId,
        channel,
        intents,
        epoch: rank,
        waitedMs,
        since: now,
        byHand,
        ...(held.helps ? { helps: true } : {}),
      },
      now,
    );
    state.changeAgent(agentId, { givenAt: now, idleSince: now });
    if (known && known.agentId !== agentId) this.giving.pump(now);
  }

  /** `rank`: what is said later of a hold before it comes too late. */
  release(agentId: string, conversationId: string, now: number, rank?: number): void {
    const { state } = this;
    if (rank !== undefined) state.remember(conversationId, rank - 1, now);
    const entry = state.entries.get(conversationId);
    const isOf = (epoch: number): boolean => rank === undefined || rank > epoch;
    // It ended before the queue heard that it began.
    if (entry?.at.state === "assigning" && entry.at.agentId === agentId && isOf(entry.ticket.epoch + 1))
      state.save({ ...entry, at: { ...entry.at, released: true } });
    const held = state.holdings.get(conversationId);
    if (!held || held.agentId !== agentId || !isOf(held.epoch)) return;
    this.letGo(held, now);
    this.giving.pump(now);
  }

  /**
   * The agent takes what was offered to them, or (`any`) whatever waits, whoever it was offered to. Who accepts a moment too late still gets it
   * while it waits and they have room. Null = somebody else has it.
   */
  accept(agentId: string, conversationId: string, now: number, any: boolean): Ticket | null {
    const entry = this.state.entries.get(conversationId);
    if (!entry) return null;
    const { at, ticket } = entry;
    switch (at.state) {
      case "assigning":
        return at.agentId === agentId ? ticket : null;
      case "leaving":
        return null;
      case "offered":
        if (at.agentId !== agentId && !any) return null;
        break;
      case "waiting":
        if (!any && !this.hasRoomFor(agentId, ticket)) return null;
        break;
      case "asking":
        if (!any) return null;
        break;
      default:
        return at satisfies never;
    }
    this.giving.tellEnded(entry, at.state === "offered" && at.agentId === agentId ? "accepted" : "taken", now);
    this.state.changeAgent(agentId, { misses: 0 });
    this.giving.assign(entry, agentId, now);
    this.giving.pump(now);
    return ticket;
  }

  decline(agentId: string, conversationId: string, now: number): void {
    const entry = this.state.entries.get(conversationId);
    if (entry?.at.state !== "offered" || entry.at.agentId !== agentId) return;
    this.state.changeAgent(agentId, { misses: 0 });
    this.giving.giveBack(entry, "declined", now);
    this.giving.pump(now);
  }

  /** The session has given the conversation to the agent. */
  assigned(ticket: Ticket, agentId: string, conversation: Conversation, now: number): void {
    const entry = this.state.entries.get(ticket.conversationId);
    if (entry?.at.state !== "assigning" || entry.ticket.epoch !== ticket.epoch) return;
    this.state.remove(entry, now);
    this.state.waited(entry, now, true);
    if (!entry.at.released) this.hold(ticket, agentId, conversation.epoch, now, false);
    this.gave(entry, now);
    const event = { id: `assigned:${conversation.id}:${conversation.epoch}`, at: now, type: "assigned" as const, conversation, name: ticket.name };
    this.state.tell(agentId, event);
    if (entry.at.released) this.giving.pump(now);
  }

  /** The session says that the conversation is somebody else's, resolved, or gone to the other team by now. */
  lost(ticket: Ticket, now: number): void {
    const entry = this.state.entries.get(ticket.conversationId);
    if (!entry || (entry.at.state !== "assigning" && entry.at.state !== "leaving") || entry.ticket.epoch !== ticket.epoch) return;
    this.state.remove(entry, now);
    if (entry.at.state === "assigning") this.left(entry, now);
    this.giving.pump(now);
  }

  /** The absent agent no longer has it. */
  returned(conversationId: string, now: number): void {
    const held = this.state.holdings.get(conversationId);
    if (held?.returningSince === undefined) return;
    this.state.drop(held, now);
    this.giving.pump(now);
  }

  agentChanged(agent: AgentCapacity, now: number): void {
    const { state } = this;
    const known = state.agents.get(agent.agentId) ?? newAgent(agent, now);
    const isOffline = agent.state === "offline";
    state.saveAgent({ ...known, agent, misses: 0, offlineSince: isOffline ? (known.offlineSince ?? now) : null });
    for (const entry of isOffline ? [...state.entries.values()] : []) {
      if (entry.at.state === "offered" && entry.at.agentId === agent.agentId) this.giving.giveBack(entry, "expired", now);
      if (entry.at.state === "asking" && entry.at.agentId === agent.agentId) this.giving.seated(entry, false, now);
    }
    state.seats.changed(state.agents.get(agent.agentId));
    this.giving.pump(now);
  }

  /** What time alone changes: leases, patience, absence, answers that never came. */
  tick(now: number): void {
    passTime(this.state, this.giving, now);
  }

  nextDue(now: number): number | null {
    return nextDue(this.state, now, ASK_AGAIN_MS);
  }

  get waiting(): number {
    return this.state.line.length;
  }

  /** 1 = next; 0 = not in the line. */
  positionOf(conversationId: string): number {
    const entry = this.state.entries.get(conversationId);
    return entry ? this.state.line.indexOf(entry) + 1 : 0;
  }

  placeAt(position: number, now: number): QueuePlace {
    return this.placer(now)(position);
  }

  /** Of the first so many. */
  places(count: number, now: number): QueuePlace[] {
    const place = this.placer(now);
    return Array.from({ length: count }, (_, index) => place(index + 1));
  }

  /** Who works and when it opens is looked up once, for however many places. */
  private placer(now: number): (position: number) => QueuePlace {
    const opening = openingAt(this.state.settings.hours ?? null, now);
    const opens = opening.open ? {} : { opensAt: opening.changesAt };
    const rangeAt = this.state.ranges(now);
    return (position) => ({ position, etaSeconds: rangeAt(position), ...opens });
  }

  desks(): Desk[] {
    return this.state.desks();
  }

  /** How long somebody who comes now waits: not at all where an agent is free and nobody waits. Null = that cannot be said. */
  waitOfNext(now: number): QueuePlace["etaSeconds"] {
    const isFree = this.waiting === 0 && this.desks().some(({ load, agent, away }) => agent.state === "online" && !away && load < agent.capacity);
    return isFree ? { low: 0, high: SOON_S } : this.placeAt(this.waiting + 1, now).etaSeconds;
  }

  private hasRoomFor(agentId: string, ticket: Ticket): boolean {
    const known = this.state.agents.get(agentId);
    // For an agent of several teams their desk alone can say so.
    return known !== undefined && !isShared(known) && hasRoom(this.state.deskOf(known), ticket.channel.kind, this.state.settings.channelCost);
  }

  /** For the books: it went to an agent, or its customer left. */
  private gave({ since }: Entry, now: number): void {
    this.state.traffic.assigned(now, now - since, now - since > this.state.settings.staffing.waitMs, this.waiting);
  }
  private left({ since }: Entry, now: number): void {
    this.state.traffic.left(now, now - since > this.state.settings.staffing.waitMs, this.waiting);
  }

  private hold(ticket: Ticket, agentId: string, epoch: number, now: number, isByHand: boolean): void {
    const { tenant, teamId, conversationId, customerId, intents, channel, waitingSince } = ticket;
    const held: Holding = {
      tenant,
      teamId,
      conversationId,
      customerId,
      agentId,
      channel: channel.kind,
      intents,
      epoch,
      waitedMs: now - waitingSince,
      since: now,
      ...(isByHand ? { byHand: { home: teamId } } : {}),
    };
    this.state.hold(held, now);
    this.state.changeAgent(agentId, { givenAt: now, idleSince: now });
  }

  private letGo(held: Holding, now: number): void {
    const { state } = this;
    if (held.helps) {
      state.drop(held, now);
      return;
    }
    const known = state.agents.get(held.agentId);
    const load = known ? Math.min(1, state.deskOf(known).load / Math.max(1, known.agent.capacity)) : 1;
    state.drop(held, now);
    state.traffic.released(now, now - held.since);
    const pace = state.handling.ended(held.intents, now - held.since, load, known?.pace ?? 1);
    const { wrapUpMs } = state.settings;
    state.changeAgent(held.agentId, { pace, misses: 0, idleSince: now, ...(wrapUpMs > 0 ? { restsUntil: now + wrapUpMs } : {}) });
  }

  private forget(entry: Entry, reason: "withdrawn" | "taken", now: number): void {
    this.giving.tellEnded(entry, reason, now);
    this.state.remove(entry, now);
  }
}
