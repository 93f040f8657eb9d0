/**
 * The waiting line and who is given what, as a pure state machine over its rows: every verb changes rows and memory together and
 * gives the effects that the object carries out afterwards. A conversation is waiting, offered, being assigned or held: never two of these.
 */
import type { DeskEvent, OfferCard } from "../../protocol/agent-frames.ts";
import type { AgentCapacity, EnqueueOutcome, QueuePlace, Ticket } from "../../protocol/ports.ts";
import type { Entry, Holding, KnownAgent, QueueStore } from "./queue-store.ts";
import { DEFAULT_SETTINGS, type QueueSettings } from "./settings.ts";
import { Traffic } from "./traffic.ts";
import { chooseAgent, type Desk, inOrder } from "./waiting-order.ts";

export type Effect =
  | { effect: "tell"; agentId: string; events: DeskEvent[] }
  /** Ask the session; `assigned` or `lost` comes back. */
  | { effect: "assign"; ticket: Ticket; agentId: string }
  | { effect: "overflow"; ticket: Ticket; teamId: string };

/** An assignment whose answer never came is asked again after so long. */
export const ASSIGN_AGAIN_MS = 5_000;

type Ended = Extract<DeskEvent, { type: "offer_ended" }>["reason"];

export class Queue {
  readonly entries: Map<string, Entry>;
  readonly agents: Map<string, KnownAgent>;
  readonly holdings: Map<string, Holding>;
  readonly traffic: Traffic;
  settings: QueueSettings;
  private readonly store: QueueStore;
  private readonly newOfferId: (now: number) => string;
  private effects: Effect[] = [];

  constructor(store: QueueStore, newOfferId: (now: number) => string, now: number) {
    this.store = store;
    this.newOfferId = newOfferId;
    this.entries = store.all<Entry>("tickets");
    this.agents = store.all<KnownAgent>("agents");
    this.holdings = store.all<Holding>("holdings");
    this.settings = store.all<QueueSettings>("facts").get("settings") ?? DEFAULT_SETTINGS;
    this.traffic = new Traffic(store, now);
  }

  takeEffects(): Effect[] {
    const { effects } = this;
    this.effects = [];
    return effects;
  }

  configure(settings: QueueSettings, now: number): void {
    this.settings = settings;
    this.store.put("facts", "settings", settings);
    this.pump(now);
  }

  enqueue(ticket: Ticket, now: number): EnqueueOutcome {
    const known = this.entries.get(ticket.conversationId);
    if (known && known.ticket.epoch >= ticket.epoch) return { outcome: "known" };
    if (known) this.remove(known, "withdrawn", now);
    const held = this.holdings.get(ticket.conversationId);
    if (held) this.drop(held);
    this.save({ ticket, at: { state: "waiting" }, refused: [] });
    this.traffic.arrived(now, this.waiting);
    this.pump(now);
    const entry = this.entries.get(ticket.conversationId);
    switch (entry?.at.state) {
      case "offered":
        return { outcome: "offered", agentId: entry.at.agentId, offerId: entry.at.offerId };
      case "assigning":
        return { outcome: "assigned", agentId: entry.at.agentId };
      default: {
        const position = this.positionOf(ticket.conversationId, now);
        return { outcome: "waiting", position, place: this.placeAt(position, now) };
      }
    }
  }

  /** No longer to be given. `assigned:<agent>` = that agent has it already, by an answer or by hand. */
  withdraw(conversationId: string, reason: string, now: number): void {
    const entry = this.entries.get(conversationId);
    const agentId = /^assigned:(.+)$/.exec(reason)?.[1];
    if (entry) this.remove(entry, agentId === undefined ? "withdrawn" : "taken", now);
    if (agentId !== undefined && entry) this.hold(entry.ticket, agentId, now);
    if (entry && agentId === undefined) this.traffic.left(now, this.waiting);
    this.pump(now);
  }

  release(agentId: string, conversationId: string, now: number): void {
    const held = this.holdings.get(conversationId);
    if (!held || held.agentId !== agentId) return;
    this.drop(held);
    this.traffic.released(now, now - held.since);
    this.pump(now);
  }

