/** One customer's session in memory: the head at hand, the stores behind. Deciders work on it inside one transaction; a failed one throws it away. */
import type { Conversation, Turn } from "../../protocol/conversation.ts";
import type { Address, Errand, Moved, NextStep } from "../../protocol/ports.ts";
import type { Erased } from "../../protocol/privacy.ts";
import type { SqlLike } from "../apply-schema.ts";
import { Afterwards } from "./afterwards.ts";
import { DocsStore, type Keyed } from "./docs-store.ts";
import { ERASED } from "./erasing.ts";
import { type Head, newHead } from "./head.ts";
import { SessionStore } from "./session-store.ts";
import { ThinkingLine } from "./thinking-line.ts";
import { type Todo, TodoStore } from "./todo-store.ts";
import { TurnStore } from "./turn-store.ts";
import { Untold } from "./untold.ts";
import { Viewers } from "./viewers.ts";

/** How long the worker has to do a step before the alarm does it, ms. */
export const STEP_GRACE_MS = 2_000;
/** A change that lists show (opened, owner, status) reaches the read model after this, ms. */
export const PROJECT_DELAY_MS = 1_500;
/** Where subscribers or rules wait for it, after this, ms. */
const PROJECT_LISTENED_DELAY_MS = 300;
/** Mere words in a conversation that lists know already reach it after this, ms: several in one go. */
const PROJECT_TURNS_DELAY_MS = 5_000;
/**
 * While messages pour in all three wait so long: several messages of a customer are then dealt with in one go. Less than `ALARM_NET_MS`,
 * or the object would be let go meanwhile, and waking a thousand objects costs more than their messages did. Each session has a time of its
 * own between the two: a flood begins for all at once, and what follows from it need not come at once for all.
 */
const FLOODED_LEAST_MS = 5_000;
const FLOODED_MOST_MS = 8_000;
/** Ids end in random characters of this base. */
const ID_BASE = 36;

/** Older changed turns remembered one by one for the read model; beyond that all turns from the oldest of them on are told again. */
const MOST_DIRTY_TURNS = 100;
const HEAD = "!head";
/** What an object reads when it wakes: the head and the work that waits. */
const AT_HAND = "!";

/** ms, the same for a customer at all times */
function floodedMs(customerId: string): number {
  const share = Number.parseInt(customerId.slice(-2), ID_BASE) / ID_BASE ** 2;
  return FLOODED_LEAST_MS + (Number.isFinite(share) ? share : 1) * (FLOODED_MOST_MS - FLOODED_LEAST_MS);
}

export class Session {
  private readonly docs: DocsStore;
  readonly store: SessionStore;
  readonly turns: TurnStore;
  readonly todos: TodoStore;
  readonly head: Head;
  /** What happened, until it is told. */
  readonly untold: Untold;
  /** Turns that nobody has thought about yet. */
  readonly thinking: ThinkingLine;
  readonly after = new Afterwards();
  readonly viewers = new Viewers();
  /** Turns changed since the read model was last told something: what it is being told now may be old already. */
  readonly changedSeqs = new Set<number>();
  /** Steps reported done whose rows go with the next write. */
  readonly settled = new Set<string>();
  /** Whether a row of this customer is in the database. */
  stored: boolean;
  /** The clock of the running write, epoch ms. */
  now: number;
  /** Messages pour in (said with the last one). */
  flooded = false;
  /** Whoever lived here before was erased then; null = nobody was. */
  readonly erased: Erased | null;
  /** Subscribers or rules wait for what happens, as the last projection was answered. In memory: a new instance hears of it again. */
  listened = false;

  private constructor(sql: SqlLike, docs: DocsStore, waiting: readonly Keyed<unknown>[], head: Head, stored: boolean, now: number) {
    this.docs = docs;
    this.store = new SessionStore(docs);
    this.turns = new TurnStore(sql);
    this.todos = new TodoStore(docs, waiting);
    this.thinking = new ThinkingLine(head, this.turns);
    this.stored = stored;
    this.head = head;
    this.untold = new Untold(docs, waiting, head);
    this.now = now;
    this.erased = (waiting.find(({ key }) => key === ERASED)?.doc as Erased | undefined) ?? null;
  }

