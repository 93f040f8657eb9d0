/** One team's durable object: the waiting line and who is given what. Decides in one transaction, then asks sessions and tells desks. */
import { DurableObject } from "cloudflare:workers";
import type { Conversation } from "../../protocol/conversation.ts";
import { newId } from "../../protocol/ids.ts";
import type { AgentCapacity, DeskPort, EnqueueOutcome, Forecast, QueuePort, QueueSnapshot, SessionPort, Ticket } from "../../protocol/ports.ts";
import { Bell } from "../alarms.ts";
import { assignInSession, transferInSession } from "./ask-session.ts";
import { forecast, LONG_MIN } from "./forecast.ts";
import { type Effect, Queue } from "./queue.ts";
import { QueueStore } from "./queue-store.ts";
import { queueSettingsSchema } from "./settings.ts";
import { snapshotOf } from "./snapshot.ts";

export interface AgentQueueEnv {
  SESSION: DurableObjectNamespace;
  DESK: DurableObjectNamespace;
}

/** Visitors are told their place at most this often, ms. */
const PLACES_EVERY_MS = 1_000;
/** Only the first of a line are told: the others' places change too often to be worth it. */
const PLACES_TOLD = 50;

type Given = Awaited<ReturnType<QueuePort["accept"]>>;

export class AgentQueue extends DurableObject<AgentQueueEnv> implements QueuePort {
  private readonly queue = this.ctx.storage.transactionSync(() => new Queue(new QueueStore(this.ctx.storage.sql), (now) => newId("of", now), Date.now()));
  private readonly bell = new Bell(this.ctx.storage, () => this.ctx.waitUntil(this.tick()));
  private placesDue: ReturnType<typeof setTimeout> | null = null;
  private tenant: string | null = null;

  async enqueue(ticket: Ticket): Promise<EnqueueOutcome> {
    return this.write(ticket.tenant, (queue, now) => queue.enqueue(ticket, now));
  }

  async withdraw(tenant: string, _teamId: string, conversationId: string, reason: string): Promise<void> {
    this.write(tenant, (queue, now) => queue.withdraw(conversationId, reason, now));
  }

  async release(tenant: string, _teamId: string, agentId: string, conversationId: string): Promise<void> {
    this.write(tenant, (queue, now) => queue.release(agentId, conversationId, now));
  }

  async accept(tenant: string, _teamId: string, agentId: string, conversationId: string, _at: number): Promise<Given> {
    return this.give(tenant, agentId, conversationId, false);
  }

  async take(tenant: string, _teamId: string, agentId: string, conversationId: string, _at: number): Promise<Given> {
    return this.give(tenant, agentId, conversationId, true);
  }

  async decline(tenant: string, _teamId: string, agentId: string, conversationId: string, _reason: string, _at: number): Promise<void> {
    this.write(tenant, (queue, now) => queue.decline(agentId, conversationId, now));
  }

  async agentChanged(tenant: string, _teamId: string, agent: AgentCapacity): Promise<void> {
    this.write(tenant, (queue, now) => queue.agentChanged(agent, now));
  }

  async configure(tenant: string, _teamId: string, settings: unknown): Promise<void> {
    const parsed = queueSettingsSchema.parse(settings);
    this.write(tenant, (queue, now) => queue.configure(parsed, now));
  }

  async snapshot(_tenant: string, teamId: string): Promise<QueueSnapshot> {
    return snapshotOf(this.queue, teamId, Date.now());
  }

  async forecast(_tenant: string, _teamId: string, at: number): Promise<Forecast> {
    const online = [...this.queue.agents.values()].filter(({ agent }) => agent.state === "online" || agent.state === "busy");
    const capacity = online.reduce((sum, { agent }) => sum + agent.capacity, 0);
    return forecast(
      {
        minutes: this.queue.traffic.last(LONG_MIN, at),
        ageMin: this.queue.traffic.age(at),
        waiting: this.queue.waiting,
        agentsOnline: online.length,
        sideBySide: online.length === 0 ? 1 : capacity / online.length,
        settings: this.queue.settings,
      },
      at,
    );
  }

  override async alarm(): Promise<void> {
    this.bell.rang();
    await this.tick();
  }

