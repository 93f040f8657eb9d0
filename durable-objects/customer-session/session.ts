/** One customer's session in memory: the head at hand, the stores behind. Deciders work on it inside one transaction; a failed one throws it away. */
import type { AgentServerFrame } from "../../protocol/agent-frames.ts";
import type { Conversation, Turn } from "../../protocol/conversation.ts";
import type { Address, Errand, Moved, NextStep } from "../../protocol/ports.ts";
import type { SqlLike } from "../apply-schema.ts";
import { type Head, newHead } from "./head.ts";
import { SessionStore } from "./session-store.ts";
import { type Todo, TodoStore } from "./todo-store.ts";
import { TurnStore } from "./turn-store.ts";

/** How long the worker has to do a step before the alarm does it, ms. */
export const TODO_GRACE_MS = 2_000;
/** A changed customer reaches the read model after this, ms. */
export const PROJECT_DELAY_MS = 1_500;
/** Older changed turns remembered one by one for the read model; beyond that all turns from the oldest of them on are told again. */
const MOST_DIRTY_TURNS = 100;

/** Something the visitor's sockets are told after the write is durable. */
export type VisitorNews =
  | { news: "turn"; turn: Turn; changed: boolean }
  | { news: "state"; conversation: Conversation }
  | { news: "receipt"; conversationId: string; upToSeq: number; state: "delivered" | "read" }
  | { news: "typing"; conversationId: string; on: boolean }
  | { news: "rate"; conversationId: string };

export class Session {
  readonly store: SessionStore;
  readonly turns: TurnStore;
  readonly todos: TodoStore;
  readonly head: Head;
  /** Steps reported done whose rows go with the next write. */
  readonly settled = new Set<string>();
  /** Whether a row of this customer is in the database. */
  stored: boolean;
  /** The clock of the running write, epoch ms. */
  now: number;
  private news: VisitorNews[] = [];
  private whispers: Errand[] = [];
  private dueBy: number | null = null;
  private outboxGrew = false;

  private constructor(sql: SqlLike, head: Head, stored: boolean, now: number) {
    this.store = new SessionStore(sql);
    this.turns = new TurnStore(sql);
    this.todos = new TodoStore(sql);
    this.stored = stored;
    this.head = head;
    this.now = now;
  }

  /** The stored customer, or a new one at this address; null when neither is there. An object serves one customer of one tenant. */
  static open(sql: SqlLike, address: Address | null, now: number): Session | null {
    const head = new SessionStore(sql).head();
    if (head) return new Session(sql, head, true, now);
    return address ? new Session(sql, newHead(address.tenant, address.customerId, now), false, now) : null;
  }

  /** A call for another customer or tenant is a bug of the caller. */
  checkAddress(address: Address): void {
    const { id, tenant } = this.head.profile;
    if (address.tenant !== tenant || address.customerId !== id) throw new Error("This object belongs to another customer or tenant");
  }

  address(): Address {
    return { tenant: this.head.profile.tenant, customerId: this.head.profile.id };
  }

  moved(): Moved | null {
    return this.head.movedTo ? { outcome: "moved", to: this.head.movedTo.customerId } : null;
  }

  current(): Conversation | null {
    return this.head.currentId ? this.store.conversation(this.head.currentId) : null;
  }

  saveConversation(conversation: Conversation): void {
    this.store.saveConversation(conversation);
    this.head.dirtyConversations[conversation.id] = this.head.version + 1;
  }

  /** The next place in the tree. */
  nextSeq(): number {
    return this.head.seq + 1;
  }

  addTurn(turn: Turn, source: string | null): void {
    this.head.seq = Math.max(this.head.seq, turn.seq);
    this.turns.insert(turn, source);
  }

  changeTurn(turn: Turn): void {
    this.turns.update(turn);
    if (turn.seq > this.head.projectedSeq) return;
    this.head.dirtyTurns[turn.id] = this.head.version + 1;
    if (Object.keys(this.head.dirtyTurns).length <= MOST_DIRTY_TURNS) return;
    const oldest = Math.min(...Object.keys(this.head.dirtyTurns).map((id) => this.turns.byId(id)?.seq ?? turn.seq));
    this.head.projectedSeq = Math.min(this.head.projectedSeq, oldest - 1);
    this.head.dirtyTurns = {};
  }

  /** Steps to do outside; each row stays until the step is settled. The worker does them at once, the alarm after a grace. */
  todo(steps: readonly NextStep[], after: number = TODO_GRACE_MS): void {
    for (const step of steps) this.keep(step.id, { kind: "step", step }, this.now + after);
  }

  think(turnId: string, after: number = TODO_GRACE_MS): void {
    this.keep(`think:${turnId}`, { kind: "think", turnId }, this.now + after);
  }

  errand(errand: Errand, after: number): void {
    this.keep(errand.id, { kind: "errand", errand }, this.now + after);
  }

  wake(conversationId: string, at: number): void {
    this.keep(`wake:${conversationId}:${at}`, { kind: "wake", conversationId }, at);
  }

  private keep(id: string, todo: Todo, dueAt: number): void {
    this.todos.add({ id, dueAt, attempts: 0, todo });
    this.ring(dueAt);
  }

  /** Something is due at `at`: the alarm must ring by then. */
  ring(at: number): void {
    this.dueBy = this.dueBy === null ? at : Math.min(this.dueBy, at);
  }

  /** When the alarm must ring for what the last writes left, epoch ms; read once. */
  takeDue(): number | null {
    const due = this.dueBy;
    this.dueBy = null;
    return due;
  }

  /** A reply waits to be sent. */
  sendSoon(): void {
    this.outboxGrew = true;
    this.ring(this.now);
  }

  takeOutboxGrew(): boolean {
    const grew = this.outboxGrew;
    this.outboxGrew = false;
    return grew;
  }

  tell(...news: VisitorNews[]): void {
    this.news.push(...news);
  }

  takeNews(): VisitorNews[] {
    const news = this.news;
    this.news = [];
    return news;
  }

  /** Shown on an agent's tabs, kept nowhere. */
  whisper(agentId: string, frame: AgentServerFrame): void {
    this.whispers.push({ id: `whisper:${agentId}:${this.now}`, errand: "whisper", agentId, frame });
  }

  takeWhispers(): Errand[] {
    const whispers = this.whispers;
    this.whispers = [];
    return whispers;
  }

  /** Ends a transaction that changed the tree: the head is saved, done steps go, the read model is due. */
  save(): void {
    this.head.version++;
    this.head.projectAt ??= this.now + PROJECT_DELAY_MS;
    this.ring(this.head.projectAt);
    this.saveQuietly();
  }

  /** The same for what the read model need not know. */
  saveQuietly(): void {
    this.store.saveHead(this.head);
    this.stored = true;
    this.dropSettled();
  }

  dropSettled(): void {
    if (this.settled.size === 0) return;
    this.todos.remove([...this.settled]);
    this.settled.clear();
  }
}
