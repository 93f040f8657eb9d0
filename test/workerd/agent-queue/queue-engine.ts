/** The engine of these tests: a session's steps reach queue and desk as they do in the worker; nobody thinks, nothing is sent. */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { Address, DeskPort, EnginePort, NextStep, QueuePort, ThinkTask } from "../../../protocol/ports.ts";
import type { Thought } from "../../../protocol/understanding.ts";
import { thoughtOf } from "../customer-session/fake-engine.ts";

interface Bindings {
  QUEUE: DurableObjectNamespace;
  DESK: DurableObjectNamespace;
}

export class QueueEngine extends WorkerEntrypoint<Bindings> implements EnginePort {
  async roomToThink(): Promise<null> {
    return null;
  }
  async think(_task: ThinkTask): Promise<Thought> {
    return thoughtOf(Date.now());
  }
  async deliver(): ReturnType<EnginePort["deliver"]> {
    return { outcome: "sent", providerIds: ["p"] };
  }
  async settle({ tenant }: Address, steps: readonly NextStep[]): Promise<string[]> {
    const queue = (teamId: string): QueuePort => this.env.QUEUE.get(this.env.QUEUE.idFromName(`${tenant}:${teamId}`)) as unknown as QueuePort;
    const desk = (agentId: string): DeskPort => this.env.DESK.get(this.env.DESK.idFromName(`${tenant}:${agentId}`)) as unknown as DeskPort;
    for (const step of steps) {
      if (step.step === "enqueue") await queue(step.ticket.teamId).enqueue(step.ticket);
      if (step.step === "withdraw") await queue(step.teamId).withdraw(tenant, step.teamId, step.conversationId, step.reason, step.rank);
      if (step.step === "release" && step.teamId !== null) await queue(step.teamId).release(tenant, step.teamId, step.agentId, step.conversationId, step.rank);
      if (step.step === "hold" && step.held.teamId !== null) await queue(step.held.teamId).hold(tenant, step.held.teamId, step.held);
      if (step.step === "tell") await desk(step.agentId).tell(tenant, step.agentId, step.events);
    }
    return steps.map((step) => step.id);
  }
  async project(): Promise<boolean> {
    return true;
  }
  async anticipate(): Promise<null> {
    return null;
  }
  async errand(): Promise<boolean> {
    return true;
  }
  async fetchToken(): ReturnType<EnginePort["fetchToken"]> {
    return { outcome: "failed", code: "none", detail: "not in these tests" };
  }
  async agentCommand(): ReturnType<EnginePort["agentCommand"]> {
    return { ok: false, code: "none", detail: "not in these tests" };
  }
  async presenceChanged(): Promise<void> {}
  async signal(): Promise<void> {}
}
