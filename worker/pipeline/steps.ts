/** What a session asks to be done outside after a write: queue, desks, joins. Every step is idempotent by its id. */
import type { Address, NextStep } from "../../protocol/ports.ts";
import type { Services } from "../services.ts";
import { matchIdentities } from "./match.ts";

/** Does the steps in their order; gives the ids that are done. A step that fails stays with the session, whose alarm repeats it. */
export async function doSteps(services: Services, address: Address, steps: readonly NextStep[]): Promise<string[]> {
  const done: string[] = [];
  for (const step of steps) {
    if (await didStep(services, address, step)) done.push(step.id);
  }
  return done;
}

async function didStep(services: Services, address: Address, step: NextStep): Promise<boolean> {
  try {
    const isDone = await doStep(services, address, step);
    services.health.report(COMPONENT_OF[step.step], "ok", "", services.now());
    if (isDone && step.step === "enqueue") services.traces.note(address.tenant, "queued", step.ticket.conversationId);
    if (isDone && step.step === "tell") services.traces.note(address.tenant, "told", step.agentId);
    return isDone;
  } catch (error) {
    services.health.report(COMPONENT_OF[step.step], "degraded", error instanceof Error ? error.message : step.step, services.now());
    return false;
  }
}

const COMPONENT_OF = { enqueue: "queue", withdraw: "queue", release: "queue", tell: "sockets", match: "d1" } as const;

async function doStep(services: Services, address: Address, step: NextStep): Promise<boolean> {
  const { tenant } = address;
  switch (step.step) {
    case "enqueue":
      await services.queue(tenant, step.ticket.teamId).enqueue(step.ticket);
      return true;
    case "withdraw":
      await services.queue(tenant, step.teamId).withdraw(tenant, step.teamId, step.conversationId, step.reason);
      return true;
    case "release":
      await services.queue(tenant, step.teamId).release(tenant, step.teamId, step.agentId, step.conversationId);
      return true;
    case "tell":
      await services.desks.tell(tenant, step.agentId, step.events);
      return true;
    case "match":
      return matchIdentities(services, address, step.identities);
    default:
      return step satisfies never;
  }
}
