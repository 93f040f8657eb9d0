/** Gives what can be given, strongest claim first. Works on the queue's state; its effects are carried out afterwards. */
import type { DeskEvent, OfferCard } from "../../protocol/agent-frames.ts";
import type { Ticket } from "../../protocol/ports.ts";
import { addWork, chooseAgent, costFor, type Desk, hasRoom, takesNew } from "./assignment-rules.ts";
import type { QueueState } from "./queue-state.ts";
import type { Entry } from "./queue-store.ts";
import type { QueueSettings } from "./settings.ts";
import { isShared } from "./shared-seats.ts";

export type Effect =
  /** Ask the session; `assigned` or `lost` comes back. */
  | { effect: "assign"; ticket: Ticket; agentId: string }
  /** Ask the session to send it to another team; `left` or `lost` comes back. */
  | { effect: "overflow"; ticket: Ticket; teamId: string }
  /** Tell the agent's desk what they have of this line, and ask for what they might get; `seated` comes back. */
  | { effect: "seats"; agentId: string }
  /** Ask the session to take it back from an absent agent; `returned` comes back. */
  | { effect: "return"; conversationId: string };

type Ended = Extract<DeskEvent, { type: "offer_ended" }>["reason"];

export class Giving {
  effects: Effect[] = [];
  private readonly state: QueueState;
  private readonly newOfferId: (now: number) => string;

  constructor(state: QueueState, newOfferId: (now: number) => string) {
    this.state = state;
    this.newOfferId = newOfferId;
  }

  pump(now: number): void {
    const { state } = this;
    if (state.line.length === 0) return;
    const all = state.desks();
    let open = all.filter((desk) => hasAnyRoom(desk));
    if (open.length === 0) return;
    // What one could not be given, the next of the same kind cannot either: desks only fill while we give.
    const stuck = new Set<string>();
    const waiting = state.line.first(state.line.length).filter(({ at }) => at.state === "waiting");
    const given = new Set<Entry>();
    for (const [index, entry] of waiting.entries()) {
      while (open.length > 0 && !given.has(entry)) {
        const refused = refusedNow(entry, now);
        const kind = kindOf(entry, refused, state.settings, now);
        const desk = stuck.has(kind) ? null : this.deskFor(entry, refused, open, all, now);
        if (!desk) {
          stuck.add(kind);
          break;
        }
        const best = this.bestFor(desk, entry, waiting, index, given, all, now);
        given.add(best);
        this.give(best, desk, now);
        if (!hasAnyRoom(desk)) open = open.filter((other) => other !== desk);
      }
    }
  }

  private deskFor(entry: Entry, refused: ReadonlySet<string>, open: readonly Desk[], all: readonly Desk[], now: number): Desk | null {
    const { ticket, since } = entry;
    const { mode, channelCost, rules } = this.state.settings;
    if (mode === "manual" && ticket.wantedAgentId === null) return null;
    const mayTake = (desk: Desk): boolean => ticket.sentFrom === undefined || desk.agent.agentId === ticket.wantedAgentId;
    const free = open.filter((desk) => mayTake(desk) && takesNew(desk, ticket, now) && hasRoom(desk, ticket.channel.kind, channelCost));
    const desk = free.length === 0 ? null : chooseAgent({ ticket, waited: now - since, refused }, free, all, rules);
    return mode === "manual" && desk?.agent.agentId !== ticket.wantedAgentId ? null : desk;
  }

  /** Whom this agent is best for: somebody a little further back whom they know, or who needs what they can do, by no more than the team allows. */
  private bestFor(desk: Desk, entry: Entry, waiting: readonly Entry[], index: number, given: ReadonlySet<Entry>, all: readonly Desk[], now: number): Entry {
    const { claims } = this.state.settings;
    const farthest = entry.order + Math.max(claims.knownMs, claims.skilledMs);
    let best = entry;
    let first = entry.order - fitOf(desk, entry.ticket, claims);
    for (let at = index + 1; at < Math.min(waiting.length, index + 1 + LOOKED_AHEAD); at++) {
      const other = waiting[at];
      if (!other || other.order > farthest) break;
      const order = other.order - fitOf(desk, other.ticket, claims);
      if (order >= first || given.has(other)) continue;
      if (this.deskFor(other, refusedNow(other, now), [desk], all, now) !== desk) continue;
      [best, first] = [other, order];
    }
    return best;
  }