  /** The agent takes what was offered to them, or (`any`) whatever waits. Null = somebody else has it. */
  accept(agentId: string, conversationId: string, now: number, any: boolean): Ticket | null {
    const entry = this.entries.get(conversationId);
    if (!entry) return null;
    const { at } = entry;
    if (at.state === "assigning") return at.agentId === agentId ? entry.ticket : null;
    if (at.state === "offered" && at.agentId !== agentId) {
      if (!any) return null;
      this.tellEnded(at.agentId, at.offerId, conversationId, "taken", now);
    }
    if (at.state === "waiting" && !any) return null;
    if (at.state === "offered" && at.agentId === agentId) this.tellEnded(agentId, at.offerId, conversationId, "accepted", now);
    this.assign(entry, agentId, now);
    return entry.ticket;
  }

  decline(agentId: string, conversationId: string, now: number): void {
    const entry = this.entries.get(conversationId);
    if (entry?.at.state !== "offered" || entry.at.agentId !== agentId) return;
    this.giveBack(entry, "declined", now);
    this.pump(now);
  }

  /** The session has given the conversation to the agent. */
  assigned(ticket: Ticket, agentId: string, now: number): void {
    const entry = this.entries.get(ticket.conversationId);
    if (entry?.at.state !== "assigning" || entry.ticket.epoch !== ticket.epoch) return;
    this.delete(entry);
    this.hold(ticket, agentId, now);
    this.traffic.assigned(now, now - ticket.waitingSince, this.waiting);
  }

  /** The session says that the conversation is somebody else's, resolved or gone by now. */
  lost(ticket: Ticket, now: number): void {
    const entry = this.entries.get(ticket.conversationId);
    if (entry?.at.state !== "assigning" || entry.ticket.epoch !== ticket.epoch) return;
    this.delete(entry);
    this.traffic.left(now, this.waiting);
    this.pump(now);
  }

  agentChanged(agent: AgentCapacity, now: number): void {
    const known = this.agents.get(agent.agentId);
    const next: KnownAgent = { agent, idleSince: known?.idleSince ?? now };
    this.agents.set(agent.agentId, next);
    this.store.put("agents", agent.agentId, next);
    if (agent.state === "offline") {
      for (const entry of [...this.entries.values()])
        if (entry.at.state === "offered" && entry.at.agentId === agent.agentId) this.giveBack(entry, "expired", now);
    }
    this.pump(now);
  }

  /** What time alone changes: leases, patience, answers that never came. */
  tick(now: number): void {
    for (const entry of [...this.entries.values()]) {
      const { at, ticket } = entry;
      if (at.state === "offered" && now >= at.until) this.giveBack(entry, "expired", now);
      if (at.state === "assigning" && now - at.since >= ASSIGN_AGAIN_MS) {
        this.save({ ...entry, at: { ...at, since: now } });
        this.effects.push({ effect: "assign", ticket, agentId: at.agentId });
      }
    }
    this.pump(now);
    this.overflow(now);
    this.traffic.roll(now, this.waiting);
  }

  /** When `tick` is due next; null = nothing waits for time. */
  nextDue(now: number): number | null {
    const times: number[] = [];
    for (const { at, ticket } of this.entries.values()) {
      if (at.state === "offered") times.push(at.until);
      else if (at.state === "assigning") times.push(at.since + ASSIGN_AGAIN_MS);
      else {
        const { wantedMs, relaxMs, overflow } = this.settings;
        for (const patience of [wantedMs, relaxMs, overflow?.afterMs]) {
          if (patience !== undefined && ticket.waitingSince + patience > now) times.push(ticket.waitingSince + patience);
        }
      }
    }
    return times.length === 0 ? null : Math.min(...times);
  }

  get waiting(): number {
    let count = 0;
    for (const { at } of this.entries.values()) if (at.state !== "assigning") count += 1;
    return count;
  }

  /** Strongest claim first. */
  waitingEntries(now: number): Entry[] {
    return inOrder(
      [...this.entries.values()].filter((entry) => entry.at.state !== "assigning"),
      now,
    );
  }

  positionOf(conversationId: string, now: number): number {
    return this.waitingEntries(now).findIndex((entry) => entry.ticket.conversationId === conversationId) + 1;
  }

  placeAt(position: number, now: number): QueuePlace {
    return { position, etaSeconds: this.traffic.eta(position, now) };
  }

