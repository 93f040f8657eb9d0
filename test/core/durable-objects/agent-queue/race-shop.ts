/**
 * A shop in which everything races: the real sessions, the real queue, the real feeds of two agents, a bot, a supervisor, customers, lost answers,
 * repeated steps, disconnects and leases that run out. One random action at a time; the seed decides which.
 * Kept whole: every action that may race with every other.
 */
import { Feed } from "../../../../durable-objects/agent-desk/feed.ts";
import { assignInSession, returnInSession, transferInSession } from "../../../../durable-objects/agent-queue/ask-session.ts";
import type { Effect } from "../../../../durable-objects/agent-queue/giving.ts";
import { Queue } from "../../../../durable-objects/agent-queue/queue.ts";
import { QueueStore } from "../../../../durable-objects/agent-queue/queue-store.ts";
import { queueSettingsSchema } from "../../../../durable-objects/agent-queue/settings.ts";
import { changeConversation } from "../../../../durable-objects/customer-session/change.ts";
import { recordEvent } from "../../../../durable-objects/customer-session/record.ts";
import { reply } from "../../../../durable-objects/customer-session/reply.ts";
import type { Conversation, Turn } from "../../../../protocol/conversation.ts";
import { type Address, type ChangeOutcome, type ConversationChange, helpSeat, type NextStep, type SessionPort } from "../../../../protocol/ports.ts";
import { sqliteStorage } from "../../../support/sqlite-storage.ts";
import { NOON, NodeSession, thoughtOf } from "../customer-session/node-session.ts";
import { agentOf, TEAM } from "./world.ts";

export const AGENTS = ["wei", "li"] as const;
const CAPACITY = 3;

interface Case {
  session: NodeSession;
  conversationId: string;
  /** What agents wrote that was taken, with what the owner was before. */
  replies: number;
}

interface Agent {
  id: string;
  feed: Feed;
  read: number;
  /** What they believe to have: conversation → epoch. */
  mine: Map<string, number>;
  isOnline: boolean;
}

export class RaceShop {
  now = NOON;
  readonly cases = new Map<string, Case>();
  readonly agents: Agent[];
  /** Words of two voices at once, capacity broken, a thing done twice: every one is a failed law. */
  readonly faults: string[] = [];
  readonly counts = { replies: 0, stale: 0, lostAnswers: 0, handPicked: 0, returned: 0, transfers: 0, helped: 0, compared: 0 };
  queue: Queue;
  private readonly storage = sqliteStorage();
  private readonly pending: Effect[] = [];
  private readonly random: () => number;
  private serial = 0;
  private offers = 0;
  private isCalm = false;

  constructor(random: () => number) {
    this.random = random;
    this.agents = AGENTS.map((id) => ({ id, feed: new Feed(sqliteStorage().sql), read: 0, mine: new Map<string, number>(), isOnline: false }));
    this.queue = this.queueFromRows();
    this.decide((queue) => queue.configure(queueSettingsSchema.parse({ leaseMs: 20_000, refusalMs: 5_000, returnAfterMs: 5_000 }), this.now));
  }

