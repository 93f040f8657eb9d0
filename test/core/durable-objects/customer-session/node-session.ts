/** A session in plain Node: node:sqlite below, a clock of its own, an engine that is a table of answers. */

import { DueWork } from "../../../../durable-objects/customer-session/alarm-work.ts";
import { Sending } from "../../../../durable-objects/customer-session/sending.ts";
import type { Session } from "../../../../durable-objects/customer-session/session.ts";
import { SessionKeeper } from "../../../../durable-objects/customer-session/session-keeper.ts";
import type { Workplace } from "../../../../durable-objects/customer-session/workplace.ts";
import type { Outcome } from "../../../../protocol/channels.ts";
import type { Turn } from "../../../../protocol/conversation.ts";
import { customerIdOf, newId } from "../../../../protocol/ids.ts";
import type { Identity } from "../../../../protocol/message.ts";
import type {
  Address,
  Appointment,
  DeliverTask,
  Errand,
  InboundEvent,
  NextStep,
  ProjectTask,
  RecordInput,
  ReplyInput,
  ThinkTask,
} from "../../../../protocol/ports.ts";
import type { NextMove, Thought } from "../../../../protocol/understanding.ts";
import { sqliteStorage } from "../../../support/sqlite-storage.ts";

export const TENANT = "demo";
export const NOON = Date.UTC(2026, 10, 25, 12);

export function thoughtOf(at: number, next: NextMove = { move: "stay" }): Thought {
  return {
    understanding: {
      intents: [{ name: "track_order", confidence: 0.9 }],
      slots: [],
      topics: ["delivery"],
      language: "zh",
      outOfScope: 0,
      margin: 0.5,
      model: { version: "t" },
      degraded: false,
    },
    hits: [],
    complete: true,
    orders: [],
    suggestions: [],
    facts: [],
    next,
    at,
  };
}

export interface Answers {
  roomToThink(): Appointment | null;
  think(task: ThinkTask): Thought | Appointment;
  deliver(task: DeliverTask): Outcome;
  settle(steps: readonly NextStep[]): string[];
  project(task: ProjectTask): boolean;
  errand(errand: Errand): boolean;
}

export class NodeSession {
  readonly address: Address;
  readonly identity: Identity;
  /** The clock, epoch ms. */
  now = NOON;
  /** When the alarm rings; it survives death. */
  alarmAt: number | null = null;
  readonly asked = {
    thoughts: [] as ThinkTask[],
    deliveries: [] as DeliverTask[],
    steps: [] as NextStep[],
    projections: [] as ProjectTask[],
    errands: [] as Errand[],
  };
  answers: Answers = {
    roomToThink: () => null,
    think: () => thoughtOf(this.now),
    deliver: (task) => ({ outcome: "sent", providerIds: [`p-${task.message.id}`] }),
    settle: (steps) => steps.map((step) => step.id),
    project: () => true,
    errand: () => true,
  };
  keeper: SessionKeeper;
  private work: DueWork;
  private readonly storage = sqliteStorage();
  private readonly chance: () => number;

  constructor(address: Address, identity: Identity, chance: () => number = () => 0.5) {
    this.address = address;
    this.identity = identity;
    this.chance = chance;
    this.keeper = this.wakeKeeper();
    this.work = this.wakeWork();
  }

  static async of(value: string, chance?: () => number): Promise<NodeSession> {
    const identity: Identity = { kind: "openid", scope: "wx1", value, verified: true };
    return new NodeSession({ tenant: TENANT, customerId: await customerIdOf(TENANT, identity) }, identity, chance);
  }

  private wakeKeeper(): SessionKeeper {
    return new SessionKeeper({
      sql: this.storage.sql,
      transactionSync: this.storage.transaction,
      now: () => this.now,
      dueBy: (at) => {
        this.alarmAt = Math.min(this.alarmAt ?? at, at);
      },
      written: () => {},
    });
  }

  private wakeWork(): DueWork {
    const place: Workplace = {
      engine: {
        roomToThink: async () => this.answers.roomToThink(),
        think: async (task) => {
          this.asked.thoughts.push(task);
          return this.answers.think(task);
        },
        deliver: async (task) => {
          this.asked.deliveries.push(task);
          return this.answers.deliver(task);
        },
        settle: async (_address, steps) => {
          this.asked.steps.push(...steps);
          return this.answers.settle(steps);
        },
        project: async (task) => {
          this.asked.projections.push(task);
          return this.answers.project(task);
        },
        errand: async (_address, errand) => {
          this.asked.errands.push(errand);
          return this.answers.errand(errand);
        },
        anticipate: async () => null,
        signal: async () => {},
      },
      write: (decide) => this.keeper.write(null, decide),
      begin: (address, decide) => this.keeper.begin(address, decide),
      chance: this.chance,
      later: () => {},
    };
    return new DueWork(place, new Sending(place));
  }

  /** The process dies: memory is gone, the database and the alarm are not. */
  die(): void {
    this.keeper = this.wakeKeeper();
    this.work = this.wakeWork();
  }

  /** Lets the alarm ring, once or until nothing is left to do. */
  async ring(): Promise<boolean> {
    const { alarmAt } = this;
    if (alarmAt === null) return false;
    this.now = Math.max(this.now, alarmAt);
    this.alarmAt = null;
    await this.work.run();
    return true;
  }
  async finish(): Promise<void> {
    for (let rings = 0; await this.ring(); rings++) if (rings > 1_000) throw new Error("the alarm never comes to rest");
  }

  begin<T>(decide: (session: Session) => T): T {
    return this.keeper.begin(this.address, decide);
  }

  input(key: string, event: InboundEvent, more: Partial<RecordInput> = {}): RecordInput {
    return {
      ...this.address,
      key,
      channel: { kind: "wechat_oa", accountId: "ch_wx" },
      thread: this.identity.value,
      identities: [this.identity],
      at: this.now,
      event,
      ...more,
    };
  }
  message(key: string, text: string, more: Partial<RecordInput> = {}): RecordInput {
    return this.input(key, { type: "message", turnId: newId("tn", this.now), parts: [{ type: "text", text }], providerId: key }, more);
  }
  reply(key: string, conversationId: string, text: string, more: Partial<ReplyInput> = {}): ReplyInput {
    const author = { kind: "agent", id: "ag_wei", name: "Wei" } as const;
    return { ...this.address, key, turnId: newId("tn", this.now), conversationId, author, parts: [{ type: "text", text }], at: this.now, ...more };
  }

  /** The database as it lies there. */
  get sql() {
    return this.storage.sql;
  }

  turns(): Turn[] {
    return this.begin((session) => session.turns.after(0, 100_000));
  }
  /** Rows that wait for something. */
  waiting(): string[] {
    const docs = this.storage.sql.exec<{ key: string }>("SELECT key FROM docs WHERE key LIKE '!todo%' OR key LIKE '!out%'").toArray();
    const unthought = this.storage.sql.exec<{ seq: number }>("SELECT seq FROM turns WHERE think_at IS NOT NULL").toArray();
    return [...docs.map((row) => row.key), ...unthought.map((row) => `think ${row.seq}`)];
  }
}

export const textsOf = (turns: readonly Turn[]): string[] => turns.flatMap((turn) => turn.parts.flatMap((part) => (part.type === "text" ? [part.text] : [])));