  desks(): Desk[] {
    const loads = new Map<string, { load: number; byChannel: Record<string, number> }>();
    const count = (agentId: string, channel: string): void => {
      const known = loads.get(agentId) ?? { load: 0, byChannel: {} };
      loads.set(agentId, known);
      known.load += 1;
      known.byChannel[channel] = (known.byChannel[channel] ?? 0) + 1;
    };
    for (const held of this.holdings.values()) count(held.agentId, held.channel);
    for (const { at, ticket } of this.entries.values()) if (at.state !== "waiting") count(at.agentId, ticket.channel.kind);
    return [...this.agents.values()].map(({ agent, idleSince }) => ({ agent, idleSince, ...(loads.get(agent.agentId) ?? { load: 0, byChannel: {} }) }));
  }

  /** Gives what can be given, strongest claim first. */
  private pump(now: number): void {
    for (const entry of this.waitingEntries(now)) {
      if (entry.at.state !== "waiting") continue;
      const desk = chooseAgent(entry.ticket, this.desks(), new Set(entry.refused), this.settings, now);
      if (!desk) continue;
      const { agentId } = desk.agent;
      this.touch(agentId, now);
      if (this.settings.mode === "auto") this.assign(entry, agentId, now);
      else this.offer(entry, agentId, now);
    }
  }

  private offer(entry: Entry, agentId: string, now: number): void {
    const offerId = this.newOfferId(now);
    const until = now + this.settings.leaseMs;
    this.save({ ...entry, at: { state: "offered", agentId, offerId, until } });
    const event: DeskEvent = { id: `offered:${offerId}`, at: now, type: "offered", offerId, conversation: cardOf(entry.ticket), expiresAt: until };
    this.effects.push({ effect: "tell", agentId, events: [event] });
  }

  private assign(entry: Entry, agentId: string, now: number): void {
    this.save({ ...entry, at: { state: "assigning", agentId, since: now } });
    this.effects.push({ effect: "assign", ticket: entry.ticket, agentId });
  }

  private giveBack(entry: Entry, reason: "declined" | "expired", now: number): void {
    if (entry.at.state !== "offered") return;
    const { agentId, offerId } = entry.at;
    this.tellEnded(agentId, offerId, entry.ticket.conversationId, reason, now);
    this.save({ ...entry, at: { state: "waiting" }, refused: [...new Set([...entry.refused, agentId])] });
  }

  private tellEnded(agentId: string, offerId: string, conversationId: string, reason: Ended, now: number): void {
    this.effects.push({ effect: "tell", agentId, events: [{ id: `ended:${offerId}`, at: now, type: "offer_ended", offerId, conversationId, reason }] });
  }

  private overflow(now: number): void {
    const { overflow } = this.settings;
    if (!overflow) return;
    for (const entry of [...this.entries.values()]) {
      if (entry.at.state === "waiting" && now - entry.ticket.waitingSince >= overflow.afterMs && entry.ticket.teamId !== overflow.teamId) {
        this.effects.push({ effect: "overflow", ticket: entry.ticket, teamId: overflow.teamId });
      }
    }
  }

  private hold(ticket: Ticket, agentId: string, now: number): void {
    const { conversationId, channel, waitingSince } = ticket;
    const held: Holding = { conversationId, agentId, channel: channel.kind, waitedMs: now - waitingSince, since: now };
    this.holdings.set(conversationId, held);
    this.store.put("holdings", conversationId, held);
    this.touch(agentId, now);
  }

  private drop(held: Holding): void {
    this.holdings.delete(held.conversationId);
    this.store.delete("holdings", held.conversationId);
  }

  private touch(agentId: string, now: number): void {
    const known = this.agents.get(agentId);
    if (!known) return;
    const next = { ...known, idleSince: now };
    this.agents.set(agentId, next);
    this.store.put("agents", agentId, next);
  }

  private remove(entry: Entry, reason: Ended, now: number): void {
    if (entry.at.state === "offered") this.tellEnded(entry.at.agentId, entry.at.offerId, entry.ticket.conversationId, reason, now);
    this.delete(entry);
  }

  private delete(entry: Entry): void {
    this.entries.delete(entry.ticket.conversationId);
    this.store.delete("tickets", entry.ticket.conversationId);
  }

  private save(entry: Entry): void {
    this.entries.set(entry.ticket.conversationId, entry);
    this.store.put("tickets", entry.ticket.conversationId, entry);
  }
}

function cardOf(ticket: Ticket): OfferCard {
  const { conversationId, customerId, name, channel, preview, intents, priority, waitingSince, teamId } = ticket;
  return { conversationId, customerId, name, channel, preview, intents, priority, waitingSince, teamId };
}
