/** The engine as these tests want it: answers are scripted, calls are written down. */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { Outcome } from "../../../protocol/channels.ts";
import type { Address, Anticipation, Appointment, DeliverTask, EnginePort, Errand, NextStep, ProjectTask, ThinkTask } from "../../../protocol/ports.ts";
import type { NextMove, Thought } from "../../../protocol/understanding.ts";

export function thoughtOf(at: number, next: NextMove = { move: "stay" }): Thought {
  return {
    understanding: {
      intents: [{ name: "track_order", confidence: 0.9 }],
      slots: [],
      topics: ["delivery"],
      language: "zh",
      outOfScope: 0,
      margin: 0.5,
      model: { version: "test" },
      degraded: false,
    },
    hits: [],
    complete: true,
    orders: [],
    suggestions: [{ id: "su_1", turnId: "", text: "It is on its way.", confidence: 0.9, intents: ["track_order"], evidence: [], kind: "answer", ready: false }],
    facts: [{ name: "order_tail", value: "3345" }],
    next,
    at,
  };
}

interface Script {
  roomToThink(): Appointment | null;
  think(task: ThinkTask): Thought | Appointment | Promise<Thought>;
  deliver(task: DeliverTask): Outcome | Promise<Outcome>;
  settle(address: Address, steps: readonly NextStep[]): string[] | Promise<string[]>;
  project(task: ProjectTask): boolean | Promise<boolean>;
  anticipate(address: Address, words: string): Anticipation | null;
  errand(address: Address, errand: Errand): boolean | Promise<boolean>;
}

interface Call {
  customerId: string;
  asked:
    | { what: "room" }
    | { what: "think"; task: ThinkTask }
    | { what: "deliver"; task: DeliverTask }
    | { what: "settle"; step: NextStep }
    | { what: "project"; task: ProjectTask }
    | { what: "anticipate"; words: string }
    | { what: "errand"; errand: Errand }
    | { what: "signal"; kind: string };
}
const calls: Call[] = [];

/** What the engine was asked about some customers, in order. Objects of other tests may still be at work beside them. */
export class Asked {
  private readonly people: ReadonlySet<string>;
  private from = 0;

  constructor(people: readonly Address[]) {
    this.people = new Set(people.map((person) => person.customerId));
  }

  private all<W extends Call["asked"]["what"]>(what: W): Extract<Call["asked"], { what: W }>[] {
    const ours = calls.slice(this.from).filter((call) => this.people.has(call.customerId));
    return ours.map((call) => call.asked).filter((one): one is Extract<Call["asked"], { what: W }> => one.what === what);
  }

  /** How often somebody asked whether there is room to think. */
  get rooms(): number {
    return this.all("room").length;
  }
  get thoughts(): ThinkTask[] {
    return this.all("think").map(({ task }) => task);
  }
  get deliveries(): DeliverTask[] {
    return this.all("deliver").map(({ task }) => task);
  }
  get steps(): NextStep[] {
    return this.all("settle").map(({ step }) => step);
  }
  get projections(): ProjectTask[] {
    return this.all("project").map(({ task }) => task);
  }
  get drafts(): string[] {
    return this.all("anticipate").map(({ words }) => words);
  }
  get errands(): Errand[] {
    return this.all("errand").map(({ errand }) => errand);
  }

  /** From here on. */
  forget(): void {
    this.from = calls.length;
  }
}

export const askedOf = (...people: Address[]): Asked => new Asked(people);

const usual: Script = {
  roomToThink: () => null,
  think: () => thoughtOf(Date.now()),
  deliver: (task) => ({ outcome: "sent", providerIds: [`p-${task.message.id}`] }),
  settle: (_address, steps) => steps.map((step) => step.id),
  project: () => true,
  anticipate: () => null,
  errand: () => true,
};

export const script: Script = { ...usual };

/** Forgets scripted answers. */
export function resetEngine(): void {
  Object.assign(script, usual);
}

export class FakeEngine extends WorkerEntrypoint implements EnginePort {
  async roomToThink({ customerId }: Address): Promise<Appointment | null> {
    calls.push({ customerId, asked: { what: "room" } });
    return script.roomToThink();
  }
  async think(task: ThinkTask): Promise<Thought | Appointment> {
    calls.push({ customerId: task.customerId, asked: { what: "think", task } });
    return script.think(task);
  }
  async deliver(task: DeliverTask): Promise<Outcome> {
    calls.push({ customerId: task.customerId, asked: { what: "deliver", task } });
    return script.deliver(task);
  }
  async settle(address: Address, steps: readonly NextStep[]): Promise<string[]> {
    for (const step of steps) calls.push({ customerId: address.customerId, asked: { what: "settle", step } });
    return script.settle(address, steps);
  }
  async project(task: ProjectTask): Promise<boolean> {
    calls.push({ customerId: task.customerId, asked: { what: "project", task } });
    return script.project(task);
  }
  async anticipate(address: Address, words: string): Promise<Anticipation | null> {
    calls.push({ customerId: address.customerId, asked: { what: "anticipate", words } });
    return script.anticipate(address, words);
  }
  async errand(address: Address, errand: Errand): Promise<boolean> {
    calls.push({ customerId: address.customerId, asked: { what: "errand", errand } });
    return script.errand(address, errand);
  }
  async fetchToken(): Promise<{ outcome: "failed"; code: string; detail: string }> {
    return { outcome: "failed", code: "none", detail: "not in these tests" };
  }
  async agentCommand(): Promise<{ ok: false; code: string; detail: string }> {
    return { ok: false, code: "none", detail: "not in these tests" };
  }
  async presenceChanged(): Promise<void> {}
  async signal(address: Address, _route: unknown, kind: "typing" | "read"): Promise<void> {
    calls.push({ customerId: address.customerId, asked: { what: "signal", kind } });
  }
}
