/**
 * A discrete-event simulation of one team around the real queue: the same decider that runs in the object, with its memory kept in memory only.
 * Customers come, wait, leave; agents answer offers, miss some, work on several at once (each one more makes all of them slower), go on break, change shifts.
 * Kept whole: one loop of events over one floor.
 */
import type { Effect } from "../../durable-objects/agent-queue/giving.ts";
import { Queue } from "../../durable-objects/agent-queue/queue.ts";
import { forgetfulRows, type QueueRows } from "../../durable-objects/agent-queue/queue-store.ts";
import { queueSettingsSchema } from "../../durable-objects/agent-queue/settings.ts";
import type { Conversation } from "../../protocol/conversation.ts";
import type { AgentState, Ticket } from "../../protocol/ports.ts";
import { Chance } from "./chance.ts";
import { EventLine } from "./event-line.ts";
import { type Customer, isOnShift, MINUTE_MS, type SimAgent } from "./people.ts";
import { RememberedRows } from "./remembered-rows.ts";

/** An agent notices an offer after so long, seconds, and misses or declines a few. */
const NOTICE_S = 4;
const NOTICE_SPREAD = 0.6;
const MISSES = 0.03;
const DECLINES = 0.01;
/** Looking away for so long, minutes: after a miss the next offers are missed as well. */
const AWAY_MIN = 4;
/** A conversation alone goes at this pace (the customer types too); side by side the agent's attention is shared. */
const ALONE = 0.5;
const SHARED = 0.95;
/** Somebody who knows the customer needs so much less. */
const KNOWN_WORK = 0.8;
/** Somebody without the skill, or without the language, asks around and needs so much more. */
const UNSKILLED_WORK = 1.6;
const BREAK_EVERY_MIN = 120;
const BREAK_MIN = 12;
const SHIFT_LOOK_MS = 5 * MINUTE_MS;

export interface Waited {
  customer: Customer;
  /** ms; until an agent had it, or until they left */
  waitMs: number;
  left: boolean;
  shown: { low: number; high: number } | null;
  agentId: string | null;
}

export interface Moment {
  at: number;
  alert: boolean;
  waiting: number;
  online: number;
}

export interface Run {
  waits: Waited[];
  /** Minutes with at least one conversation, and the mean of those who were on shift at the same time, by agent. */
  worked: Map<string, { busyMin: number; usualMin: number }>;
  /** Every five minutes. */
  moments: Moment[];
  /** The line at the end of each minute. */
  lineByMinute: number[];
}

interface Job {
  customer: Customer;
  ticket: Ticket;
  /** minutes of attention left */
  left: number;
}
interface Desk {
  agent: SimAgent;
  state: AgentState;
  jobs: Job[];
  /** Jobs are accounted for until here. */
  at: number;
  version: number;
  awayUntil: number;
  breakAt: number;
  busyMin: number;
  /** The same for the mean of those who were on shift at the same time. */
  usualMin: number;
  /** At the last look. */
  busyBefore: number;
}

interface Manner {
  /** Forecasting takes half of the time of a run; strategies are compared without. */
  forecasts?: boolean;
  rows?: QueueRows;
}

export class ShopFloor {
  private now = 0;
  private queue: Queue;
  private events = new EventLine<ShopFloor>();
  private readonly desks = new Map<string, Desk>();
  private readonly waiting = new Map<string, { customer: Customer; ticket: Ticket; shown: Waited["shown"] }>();
  private readonly run: Run = { waits: [], worked: new Map(), moments: [], lineByMinute: [] };
  private readonly settings: Record<string, unknown>;
  private readonly rows: QueueRows;
  private readonly seed: number;
  private tickAt = Number.POSITIVE_INFINITY;
  private offers = 0;
  private readonly forecasts: boolean;

