/** Gives what can be given, strongest claim first. Works on the queue's state; its effects are carried out afterwards. */
import type { DeskEvent, OfferCard } from "../../protocol/agent-frames.ts";
import type { Ticket } from "../../protocol/ports.ts";
import { addWork, chooseAgent, costFor, type Desk, hasRoom, takesNew } from "./assignment-rules.ts";
import type { QueueState } from "./queue-state.ts";
import type { Entry } from "./queue-store.ts";

export type Effect =
  /** Ask the session; `assigned` or `lost` comes back. */
  | { effect: "assign"; ticket: Ticket; agentId: string }
  /** Ask the session to send it to another team; `left` or `lost` comes back. */
  | { effect: "overflow"; ticket: Ticket; teamId: string }
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
    const { settings } = state;
    const all = state.desks();
    let open = all.filter((desk) => hasAnyRoom(desk));
    // What one could not be given, the next of the same kind cannot either: desks only fill while we give.
    const stuck = new Set<string>();
    for (const entry of state.line.first(state.line.length)) {
      if (open.length === 0) return;
      if (entry.at.state !== "waiting") continue;
      if (settings.mode === "manual" && entry.ticket.wantedAgentId === null) continue;
      const { ticket } = entry;
      const refused = refusedNow(entry, now);
      const kind = kindOf(entry, refused, settings, now);
      if (stuck.has(kind)) continue;
      const channel = ticket.channel.kind;
      const free = open.filter((desk) => takesNew(desk, ticket, now) && hasRoom(desk, channel, settings.channelCost));
      const desk = free.length === 0 ? null : chooseAgent({ ticket, waited: now - entry.since, refused }, free, all, settings.rules);
      if (!desk || (settings.mode === "manual" && desk.agent.agentId !== ticket.wantedAgentId)) {
        stuck.add(kind);
        continue;
      }
      const { agentId } = desk.agent;
      const pace = state.agents.get(agentId)?.pace ?? 1;
      addWork(desk, costFor(desk.agent, channel, settings.channelCost), channel, state.weightOf(ticket.intents, pace));
      Object.assign(desk, { givenAt: now, idleSince: now });
      if (!hasAnyRoom(desk)) open = open.filter((other) => other !== desk);
      if (settings.mode === "auto") this.assign(entry, agentId, now);
      else this.offer(entry, agentId, now);
    }
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
    const ticket = this.comesBack(entry.ticket, agentId, now);
    this.state.save({ ...entry, ticket, at: { state: "waiting" }, refused });
  }

  tellEnded(entry: Entry, reason: Ended, now: number): void {
    if (entry.at.state !== "offered") return;
    const { agentId, offerId } = entry.at;
    this.state.tell(agentId, { id: `ended:${offerId}`, at: now, type: "offer_ended", offerId, conversationId: entry.ticket.conversationId, reason });
  }

  /** A transfer that its agent refuses comes back to whoever sent it, who is told. */
  private comesBack(ticket: Ticket, agentId: string, now: number): Ticket {
    if (ticket.wantedAgentId !== agentId) return ticket;
    const { lastAgentId, conversationId, epoch } = ticket;
    if (lastAgentId === null || lastAgentId === agentId) return { ...ticket, wantedAgentId: null };
    const detail = `${this.state.agents.get(agentId)?.agent.name ?? agentId} did not take over`;
    this.state.tell(lastAgentId, {
      id: `refused:${conversationId}:${epoch}`,
      at: now,
      type: "notice",
      code: "transfer_refused",
      detail,
      conversationIds: [conversationId],
    });
    return { ...ticket, wantedAgentId: lastAgentId };
  }
}

/** A whole unit would never fit; a cheaper channel may. */
const LEAST_COST = 0.1;
const hasAnyRoom = (desk: Desk): boolean => desk.load + LEAST_COST <= desk.agent.capacity;

const refusedNow = (entry: Entry, now: number): ReadonlySet<string> => new Set(entry.refused.filter(({ until }) => until > now).map(({ agentId }) => agentId));

/** All that the choice of an agent looks at, except the agents. */
function kindOf({ ticket, since }: Entry, refused: ReadonlySet<string>, settings: QueueState["settings"], now: number): string {
  const patient = settings.rules.map((rule) => ("waitMs" in rule && now - since < rule.waitMs ? "1" : "0")).join("");
  return [ticket.channel.kind, patient, ticket.language, ticket.wantedAgentId, ticket.lastAgentId, ticket.skills.join(","), [...refused].join(",")].join("|");
}

function cardOf({ ticket, wish }: Entry): OfferCard {
  const note = wish === "callback" ? { note: "The customer asked to be written to when it is their turn" } : {};
  const { conversationId, customerId, name, channel, preview, intents, priority, waitingSince, teamId } = ticket;
  return { conversationId, customerId, name, channel, preview, intents, priority, waitingSince, teamId, ...note };
}
