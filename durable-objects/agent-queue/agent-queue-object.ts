/**
 * One team's durable object: the waiting line and who is given what. Decides in one transaction, then asks sessions and tells desks.
 * Every verb of the port is here, and nothing but the port and the transaction: that is why it is longer than other shells.
 */
import { DurableObject } from "cloudflare:workers";
import { newId } from "../../protocol/ids.ts";
import type {
  AgentCapacity,
  DeskPort,
  Elsewhere,
  EnqueueOutcome,
  Forecast,
  ForecastPast,
  HeldByHand,
  Opening,
  QueuePort,
  QueueSnapshot,
  QueueWish,
  SessionPort,
  SlaSubject,
  SlaVerdict,
  TeamBook,
  Ticket,
} from "../../protocol/ports.ts";
import { Bell } from "../alarms.ts";
import { isAround } from "./assignment-rules.ts";
import { openingAt } from "./business-hours.ts";
import { Carrying } from "./carrying.ts";
import type { Effect } from "./giving.ts";
import { Queue } from "./queue.ts";
import { QueueStore } from "./queue-store.ts";
import { judge } from "./service-level.ts";
import { firstIssue, queueSettingsSchema } from "./settings.ts";
import { Showing } from "./showing.ts";
import { longestWaitMs, snapshotOf } from "./snapshot.ts";
import { TELL_AGAIN_MS, Telling } from "./telling.ts";
import { ASK_AGAIN_MS } from "./time-passing.ts";

export interface AgentQueueEnv {
  SESSION: DurableObjectNamespace;
  DESK: DurableObjectNamespace;
}

type Configured = Awaited<ReturnType<QueuePort["configure"]>>;
type Given = Awaited<ReturnType<QueuePort["accept"]>>;

export class AgentQueue extends DurableObject<AgentQueueEnv> implements QueuePort {
  private queue = this.fromRows();
  private readonly bell = new Bell(this.ctx.storage, () => this.ctx.waitUntil(this.tick()));
  private readonly carrying = new Carrying({
    session: ({ tenant, customerId }) => this.session(tenant, customerId),
    queue: () => this.queue,
    whose: () => ({ tenant: this.tenant ?? "", teamId: this.teamId ?? "" }),
    seats: (tenant, agentId, question) => this.desk(tenant, agentId).seats(tenant, agentId, question),
    write: (tenant, teamId, decide) => this.write(tenant, teamId, decide),
    now: () => Date.now(),
  });
  private readonly telling = new Telling({
    rows: () => this.queue.state.outbox,
    tell: (agentId, events) => this.desk(this.tenant ?? "", agentId).tell(this.tenant ?? "", agentId, events),
    heard: (ids) => this.transact((queue) => queue.state.heard(ids)),
    later: (work) => this.ctx.waitUntil(work),
    againIn: (ms) => this.bell.dueBy(Date.now() + ms, Date.now()),
  });
  private readonly showing = new Showing({
    now: () => Date.now(),
    front: (count) => this.queue.state.line.first(count).map(({ ticket }) => ticket),
    places: (count) => this.queue.places(count, Date.now()),
    tellPlace: (ticket, place) => this.session(ticket.tenant, ticket.customerId).showQueue(ticket, ticket.conversationId, place),
    length: () => JSON.stringify([this.queue.waiting, this.online()]),
    agents: () => this.queue.state.agents.size,
    tellLength: () => this.showLength(),
    later: (work) => this.ctx.waitUntil(work),
  });
  private tenant = this.queue.state.fact<string>("tenant");
  private teamId = this.queue.state.fact<string>("teamId");

  async enqueue(ticket: Ticket): Promise<EnqueueOutcome> {
    return this.write(ticket.tenant, ticket.teamId, (queue, now) => queue.enqueue(ticket, now));
  }

  async withdraw(tenant: string, teamId: string, conversationId: string, reason: string, rank?: number): Promise<void> {
    this.write(tenant, teamId, (queue, now) => queue.withdraw(conversationId, reason, now, rank));
  }

