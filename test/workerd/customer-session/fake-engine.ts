/** The engine as these tests want it: answers are scripted, calls are written down. */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { Outcome } from "../../../protocol/channels.ts";
import type { Address, Anticipation, DeliverTask, EnginePort, Errand, NextStep, ProjectTask, ThinkTask } from "../../../protocol/ports.ts";
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
  think(task: ThinkTask): Thought | Promise<Thought>;
  deliver(task: DeliverTask): Outcome | Promise<Outcome>;
  settle(address: Address, steps: readonly NextStep[]): string[] | Promise<string[]>;
  project(task: ProjectTask): boolean | Promise<boolean>;
  anticipate(address: Address, conversationId: string | null, words: string): Anticipation | null;
  errand(address: Address, errand: Errand): boolean | Promise<boolean>;
}

/** What the engine was asked, in order. */
export const asked = {
  thoughts: [] as ThinkTask[],
  deliveries: [] as DeliverTask[],
  steps: [] as NextStep[],
  projections: [] as ProjectTask[],
  drafts: [] as string[],
  errands: [] as Errand[],
  signals: [] as string[],
};

const usual: Script = {
  think: () => thoughtOf(Date.now()),
  deliver: (task) => ({ outcome: "sent", providerIds: [`p-${task.message.id}`] }),
  settle: (_address, steps) => steps.map((step) => step.id),
  project: () => true,
  anticipate: () => null,
  errand: () => true,
};

export const script: Script = { ...usual };

/** Forgets calls and scripted answers. */
export function resetEngine(): void {
  for (const list of Object.values(asked)) list.length = 0;
  Object.assign(script, usual);
}

export class FakeEngine extends WorkerEntrypoint implements EnginePort {
  async think(task: ThinkTask): Promise<Thought> {
    asked.thoughts.push(task);
    return script.think(task);
  }
  async deliver(task: DeliverTask): Promise<Outcome> {
    asked.deliveries.push(task);
    return script.deliver(task);
  }
  async settle(address: Address, steps: readonly NextStep[]): Promise<string[]> {
    asked.steps.push(...steps);
    return script.settle(address, steps);
  }
  async project(task: ProjectTask): Promise<boolean> {
    asked.projections.push(task);
    return script.project(task);
  }
  async anticipate(address: Address, conversationId: string | null, words: string): Promise<Anticipation | null> {
    asked.drafts.push(words);
    return script.anticipate(address, conversationId, words);
  }
  async errand(address: Address, errand: Errand): Promise<boolean> {
    asked.errands.push(errand);
    return script.errand(address, errand);
  }
  async fetchToken(): Promise<{ outcome: "failed"; code: string; detail: string }> {
    return { outcome: "failed", code: "none", detail: "not in these tests" };
  }
  async agentCommand(): Promise<{ ok: false; code: string; detail: string }> {
    return { ok: false, code: "none", detail: "not in these tests" };
  }
  async presenceChanged(): Promise<void> {}
  async signal(_address: Address, _route: unknown, kind: "typing" | "read"): Promise<void> {
    asked.signals.push(kind);
  }
}