  constructor(
    customers: readonly Customer[],
    agents: readonly SimAgent[],
    settings: Record<string, unknown>,
    seed: number,
    { forecasts = true, rows = forgetfulRows }: Manner = {},
  ) {
    this.forecasts = forecasts;
    this.seed = seed;
    this.settings = settings;
    this.rows = rows;
    this.queue = this.newQueue(0);
    this.queue.configure(queueSettingsSchema.parse(settings), 0);
    for (const agent of agents) {
      const breakAt = BREAK_EVERY_MIN * (0.5 + chanceFor(seed, agent.id).next()) * MINUTE_MS;
      this.desks.set(agent.id, { agent, state: "offline", jobs: [], at: 0, version: 0, awayUntil: 0, breakAt, busyMin: 0, usualMin: 0, busyBefore: 0 });
    }
    this.come(customers);
    const end = customers.at(-1)?.arrivesAt ?? -1;
    for (let at = 0; at <= end; at += SHIFT_LOOK_MS) this.events.add(at, (floor) => floor.lookAtShifts());
    for (let at = MINUTE_MS; at <= end; at += MINUTE_MS) this.events.add(at, (floor) => floor.run.lineByMinute.push(floor.queue.waiting));
  }

  private newQueue(now: number): Queue {
    return new Queue(this.rows, () => `of${this.offers++}`, now);
  }

  private come(customers: readonly Customer[]): void {
    for (const customer of customers) this.events.add(customer.arrivesAt, (floor) => floor.arrives(customer), true);
  }

  simulate(): Run {
    this.runUntil(Number.POSITIVE_INFINITY);
    for (const { agent, busyMin, usualMin } of this.desks.values()) this.run.worked.set(agent.id, { busyMin, usualMin });
    return this.run;
  }

  /** All that happens up to this time. */
  runUntil(at: number): void {
    while (this.events.nextAt <= at) {
      const event = this.events.next();
      if (!event) return;
      this.now = event.at;
      event.happen(this);
    }
  }

  /** This floor as it stands now, with other customers coming from now on; it ends at `until`. Only of one that remembers its rows. */
  fork(customers: readonly Customer[], until: number): ShopFloor {
    if (!(this.rows instanceof RememberedRows)) throw new Error("Only a floor that remembers its rows can be copied");
    const copy = new ShopFloor([], [], this.settings, this.seed, { forecasts: false, rows: new RememberedRows(this.rows) });
    copy.now = this.now;
    copy.offers = this.offers;
    copy.queue = copy.newQueue(this.now);
    copy.tickAt = this.tickAt;
    copy.events = this.events.copyUntil(until);
    for (const [id, desk] of this.desks) copy.desks.set(id, { ...desk, jobs: desk.jobs.map((job) => ({ ...job })) });
    for (const [id, waits] of this.waiting) copy.waiting.set(id, waits);
    copy.come(customers);
    return copy;
  }

  /** Who has waited until now, and still does. */
  stillWaiting(): Waited[] {
    return [...this.waiting.values()].map(({ customer, shown }) => ({ customer, waitMs: this.now - customer.arrivesAt, left: false, shown, agentId: null }));
  }

  /** Lets the queue decide, then does what it wants done. */
  private do<T>(decide: (queue: Queue) => T): T {
    const result = decide(this.queue);
    if (this.forecasts) this.queue.state.roll(this.now);
    else this.queue.state.forget(this.now);
    for (const effect of this.queue.takeEffects()) this.follow(effect);
    const told = [...this.queue.state.outbox];
    this.queue.state.heard(told.map(([id]) => id));
    for (const [, { agentId, event }] of told) if (event.type === "offered") this.offered(agentId, event.conversation.conversationId, event.expiresAt);
    const due = this.queue.nextDue(this.now);
    if (due !== null && Math.max(due, this.now) < this.tickAt) {
      const at = Math.max(due, this.now);
      this.tickAt = at;
      this.events.add(at, (floor) => {
        if (floor.tickAt !== at) return;
        floor.tickAt = Number.POSITIVE_INFINITY;
        floor.do((queue) => queue.tick(floor.now));
      });
    }
    return result;
  }

