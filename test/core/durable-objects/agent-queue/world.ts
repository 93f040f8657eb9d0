/** A queue in plain Node with sessions that are one line each: who has a conversation, and its epoch. Answers come when the test says so, or not at all. */
import type { Effect } from "../../../../durable-objects/agent-queue/giving.ts";
import { Queue } from "../../../../durable-objects/agent-queue/queue.ts";
import { QueueStore } from "../../../../durable-objects/agent-queue/queue-store.ts";
import { queueSettingsSchema } from "../../../../durable-objects/agent-queue/settings.ts";
import type { ChannelKind } from "../../../../protocol/channels.ts";
import type { Conversation, Owner } from "../../../../protocol/conversation.ts";
import type { AgentCapacity, AgentState, SeatAnswer, SeatQuestion, Ticket } from "../../../../protocol/ports.ts";
import { sqliteStorage } from "../../../support/sqlite-storage.ts";

export const NOON = Date.UTC(2026, 10, 25, 12);
export const TEAM = "tm_1";

export function ticketOf(conversationId: string, now: number, more: Partial<Ticket> = {}): Ticket {
  return {
    tenant: "demo",
    teamId: TEAM,
    conversationId,
    customerId: `cu_${conversationId}`,
    channel: { kind: "web", accountId: "web" },
    priority: 0,
    vip: false,
    skills: [],
    language: null,
    intents: [],
    lastAgentId: null,
    wantedAgentId: null,
    waitingSince: now,
    epoch: 1,
    name: null,
    preview: "",
    ...more,
  };
}

export const agentOf = (agentId: string, state: AgentState = "online", more: Partial<AgentCapacity> = {}): AgentCapacity => ({
  agentId,
  name: agentId,
  state,
  capacity: 2,
  skills: [],
  languages: [],
  ...more,
});

export const onChannel = (kind: ChannelKind): Ticket["channel"] => ({ kind, accountId: kind });

const noDesk = (): never => {
  throw new Error("agents of one team need no desk");
};

interface Known {
  owner: Owner;
  epoch: number;
}

export class World {
  now = NOON;
  queue: Queue;
  /** What the sessions say. */
  readonly sessions = new Map<string, Known>();
  readonly pending: Effect[] = [];
  /** Every gift of the queue: conversation, agent, epoch. */
  readonly given: { conversationId: string; agentId: string; epoch: number }[] = [];
  readonly teamId: string;
  private readonly desk: (agentId: string, question: SeatQuestion) => SeatAnswer;
  private readonly storage = sqliteStorage();
  private offers = 0;

  constructor(settings: Record<string, unknown> = {}, teamId: string = TEAM, desk: World["desk"] = noDesk) {
    this.teamId = teamId;
    this.desk = desk;
    this.queue = this.fromRows();
    this.do((queue) => queue.configure(queueSettingsSchema.parse(settings), this.now));
  }

  /** Memory is gone, rows are not. */
  fromRows(): Queue {
    return this.storage.transaction(() => new Queue(new QueueStore(this.storage.sql), () => `of_${this.offers++}`, this.now));
  }

  die(): void {
    this.pending.length = 0;
    this.queue = this.fromRows();
  }

  do<T>(decide: (queue: Queue) => T): T {
    const result = this.storage.transaction(() => decide(this.queue));
    this.pending.push(...this.queue.takeEffects());
    return result;
  }

  pass(ms: number): void {
    this.now += ms;
    this.do((queue) => queue.tick(this.now));
  }

  comes(conversationId: string, more: Partial<Ticket> = {}): ReturnType<Queue["enqueue"]> {
    const epoch = (this.sessions.get(conversationId)?.epoch ?? 0) + 1;
    this.sessions.set(conversationId, { owner: { kind: "queue", teamId: this.teamId }, epoch });
    return this.do((queue) => queue.enqueue(ticketOf(conversationId, this.now, { epoch, teamId: this.teamId, ...more }), this.now));
  }

  /** The session answers one question of the queue, as the real one does: by owner and epoch. */
  answer(at = 0): void {
    const [effect] = this.pending.splice(at, 1);
    if (!effect) return;
    if (effect.effect === "seats") {
      this.asksForSeats(effect.agentId);
      return;
    }
    if (effect.effect === "return") {
      const held = this.queue.state.holdings.get(effect.conversationId);
      const known = this.sessions.get(effect.conversationId);
      if (!held || !known) return;
      this.do((queue) => queue.returned(effect.conversationId, this.now));
      if (known.owner.kind === "agent" && known.owner.agentId === held.agentId) this.comes(effect.conversationId, { lastAgentId: held.agentId });
      return;
    }
    const { ticket } = effect;
    const known = this.sessions.get(ticket.conversationId);
    if (effect.effect === "overflow") {
      if (known?.epoch === ticket.epoch) this.sessions.set(ticket.conversationId, { owner: { kind: "queue", teamId: effect.teamId }, epoch: known.epoch + 1 });
      this.do((queue) => queue.lost(ticket, this.now));
      return;
    }
    const owner: Owner = { kind: "agent", agentId: effect.agentId };
    const isRepeated = known?.owner.kind === "agent" && known.owner.agentId === effect.agentId && known.epoch === ticket.epoch + 1;
    if (isRepeated || (known?.epoch === ticket.epoch && known.owner.kind === "queue")) {
      const epoch = ticket.epoch + 1;
      if (!isRepeated) this.given.push({ conversationId: ticket.conversationId, agentId: effect.agentId, epoch });
      this.sessions.set(ticket.conversationId, { owner, epoch });
      const conversation = { id: ticket.conversationId, owner, epoch } as unknown as Conversation;
      this.do((queue) => queue.assigned(ticket, effect.agentId, conversation, this.now));
    } else this.do((queue) => queue.lost(ticket, this.now));
  }

  /** The desk hears the book; its answer comes, or (`isLost`) does not. */
  asksForSeats(agentId: string, isLost = false): void {
    const question = this.queue.bookToTell(this.teamId, agentId, this.now);
    if (!question) return;
    const answer = this.desk(agentId, question);
    if (!isLost) this.do((queue) => queue.seated(agentId, question.book, answer, this.now));
  }

  answerAll(): void {
    while (this.pending.length > 0) this.answer();
  }

  /** The agent is done with it. */
  resolves(conversationId: string): void {
    const known = this.sessions.get(conversationId);
    if (known?.owner.kind !== "agent") return;
    const { agentId } = known.owner;
    this.sessions.set(conversationId, { owner: { kind: "bot" }, epoch: known.epoch + 1 });
    this.do((queue) => queue.release(agentId, conversationId, this.now));
  }

  offersTo(agentId: string): string[] {
    return [...this.queue.state.entries.values()].flatMap(({ at, ticket }) =>
      at.state === "offered" && at.agentId === agentId ? [ticket.conversationId] : [],
    );
  }
  holdsOf(agentId: string): string[] {
    return [...this.queue.state.holdings.values()].flatMap((held) => (held.agentId === agentId ? [held.conversationId] : []));
  }
  /** In their order. */
  waiting(): string[] {
    return [...this.queue.state.line].map(({ ticket }) => ticket.conversationId);
  }
}

export const AGENT_STATES = ["online", "busy", "break", "wrap_up", "transfers_only", "hidden", "offline"] as const satisfies readonly AgentState[];