  private give(entry: Entry, desk: Desk, now: number): void {
    const { state } = this;
    const { agentId } = desk.agent;
    const channel = entry.ticket.channel.kind;
    const pace = state.agents.get(agentId)?.pace ?? 1;
    addWork(desk, costFor(desk.agent, channel, state.settings.channelCost), channel, state.weightOf(entry.ticket.intents, pace));
    Object.assign(desk, { givenAt: now, idleSince: now });
    const known = state.agents.get(agentId);
    if (known && isShared(known)) state.save({ ...entry, at: { state: "asking", agentId, since: now } });
    else this.proceed(entry, agentId, now);
  }

  /** There is room for it. */
  private proceed(entry: Entry, agentId: string, now: number): void {
    if (this.state.settings.mode === "auto") this.assign(entry, agentId, now);
    else this.offer(entry, agentId, now);
  }

  /** The desk has said whether there is room. Who went on a break meanwhile gets nothing. */
  seated(entry: Entry, isAdmitted: boolean, now: number): void {
    if (entry.at.state !== "asking") return;
    const { agentId } = entry.at;
    const known = this.state.agents.get(agentId);
    if (isAdmitted && known && takesNew(this.state.deskOf(known), entry.ticket, now)) {
      this.proceed(entry, agentId, now);
      return;
    }
    this.state.save({ ...entry, at: { state: "waiting" } });
    const seemsFree = known !== undefined && hasRoom(this.state.deskOf(known), entry.ticket.channel.kind, this.state.settings.channelCost);
    // What we know is not what the desk knows: without a pause we would ask for ever.
    if (!isAdmitted && seemsFree) this.pauses({ ...entry, at: { state: "waiting" } }, agentId, now + SEAT_PAUSE_MS);
  }

  /** A desk that does not answer: somebody else may have it meanwhile. */
  givesUp(entry: Entry, untilMs: number): void {
    if (entry.at.state !== "asking") return;
    this.pauses({ ...entry, at: { state: "waiting" } }, entry.at.agentId, untilMs);
  }

  private pauses(entry: Entry, agentId: string, until: number): void {
    this.state.save({ ...entry, refused: [...entry.refused.filter((one) => one.agentId !== agentId), { agentId, until }] });
  }

  assign(entry: Entry, agentId: string, now: number): void {
    this.state.save({ ...entry, at: { state: "assigning", agentId, since: now } });
    this.state.changeAgent(agentId, { givenAt: now, idleSince: now });
    this.effects.push({ effect: "assign", ticket: entry.ticket, agentId });
  }

  private offer(entry: Entry, agentId: string, now: number): void {
    const offerId = this.newOfferId(now);
    const until = now + this.state.settings.leaseMs;
    this.state.save({ ...entry, at: { state: "offered", agentId, offerId, until } });
    this.state.changeAgent(agentId, { givenAt: now, idleSince: now });
    this.state.tell(agentId, { id: `offered:${offerId}`, at: now, type: "offered", offerId, conversation: cardOf(entry), expiresAt: until });
  }

  /** The offer is over and the conversation waits again, in its old place. */
  giveBack(entry: Entry, reason: "declined" | "expired", now: number): void {
    if (entry.at.state !== "offered") return;
    const { agentId } = entry.at;
    this.tellEnded(entry, reason, now);
    const refused = [...entry.refused.filter((one) => one.agentId !== agentId && one.until > now), { agentId, until: now + this.state.settings.refusalMs }];
    if (entry.ticket.sentFrom && entry.ticket.wantedAgentId === agentId) {
      this.sendBack({ ...entry, refused }, entry.ticket.sentFrom, now);
      return;
    }
    const ticket = this.comesBack(entry.ticket, agentId, now);
    this.state.save({ ...entry, ticket, at: { state: "waiting" }, refused });
  }