  async release(tenant: string, teamId: string, agentId: string, conversationId: string, rank?: number): Promise<void> {
    this.write(tenant, teamId, (queue, now) => queue.release(agentId, conversationId, now, rank));
  }

  async hold(tenant: string, teamId: string, held: HeldByHand): Promise<void> {
    this.write(tenant, teamId, (queue, now) => queue.heldByHand(held, teamId, tenant, now));
  }

  async accept(tenant: string, teamId: string, agentId: string, conversationId: string, _at: number): Promise<Given> {
    return this.give(tenant, teamId, agentId, conversationId, false);
  }

  async take(tenant: string, teamId: string, agentId: string, conversationId: string, _at: number): Promise<Given> {
    return this.give(tenant, teamId, agentId, conversationId, true);
  }

  async decline(tenant: string, teamId: string, agentId: string, conversationId: string, _reason: string, _at: number): Promise<void> {
    this.write(tenant, teamId, (queue, now) => queue.decline(agentId, conversationId, now));
  }

  async agentChanged(tenant: string, teamId: string, agent: AgentCapacity): Promise<void> {
    this.write(tenant, teamId, (queue, now) => queue.agentChanged(agent, now));
  }

  async elsewhere(tenant: string, teamId: string, agentId: string, elsewhere: Elsewhere): Promise<void> {
    this.write(tenant, teamId, (queue, now) => queue.elsewhere(agentId, elsewhere, now));
  }

  async seatsOf(tenant: string, teamId: string, agentId: string, teamIds: readonly string[]): Promise<TeamBook> {
    return this.write(tenant, teamId, (queue, now) => queue.wholeBook(teamId, agentId, teamIds, now));
  }

  async configure(tenant: string, teamId: string, settings: unknown): Promise<Configured> {
    const parsed = queueSettingsSchema.safeParse(settings);
    if (!parsed.success) return { outcome: "refused", ...firstIssue(parsed.error) };
    this.write(tenant, teamId, (queue, now) => queue.configure(parsed.data, now));
    return { outcome: "configured" };
  }

  async snapshot(_tenant: string, teamId: string): Promise<QueueSnapshot> {
    return snapshotOf(this.queue.state, teamId, Date.now());
  }

  async forecast(tenant: string, teamId: string, at: number): Promise<Forecast> {
    this.write(tenant, teamId, () => undefined);
    return this.queue.state.forecaster.say(at, this.queue.state.crew(Date.now()));
  }

  async forecastHistory(_tenant: string, _teamId: string, since: number): Promise<ForecastPast[]> {
    return this.queue.state.forecaster.history(since);
  }

  async wish(tenant: string, teamId: string, conversationId: string, wish: QueueWish): ReturnType<QueuePort["wish"]> {
    const place = this.write(tenant, teamId, (queue, now) => queue.wish(conversationId, wish, now));
    return place ? { outcome: "noted", place } : { outcome: "gone" };
  }

  async opening(_tenant: string, _teamId: string, at: number): Promise<Opening> {
    const opening = openingAt(this.queue.state.settings.hours ?? null, at);
    return opening.open ? { ...opening, waitSeconds: this.queue.waitOfNext(at) } : opening;
  }

  async judge(_tenant: string, _teamId: string, subjects: readonly SlaSubject[], at: number): Promise<SlaVerdict[]> {
    const { targets, hours } = this.queue.state.settings;
    return subjects.flatMap((subject) => judge(targets, hours ?? null, subject, at) ?? []);
  }

  async forget(tenant: string, teamId: string, customerIds: readonly string[]): Promise<number> {
    return this.write(tenant, teamId, (queue, now) => queue.erased(customerIds, now));
  }

  override async alarm(): Promise<void> {
    this.bell.rang();
    await this.tick();
  }

  private async tick(): Promise<void> {
    if (this.tenant !== null && this.teamId !== null) this.write(this.tenant, this.teamId, (queue, now) => queue.tick(now));
  }