  private async tick(): Promise<void> {
    this.write(null, (queue, now) => queue.tick(now));
  }

  private async give(tenant: string, agentId: string, conversationId: string, any: boolean): Promise<Given> {
    const ticket = this.write(tenant, (queue, now) => queue.accept(agentId, conversationId, now, any), false);
    if (!ticket) return { outcome: "gone", detail: "Somebody else has this conversation, or it no longer waits" };
    // The answer waits for the session: who presses "accept" sees the conversation or learns at once that it is gone.
    const own = this.queue.takeEffects();
    this.follow(own.filter((effect) => effect.effect !== "assign" || effect.ticket.conversationId !== conversationId));
    const conversation = await this.assign(ticket, agentId);
    return conversation ? { outcome: "assigned", conversation } : { outcome: "gone", detail: "The conversation could not be given to you; look again" };
  }

  /** One transaction; its effects follow after it is durable. */
  private write<T>(tenant: string | null, decide: (queue: Queue, now: number) => T, follows = true): T {
    this.tenant ??= tenant;
    if (tenant !== null && this.tenant !== tenant) throw new Error("This queue belongs to another tenant");
    const now = Date.now();
    const result = this.ctx.storage.transactionSync(() => decide(this.queue, now));
    const due = this.queue.nextDue(now);
    if (due !== null) this.bell.dueBy(due, now);
    this.showPlacesSoon();
    if (follows) this.follow(this.queue.takeEffects());
    return result;
  }

  private follow(effects: readonly Effect[]): void {
    for (const effect of effects) this.ctx.waitUntil(this.carryOut(effect).catch(() => undefined));
  }

  private async carryOut(effect: Effect): Promise<void> {
    switch (effect.effect) {
      case "tell": {
        const tenant = this.tenant ?? "";
        await this.desk(tenant, effect.agentId).tell(tenant, effect.agentId, effect.events);
        return;
      }
      case "assign":
        await this.assign(effect.ticket, effect.agentId);
        return;
      case "overflow":
        await transferInSession((address) => this.session(address.tenant, address.customerId), effect.ticket, effect.teamId, Date.now());
        return;
      default:
        return effect satisfies never;
    }
  }

  private async assign(ticket: Ticket, agentId: string): Promise<Conversation | null> {
    const outcome = await assignInSession((address) => this.session(address.tenant, address.customerId), ticket, agentId, Date.now());
    if (outcome.outcome !== "changed") {
      this.write(ticket.tenant, (queue, now) => queue.lost(ticket, now));
      return null;
    }
    const { conversation } = outcome;
    const mine = conversation.owner.kind === "agent" && conversation.owner.agentId === agentId;
    this.write(ticket.tenant, (queue, now) => (mine ? queue.assigned(ticket, agentId, now) : queue.lost(ticket, now)));
    if (!mine) return null;
    const event = { id: `assigned:${conversation.id}:${conversation.epoch}`, at: Date.now(), type: "assigned" as const, conversation, name: ticket.name };
    await this.desk(ticket.tenant, agentId).tell(ticket.tenant, agentId, [event]);
    return conversation;
  }

  private showPlacesSoon(): void {
    if (this.queue.waiting === 0 || this.placesDue !== null) return;
    this.placesDue = setTimeout(() => {
      this.placesDue = null;
      const now = Date.now();
      this.queue
        .waitingEntries(now)
        .slice(0, PLACES_TOLD)
        .forEach(({ ticket }, index) => {
          if (ticket.channel.kind !== "web" && ticket.channel.kind !== "app") return;
          const shown = this.session(ticket.tenant, ticket.customerId).showQueue(ticket, ticket.conversationId, this.queue.placeAt(index + 1, now));
          this.ctx.waitUntil(shown.catch(() => undefined));
        });
    }, PLACES_EVERY_MS);
  }

  /** The objects know each other as ports, not as classes. */
  private session(tenant: string, customerId: string): SessionPort {
    return this.env.SESSION.get(this.env.SESSION.idFromName(`${tenant}:${customerId}`)) as unknown as SessionPort;
  }

  private desk(tenant: string, agentId: string): DeskPort {
    return this.env.DESK.get(this.env.DESK.idFromName(`${tenant}:${agentId}`)) as unknown as DeskPort;
  }
}