  private arrives(customer: Customer): void {
    const ids = [...this.desks.keys()];
    const lastAgentId = customer.knows === null ? null : (ids[Math.floor(customer.knows * ids.length)] ?? null);
    const { id, channel, priority, vip, skills, language, intent } = customer;
    const ticket: Ticket = {
      tenant: "sim",
      teamId: "team",
      conversationId: id,
      customerId: id,
      channel: { kind: channel, accountId: channel },
      priority,
      vip,
      skills,
      language,
      intents: [intent],
      lastAgentId,
      wantedAgentId: null,
      waitingSince: this.now,
      epoch: 1,
      name: null,
      preview: "",
    };
    const waits: { customer: Customer; ticket: Ticket; shown: Waited["shown"] } = { customer, ticket, shown: null };
    this.waiting.set(id, waits);
    const outcome = this.do((queue) => queue.enqueue(ticket, this.now));
    if (outcome.outcome === "waiting") waits.shown = outcome.place.etaSeconds;
    this.events.add(this.now + customer.patienceMs, (floor) => floor.leaves(id));
  }

  private leaves(id: string): void {
    const waits = this.waiting.get(id);
    if (!waits) return;
    this.waiting.delete(id);
    this.run.waits.push({ customer: waits.customer, waitMs: this.now - waits.customer.arrivesAt, left: true, shown: waits.shown, agentId: null });
    this.do((queue) => queue.withdraw(id, "left", this.now));
  }

  private offered(agentId: string, conversationId: string, expiresAt: number): void {
    const desk = this.desks.get(agentId);
    if (!desk || this.now < desk.awayUntil) return;
    // Drawn for the customer, so that every strategy meets the same people in the same mood.
    const chance = chanceFor(this.seed, conversationId, agentId);
    if (chance.next() < MISSES) {
      desk.awayUntil = expiresAt + chance.exponential(AWAY_MIN * MINUTE_MS);
      // Back at the desk, they say so.
      this.events.add(desk.awayUntil, (floor) => floor.isBack(agentId));
      return;
    }
    const declines = chance.next() < DECLINES;
    this.events.add(this.now + chance.logNormal(NOTICE_S, NOTICE_SPREAD) * 1_000, (floor) =>
      floor.do((queue) => (declines ? queue.decline(agentId, conversationId, floor.now) : queue.accept(agentId, conversationId, floor.now, false))),
    );
  }

  private follow(effect: Effect): void {
    // Agents here are of one team: no desk is asked for room.
    if (effect.effect === "seats") return;
    if (effect.effect === "return") {
      this.do((queue) => queue.returned(effect.conversationId, this.now));
      return;
    }
    const { ticket } = effect;
    const waits = this.waiting.get(ticket.conversationId);
    if (effect.effect === "overflow" || !waits) {
      this.do((queue) => queue.lost(ticket, this.now));
      return;
    }
    const { agentId } = effect;
    this.waiting.delete(ticket.conversationId);
    this.run.waits.push({ customer: waits.customer, waitMs: this.now - waits.customer.arrivesAt, left: false, shown: waits.shown, agentId });
    const conversation = { id: ticket.conversationId, owner: { kind: "agent", agentId }, epoch: ticket.epoch + 1 } as unknown as Conversation;
    this.do((queue) => queue.assigned(ticket, agentId, conversation, this.now));
    this.begins(agentId, waits.customer, ticket);
  }

  private begins(agentId: string, customer: Customer, ticket: Ticket): void {
    const desk = this.desks.get(agentId);
    if (!desk) return;
    this.workUntilNow(desk);
    const { agent } = desk;
    const isSkilled = ticket.skills.every((skill) => agent.skills.includes(skill)) && agent.languages.includes(customer.language);
    const times = (ticket.lastAgentId === agentId ? KNOWN_WORK : 1) * (isSkilled ? 1 : UNSKILLED_WORK);
    desk.jobs.push({ customer, ticket, left: (customer.workMin / agent.speed) * times });
    this.planNext(desk);
  }