  /** The colleague it was sent to from another team does not take it: there it goes back. */
  sendBack(entry: Entry, { teamId, agentId }: NonNullable<Ticket["sentFrom"]>, now: number): void {
    const { ticket } = entry;
    if (agentId !== null && ticket.wantedAgentId !== null) this.tellRefused(ticket, ticket.wantedAgentId, agentId, now);
    this.state.save({ ...entry, at: { state: "leaving", teamId, since: now } });
    this.effects.push({ effect: "overflow", ticket, teamId });
  }

  tellEnded(entry: Entry, reason: Ended, now: number): void {
    if (entry.at.state !== "offered") return;
    const { agentId, offerId } = entry.at;
    this.state.tell(agentId, { id: `ended:${offerId}`, at: now, type: "offer_ended", offerId, conversationId: entry.ticket.conversationId, reason });
  }

  /** A transfer that its agent refuses comes back to whoever sent it, who is told. */
  private comesBack(ticket: Ticket, agentId: string, now: number): Ticket {
    if (ticket.wantedAgentId !== agentId) return ticket;
    const { lastAgentId } = ticket;
    if (lastAgentId === null || lastAgentId === agentId) return { ...ticket, wantedAgentId: null };
    this.tellRefused(ticket, agentId, lastAgentId, now);
    return { ...ticket, wantedAgentId: lastAgentId };
  }

  private tellRefused({ conversationId, epoch }: Ticket, agentId: string, sender: string, now: number): void {
    // Whoever reads it says the rest in their own language.
    const detail = this.state.agents.get(agentId)?.agent.name ?? agentId;
    const id = `refused:${conversationId}:${epoch}`;
    this.state.tell(sender, { id, at: now, type: "notice", code: "transfer_refused", detail, conversationIds: [conversationId] });
  }
}

/** A desk that refuses what looks free here is asked again for this conversation after so long. */
const SEAT_PAUSE_MS = 1_000;
/** How many of the line are looked at for somebody an agent is better for. */
const LOOKED_AHEAD = 200;

/** How much this agent is worth to a customer, as ms of waiting. */
function fitOf({ agent }: Desk, ticket: Ticket, claims: QueueSettings["claims"]): number {
  const known = ticket.lastAgentId === agent.agentId ? claims.knownMs : 0;
  const skilled = ticket.skills.length > 0 && ticket.skills.every((skill) => agent.skills.includes(skill)) ? claims.skilledMs : 0;
  return Math.max(known, skilled);
}

/** A whole unit would never fit; a cheaper channel may. */
const LEAST_COST = 0.1;
const hasAnyRoom = (desk: Desk): boolean => desk.load + LEAST_COST <= desk.agent.capacity;

const refusedNow = (entry: Entry, now: number): ReadonlySet<string> => new Set(entry.refused.filter(({ until }) => until > now).map(({ agentId }) => agentId));

/** All that the choice of an agent looks at, except the agents. */
function kindOf({ ticket, since }: Entry, refused: ReadonlySet<string>, settings: QueueSettings, now: number): string {
  const patient = settings.rules.map((rule) => ("waitMs" in rule && now - since < rule.waitMs ? "1" : "0")).join("");
  const alone = ticket.sentFrom ? "alone" : "";
  return [ticket.channel.kind, patient, ticket.language, ticket.wantedAgentId, alone, ticket.lastAgentId, ticket.skills.join(","), [...refused].join(",")].join(
    "|",
  );
}

function cardOf({ ticket, wish }: Entry): OfferCard {
  const note = wish === "callback" ? { note: "The customer asked to be written to when it is their turn" } : {};
  const { conversationId, customerId, name, channel, preview, intents, priority, waitingSince, teamId } = ticket;
  return { conversationId, customerId, name, channel, preview, intents, priority, waitingSince, teamId, ...note };
}