  /** The stored customer, or a new one at this address; null when neither is there. An object serves one customer of one tenant. */
  static open(sql: SqlLike, address: Address | null, now: number): Session | null {
    const docs = new DocsStore(sql);
    const waiting = docs.list<unknown>(AT_HAND, Number.MAX_SAFE_INTEGER);
    const head = waiting.find(({ key }) => key === HEAD)?.doc as Head | undefined;
    if (head) return new Session(sql, docs, waiting, head, true, now);
    return address ? new Session(sql, docs, waiting, newHead(address.tenant, address.customerId, now), false, now) : null;
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

  /** When what can wait is due, epoch ms: `usual` ms from now, later while messages pour in. */
  later(usual: number): number {
    return this.now + (this.flooded ? floodedMs(this.head.profile.id) : usual);
  }

  /** The next place in the tree. */
  nextSeq(): number {
    return this.head.seq + 1;
  }

  /** `think` = nobody has thought about it yet: the worker does at once, the timer and the alarm after a grace. */
  addTurn(turn: Turn, source: string | null, think = false): void {
    this.head.seq = Math.max(this.head.seq, turn.seq);
    const thinkAt = think ? this.later(STEP_GRACE_MS) : null;
    this.turns.insert(turn, source, thinkAt);
    if (turn.kind === "message") this.countMessages(1);
    if (thinkAt === null) return;
    this.thinking.add(turn, thinkAt);
    this.after.ring(thinkAt);
  }

  /** For the ledger. A head from before it was kept counts its tree, which holds the newest already. */
  countMessages(more: number): void {
    this.head.messages = this.head.messages === undefined ? this.turns.countMessages() : this.head.messages + more;
  }

  changeTurn(turn: Turn): void {
    this.turns.update(turn);
    this.markChanged(turn.seq);
  }

  /** Nobody need think about the turn any more. */
  thoughtAbout(turn: Turn): void {
    this.turns.updateThought(turn);
    this.thinking.remove(turn);
    this.markChanged(turn.seq);
  }

  /** Thinking about a known turn is due at `at`. */
  thinkAgain(turn: Turn, at: number): void {
    this.turns.setThinkAt(turn.seq, at);
    this.thinking.add(turn, at);
    this.after.ring(at);
  }

  private markChanged(seq: number): void {
    this.changedSeqs.add(seq);
    if (seq > this.head.projectedSeq) return;
    this.head.dirtyTurns[seq] = this.head.version + 1;
    const dirty = Object.keys(this.head.dirtyTurns).map(Number);
    if (dirty.length <= MOST_DIRTY_TURNS) return;
    this.head.projectedSeq = Math.min(this.head.projectedSeq, ...dirty) - 1;
    this.head.dirtyTurns = {};
  }

  /** Steps to do outside; each row stays until the step is settled. The worker does them at once, the alarm after a grace. */
  todo(steps: readonly NextStep[], after: number = STEP_GRACE_MS): void {
    for (const step of steps) this.keep(step.id, { kind: "step", step }, this.now + after);
  }

  errand(errand: Errand, after: number): void {
    this.keep(errand.id, { kind: "errand", errand }, this.now + after);
  }

  wake(conversationId: string, at: number): void {
    this.keep(`wake:${conversationId}:${at}`, { kind: "wake", conversationId }, at);
  }

  private keep(id: string, todo: Todo, dueAt: number): void {
    this.todos.add({ id, dueAt, attempts: 0, todo });
    this.after.ring(dueAt);
  }

  /** Ends a transaction that changed the tree. The read model hears of it sooner when lists look different. */
  save(urgent = false): void {
    this.head.version++;
    const usual = this.listened ? PROJECT_LISTENED_DELAY_MS : urgent ? PROJECT_DELAY_MS : PROJECT_TURNS_DELAY_MS;
    const at = this.later(usual);
    if (this.head.projectAt === null || at < this.head.projectAt) this.head.projectAt = at;
    this.after.ring(this.head.projectAt);
    this.saveQuietly();
  }

  /** The same for what the read model need not know. */
  saveQuietly(): void {
    this.docs.put(HEAD, this.head);
    this.stored = true;
    this.dropSettled();
  }

  dropSettled(): void {
    this.todos.remove(this.settled);
    this.settled.clear();
  }

  /** Everything put since leaves for the database. Called at the end of each transaction. */
  flush(): void {
    this.docs.flush();
  }

  /** When something is due next, epoch ms; null = nothing is left to do. */
  nextDue(): number | null {
    const todo = this.todos.nextDue(this.head.movedTo !== null);
    if (this.head.movedTo) return todo;
    const due = [todo, this.thinking.nextDue(), this.head.projectAt].filter((at) => at !== null);
    return due.length === 0 ? null : Math.min(...due);
  }
}