  /** Minutes of attention each job gets in a minute. */
  private static pace(jobs: number): number {
    return Math.min(ALONE, SHARED / Math.max(1, jobs));
  }

  private workUntilNow(desk: Desk): void {
    const minutes = (this.now - desk.at) / MINUTE_MS;
    desk.at = this.now;
    if (desk.jobs.length > 0) desk.busyMin += minutes;
    const done = minutes * ShopFloor.pace(desk.jobs.length);
    for (const job of desk.jobs) job.left -= done;
  }

  private planNext(desk: Desk): void {
    desk.version += 1;
    if (desk.jobs.length === 0) return;
    const { version, agent } = desk;
    const least = Math.min(...desk.jobs.map(({ left }) => left));
    const at = this.now + Math.max(1, Math.ceil((least / ShopFloor.pace(desk.jobs.length)) * MINUTE_MS));
    this.events.add(at, (floor) => {
      const then = floor.desks.get(agent.id);
      if (then?.version === version) floor.finishes(then);
    });
  }

  private finishes(desk: Desk): void {
    this.workUntilNow(desk);
    const done = desk.jobs.filter(({ left }) => left <= 1e-4);
    desk.jobs = desk.jobs.filter(({ left }) => left > 1e-4);
    this.planNext(desk);
    for (const { ticket } of done) this.do((queue) => queue.release(desk.agent.id, ticket.conversationId, this.now));
    if (desk.state === "wrap_up" && desk.jobs.length === 0) this.tellState(desk);
  }

  private lookAtShifts(): void {
    const there = [...this.desks.values()].filter((desk) => desk.state === "online" || desk.state === "break");
    for (const desk of there) this.workUntilNow(desk);
    const mean = there.reduce((sum, desk) => sum + desk.busyMin - desk.busyBefore, 0) / Math.max(1, there.length);
    for (const desk of this.desks.values()) {
      if (there.includes(desk)) desk.usualMin += mean;
      else desk.busyMin = desk.busyBefore;
      desk.busyBefore = desk.busyMin;
    }
    for (const desk of this.desks.values()) this.tellState(desk);
    const { state } = this.queue;
    this.run.moments.push({ at: this.now, alert: state.forecaster.isAlerting, waiting: state.line.length, online: state.crew(this.now).agents });
  }

  private isBack(agentId: string): void {
    const desk = this.desks.get(agentId);
    if (desk) this.tellState(desk);
  }

  /** On shift: online, or on break now and then. After it: what they have is finished, nothing new comes. */
  private tellState(desk: Desk): void {
    const before = desk.state;
    if (!isOnShift(desk.agent, this.now / MINUTE_MS)) desk.state = desk.jobs.length > 0 ? "wrap_up" : "offline";
    else if (this.now >= desk.breakAt) {
      desk.state = "break";
      if (this.now >= desk.breakAt + BREAK_MIN * MINUTE_MS) {
        desk.state = "online";
        desk.breakAt = this.now + BREAK_EVERY_MIN * MINUTE_MS * (0.8 + 0.4 * chanceFor(this.seed, desk.agent.id, String(this.now)).next());
      }
    } else desk.state = "online";
    const isBack = desk.state === "online" && this.now === desk.awayUntil;
    if (before === desk.state && !isBack) return;
    const { id, skills, languages, capacity } = desk.agent;
    this.do((queue) => queue.agentChanged({ agentId: id, name: id, state: desk.state, capacity, skills, languages }, this.now));
  }
}

/** Chance that belongs to these names: FNV-1a of them is the seed. */
function chanceFor(seed: number, ...names: string[]): Chance {
  let hash = 0x811c9dc5 ^ seed;
  for (const letter of names.join(" ")) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193);
  return new Chance(hash >>> 0);
}