  private queueFromRows(): Queue {
    return this.storage.transaction(() => new Queue(new QueueStore(this.storage.sql), () => `of_${this.offers++}`, this.now));
  }
  private chance(share: number): boolean {
    return this.random() < share;
  }
  private pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.random() * list.length)];
  }
  private nextId(what: string): string {
    return `${what}-${this.serial++}`;
  }

  private decide<T>(verb: (queue: Queue) => T): T {
    const before = this.given();
    const result = this.storage.transaction(() => verb(this.queue));
    this.pending.push(...this.queue.takeEffects());
    const given = this.given();
    for (const { agent, load } of this.queue.desks()) {
      const isNew = [...given].some((one) => one.startsWith(`${agent.agentId} `) && !before.has(one));
      if (isNew && load > agent.capacity) this.faults.push(`${agent.agentId} was given more while they had ${load} of ${agent.capacity}`);
    }
    return result;
  }

  /** What the line is giving or has given, not what others gave. */
  private given(): Set<string> {
    const { entries, holdings } = this.queue.state;
    const giving = [...entries.values()].flatMap(({ at, ticket }) => ("agentId" in at ? [`${at.agentId} ${ticket.conversationId}`] : []));
    return new Set([...giving, ...[...holdings.values()].flatMap(({ agentId, conversationId, byHand }) => (byHand ? [] : [`${agentId} ${conversationId}`]))]);
  }

  /** When nothing is on its way any more, the line's book is what the sessions say: who has a conversation, and who helps. */
  private comparesBooks(): void {
    const isAsked = [...this.queue.state.entries.values()].some(({ at }) => at.state === "assigning" || at.state === "leaving");
    if (isAsked || this.pending.length > 0 || [...this.cases.values()].some(({ session }) => session.waiting().length > 0)) return;
    const says = [...this.cases.values()].flatMap((known) => {
      const { id, owner, consult } = this.conversationOf(known);
      const helper = consult?.helperId ?? null;
      return [...(owner.kind === "agent" ? [`${owner.agentId} ${id}`] : []), ...(helper === null ? [] : [`${helper} ${helpSeat(id)}`])];
    });
    const book = [...this.queue.state.holdings.values()].map(({ agentId, conversationId }) => `${agentId} ${conversationId}`);
    this.counts.compared += 1;
    if (JSON.stringify(says.sort()) !== JSON.stringify(book.sort())) this.faults.push(`the book has ${book.join(", ")}; the sessions say ${says.join(", ")}`);
  }

  /** The queue's words reach the desks, some later, some twice. */
  private tellDesks(): void {
    const rows = [...this.queue.state.outbox];
    for (const [id, { agentId, event }] of rows) {
      if (!this.isCalm && this.chance(0.3)) return;
      this.agents.find((agent) => agent.id === agentId)?.feed.append([event]);
      if (this.isCalm || !this.chance(0.1)) this.decide((queue) => queue.state.heard([id]));
    }
  }

  async comes(): Promise<void> {
    const session = await NodeSession.of(this.nextId("customer"), this.random);
    session.now = this.now;
    session.answers.think = () => thoughtOf(session.now, { move: "queue", teamId: TEAM, priority: Math.floor(this.random() * 3), skills: [], reason: "human" });
    if (this.chance(0.15)) session.answers.think = () => thoughtOf(session.now, { move: "reply", suggestionId: "su_1", text: "It is on its way." });
    session.answers.settle = (steps) => steps.filter((step) => this.doStep(step)).map((step) => step.id);
    const recorded = session.begin((one) => recordEvent(one, session.message(this.nextId("m"), "人工")));
    if (recorded.outcome !== "recorded" || recorded.conversationId === null) throw new Error(recorded.outcome);
    this.cases.set(recorded.conversationId, { session, conversationId: recorded.conversationId, replies: 0 });
  }

  /** As the engine does a session's steps: now and then not at all, now and then without an answer. */
  private doStep(step: NextStep): boolean {
    if (!this.isCalm && this.chance(0.1)) return false;
    switch (step.step) {
      case "enqueue":
        this.decide((queue) => queue.enqueue(step.ticket, this.now));
        break;
      case "withdraw":
        this.decide((queue) => queue.withdraw(step.conversationId, step.reason, this.now, step.rank));
        break;
      case "release":
        this.decide((queue) => queue.release(step.agentId, step.conversationId, this.now, step.rank));
        break;
      case "hold":
        this.decide((queue) => queue.heldByHand(step.held, TEAM, "demo", this.now));
        break;
      case "tell":
        this.agents.find((agent) => agent.id === step.agentId)?.feed.append(step.events);
        break;
      case "match":
        break;
      default:
        step satisfies never;
    }
    if (this.isCalm || !this.chance(0.1)) return true;
    this.counts.lostAnswers += 1;
    return false;
  }

  private portOf(session: NodeSession): (address: Address) => SessionPort {
    const change = async (input: Parameters<SessionPort["change"]>[0]): Promise<ChangeOutcome> => session.begin((one) => changeConversation(one, input));
    return () => ({ change }) as unknown as SessionPort;
  }

  /** One question of the queue reaches its session; the answer may be lost, and the queue asks again. */
  private async carryOut(): Promise<void> {
    const effect = this.pending.splice(Math.floor(this.random() * this.pending.length), 1)[0];
    // Agents here are of one team: no desk is asked for room.
    if (!effect || effect.effect === "seats") return;
    const conversationId = effect.effect === "return" ? effect.conversationId : effect.ticket.conversationId;
    const known = this.cases.get(conversationId);
    if (!known || (!this.isCalm && this.chance(0.05))) return;
    const { session } = known;
    session.now = this.now;
    const port = this.portOf(session);
    const isLost = !this.isCalm && this.chance(0.08);
    if (isLost) this.counts.lostAnswers += 1;
    if (effect.effect === "return") {
      const held = this.queue.state.holdings.get(conversationId);
      if (held?.returningSince === undefined) return;
      const outcome = await returnInSession(port, held, this.now);
      if (isLost) return;
      this.counts.returned += 1;
      this.decide((queue) => queue.returned(conversationId, this.now));
      for (const step of outcome.outcome === "changed" ? outcome.steps : [])
        if (step.step === "enqueue") this.decide((queue) => queue.enqueue(step.ticket, this.now));
      return;
    }
    const { ticket } = effect;
    if (effect.effect === "overflow") {
      await transferInSession(port, ticket, effect.teamId, this.now);
      if (!isLost) this.decide((queue) => queue.lost(ticket, this.now));
      return;
    }
    const { agentId } = effect;
    const outcome = await assignInSession(port, ticket, agentId, this.now);
    if (isLost) return;
    const conversation = outcome.outcome === "changed" ? outcome.conversation : null;
    const isTheirs = conversation?.owner.kind === "agent" && conversation.owner.agentId === agentId;
    this.decide((queue) => (isTheirs && conversation ? queue.assigned(ticket, agentId, conversation, this.now) : queue.lost(ticket, this.now)));
  }

  /** The agent sees what came since and acts on it, if they are there. */
  private reads(agent: Agent): void {
    for (const { seq, event } of agent.feed.since(agent.read).events) {
      agent.read = seq;
      if (event.type === "offered") {
        const { conversationId } = event.conversation;
        if (this.isCalm || this.chance(0.7)) this.decide((queue) => queue.accept(agent.id, conversationId, this.now, false));
        else if (this.chance(0.5)) this.decide((queue) => queue.decline(agent.id, conversationId, this.now));
      } else if (event.type === "assigned" || event.type === "conversation") agent.mine.set(event.conversation.id, event.conversation.epoch);
      else if (event.type === "unassigned") agent.mine.delete(event.conversationId);
    }
  }

  private change(known: Case, by: string | null, change: ConversationChange, epoch?: number): ChangeOutcome {
    const { session, conversationId } = known;
    session.now = this.now;
    const author = by === null ? { kind: "system" as const } : { kind: "agent" as const, id: by, name: by };
    const input = { ...session.address, key: this.nextId("k"), conversationId, by: author, change, at: this.now, ...(epoch === undefined ? {} : { epoch }) };
    const outcome = session.begin((one) => changeConversation(one, input));
    if (outcome.outcome === "stale") this.counts.stale += 1;
    return outcome;
  }

  conversationOf({ session, conversationId }: Case): Conversation {
    const conversation = session.begin((one) => one.store.conversation(conversationId));
    if (!conversation) throw new Error(`${conversationId} is lost`);
    return conversation;
  }

  /** An agent writes to what they believe is theirs; whoever else has it must be safe from that. */
  private writes(agent: Agent): void {
    const [conversationId, epoch] = this.pick([...agent.mine]) ?? [];
    const known = conversationId === undefined ? undefined : this.cases.get(conversationId);
    if (!known || epoch === undefined) return;
    const { session } = known;
    session.now = this.now;
    const before = this.conversationOf(known);
    const key = this.nextId("r");
    const author = { kind: "agent" as const, id: agent.id, name: agent.id };
    const input = session.reply(key, known.conversationId, key, { author, epoch });
    const outcome = session.begin((one) => reply(one, input));
    if (this.chance(0.2)) session.begin((one) => reply(one, input));
    if (outcome.outcome === "stale") {
      this.counts.stale += 1;
      agent.mine.delete(known.conversationId);
    }
    if (outcome.outcome !== "queued") return;
    this.counts.replies += 1;
    known.replies += 1;
    if (before.owner.kind === "agent" && before.owner.agentId !== agent.id) this.faults.push(`${agent.id} wrote into ${before.owner.agentId}'s ${before.id}`);
  }

  private ends(agent: Agent): void {
    const [conversationId, epoch] = this.pick([...agent.mine]) ?? [];
    const known = conversationId === undefined ? undefined : this.cases.get(conversationId);
    if (!known || epoch === undefined) return;
    const other = this.pick(AGENTS) ?? "wei";
    const transfers: ConversationChange[] = [
      { change: "transfer", to: { kind: "team", teamId: TEAM }, note: "please look" },
      { change: "transfer", to: { kind: "agent", agentId: other }, warm: true },
      { change: "transfer", to: { kind: "bot" } },
    ];
    const transfer = this.chance(0.3) ? this.pick(transfers) : undefined;
    if (transfer) this.counts.transfers += 1;
    const outcome = this.change(known, agent.id, transfer ?? { change: "resolve" }, epoch);
    if (outcome.outcome !== "refused") agent.mine.delete(known.conversationId);
  }

  private supervises(): void {
    const known = this.pick([...this.cases.values()]);
    const to = this.pick(AGENTS);
    if (!known || !to || this.conversationOf(known).status === "resolved") return;
    this.counts.handPicked += 1;
    this.change(known, "boss", { change: "assign", agentId: this.chance(0.2) ? null : to, teamId: TEAM, reason: "by hand" });
  }

  /** One of the two asks the other, who comes, goes again, or takes over. */
  private helps(): void {
    const known = this.pick([...this.cases.values()].filter((one) => this.conversationOf(one).owner.kind === "agent"));
    const { owner, consult, epoch } = known ? this.conversationOf(known) : {};
    if (!known || owner?.kind !== "agent" || epoch === undefined) return;
    const other = AGENTS.find((id) => id !== owner.agentId) ?? "li";
    const answers: ConversationChange[] = [
      { change: "consult_answer", answer: "accept" },
      { change: "consult_answer", answer: "decline" },
    ];
    const asks: ConversationChange = { change: "consult", to: { kind: "agent", agentId: other }, asked: [other] };
    const ends: ConversationChange = { change: "consult_end", as: this.chance(0.5) ? "handover" : "taken_back" };
    const answer = this.chance(0.7) ? answers[0] : answers[1];
    const isTheirs = consult !== undefined && this.chance(0.6);
    const outcome = isTheirs && answer ? this.change(known, other, answer) : this.change(known, owner.agentId, consult ? ends : asks, epoch);
    if (outcome.outcome === "changed" && isTheirs) this.counts.helped += 1;
  }

  private comesAndGoes(agent: Agent, isOnline: boolean): void {
    agent.isOnline = isOnline;
    this.decide((queue) => queue.agentChanged(agentOf(agent.id, isOnline ? "online" : "offline", { capacity: CAPACITY }), this.now));
  }

  private pass(ms: number): void {
    this.now += ms;
    this.decide((queue) => queue.tick(this.now));
  }

  private async ring(known: Case): Promise<void> {
    const { session } = known;
    session.now = this.now;
    if (session.alarmAt !== null && session.alarmAt <= this.now) await session.ring();
  }

  private works(agent: Agent | undefined, dice: number): void {
    if (!agent?.isOnline) return;
    if (dice < 0.68) this.reads(agent);
    else if (dice < 0.78) this.writes(agent);
    else this.ends(agent);
  }

  /** One random action. */
  async act(): Promise<void> {
    const agent = this.pick(this.agents);
    const known = this.pick([...this.cases.values()]);
    if (agent && !agent.isOnline && this.chance(0.1)) this.comesAndGoes(agent, true);
    const dice = this.random();
    if (dice < 0.3) await (known && this.ring(known));
    else if (dice < 0.45) await this.carryOut();
    else if (dice < 0.55) this.tellDesks();
    else if (dice < 0.86) this.works(agent, dice);
    else if (dice < 0.87) this.supervises();
    else if (dice < 0.89) this.helps();
    else if (dice < 0.9 && known) {
      known.session.now = this.now;
      known.session.begin((one) => recordEvent(one, known.session.message(this.nextId("m"), "还在吗")));
    } else if (dice < 0.91 && agent) this.comesAndGoes(agent, !agent.isOnline);
    else if (dice < 0.915) {
      this.queue = this.queueFromRows();
      this.pending.length = 0;
    } else if (dice < 0.93 && known) known.session.die();
    else this.pass(this.pick([500, 2_000, 10_000]) ?? 500);
  }

  /** Nothing fails any more; agents take and end everything. True = nothing is left. */
  async finish(rounds: number): Promise<boolean> {
    this.isCalm = true;
    for (const agent of this.agents) this.comesAndGoes(agent, true);
    for (let round = 0; round < rounds; round++) {
      for (const known of this.cases.values()) await this.ring(known);
      while (this.pending.length > 0) await this.carryOut();
      this.tellDesks();
      for (const agent of this.agents) this.reads(agent);
      while (this.pending.length > 0) await this.carryOut();
      this.comparesBooks();
      for (const known of this.cases.values()) {
        const { owner, status, epoch } = this.conversationOf(known);
        if (status !== "resolved" && owner.kind !== "queue") this.change(known, owner.kind === "agent" ? owner.agentId : null, { change: "resolve" }, epoch);
      }
      this.pass(20_000);
      if (this.isDone()) return true;
    }
    return false;
  }

  /** Who waits or is held yet, and what the sessions have yet to do. */
  left(): string {
    const { entries, holdings } = this.queue.state;
    const todos = [...this.cases.values()].flatMap(({ session }) => session.waiting());
    const open = [...this.cases.values()].map((known) => this.conversationOf(known)).filter(({ status }) => status !== "resolved");
    return JSON.stringify({ entries: [...entries.values()].map(({ at, ticket }) => [ticket, at]), holdings: [...holdings.values()], todos, open });
  }

  private isDone(): boolean {
    return (
      this.queue.state.entries.size === 0 &&
      this.queue.state.holdings.size === 0 &&
      [...this.cases.values()].every((known) => this.conversationOf(known).status === "resolved" && known.session.waiting().length === 0)
    );
  }

  /** What is left of those who are done is looked at once and forgotten. */
  close(): Turn[][] {
    this.isCalm = false;
    const all = [...this.cases.values()].map(({ session }) => session.turns());
    this.cases.clear();
    for (const agent of this.agents) agent.mine.clear();
    return all;
  }
}