  private async give(tenant: string, teamId: string, agentId: string, conversationId: string, any: boolean): Promise<Given> {
    const ticket = this.write(tenant, teamId, (queue, now) => queue.accept(agentId, conversationId, now, any), false);
    const effects = this.queue.takeEffects();
    // The answer waits for the session: who presses "accept" sees the conversation or learns at once that it is gone.
    this.follow(effects.filter((effect) => effect.effect !== "assign" || effect.ticket.conversationId !== conversationId));
    if (!ticket) return { outcome: "gone", detail: "Somebody else has this conversation, or it no longer waits" };
    const conversation = await this.carrying.assign(ticket, agentId);
    return conversation ? { outcome: "assigned", conversation } : { outcome: "gone", detail: "The conversation could not be given to you; look again" };
  }

  /** One transaction; its effects follow after it is durable. */
  private write<T>(tenant: string, teamId: string, decide: (queue: Queue, now: number) => T, follows = true): T {
    this.belongsTo(tenant, teamId);
    const now = Date.now();
    const result = this.transact((queue) => {
      const decided = decide(queue, now);
      queue.state.roll(now);
      return decided;
    });
    const { state } = this.queue;
    const due = this.queue.nextDue(now);
    if (due !== null) this.bell.dueBy(due, now);
    if (state.outbox.size > 0) this.bell.dueBy(now + TELL_AGAIN_MS, now);
    this.telling.flush();
    this.showing.changed(state.line.length);
    if (follows) this.follow(this.queue.takeEffects());
    return result;
  }

  /** Rows and memory change together: when the rows are rolled back, memory is made anew from them. */
  private transact<T>(decide: (queue: Queue) => T): T {
    try {
      return this.ctx.storage.transactionSync(() => decide(this.queue));
    } catch (error) {
      this.queue = this.fromRows();
      throw error;
    }
  }

  private fromRows(): Queue {
    return this.ctx.storage.transactionSync(() => new Queue(new QueueStore(this.ctx.storage.sql), (now) => newId("of", now), Date.now()));
  }

  /** A queue belongs to the first team that used it; anybody else's call is a bug. */
  private belongsTo(tenant: string, teamId: string): void {
    if (this.tenant === null || this.teamId === null) {
      this.transact((queue) => {
        queue.state.saveFact("tenant", tenant);
        queue.state.saveFact("teamId", teamId);
      });
      [this.tenant, this.teamId] = [tenant, teamId];
    } else if (this.tenant !== tenant || this.teamId !== teamId) throw new Error("This queue belongs to another team");
  }

  private follow(effects: readonly Effect[]): void {
    for (const effect of effects) this.ctx.waitUntil(this.carrying.carryOut(effect).catch(() => this.bell.dueBy(Date.now() + ASK_AGAIN_MS, Date.now())));
  }

  private online(): number {
    return this.queue.desks().filter(isAround).length;
  }

  private showLength(): void {
    const [tenant, teamId, now] = [this.tenant ?? "", this.teamId ?? "", Date.now()];
    const { state } = this.queue;
    const event = {
      type: "queue",
      id: `queue:${teamId}:${now}`,
      at: now,
      teamId,
      waiting: state.line.length,
      longestWaitMs: longestWaitMs(state, now),
      online: this.online(),
    };
    for (const { agent } of state.agents.values()) {
      if (agent.state !== "offline")
        this.ctx.waitUntil(
          this.desk(tenant, agent.agentId)
            .whisper(tenant, agent.agentId, { t: "event", event })
            .catch(() => undefined),
        );
    }
  }

  /** The objects know each other as ports, not as classes. */
  private session(tenant: string, customerId: string): SessionPort {
    return this.env.SESSION.get(this.env.SESSION.idFromName(`${tenant}:${customerId}`)) as unknown as SessionPort;
  }

  private desk(tenant: string, agentId: string): DeskPort {
    return this.env.DESK.get(this.env.DESK.idFromName(`${tenant}:${agentId}`)) as unknown as DeskPort;
  }
}
