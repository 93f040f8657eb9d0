/** What a session asks to be done outside after a write: queue, desks, joins. Every step is idempotent by its id. */
import type { Address, HeldByHand, NextStep } from "../../protocol/ports.ts";
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

const COMPONENT_OF = { enqueue: "queue", withdraw: "queue", release: "queue", hold: "queue", tell: "sockets", match: "d1" } as const;

async function doStep(services: Services, address: Address, step: NextStep): Promise<boolean> {
  const { tenant } = address;
  switch (step.step) {
    case "enqueue":
      await services.queue(tenant, step.ticket.teamId).enqueue(step.ticket);
      return true;
    case "withdraw":
      await services.queue(tenant, step.teamId).withdraw(tenant, step.teamId, step.conversationId, step.reason, step.rank);
      return true;
    case "release":
      return released(services, tenant, step);
    case "hold":
      return held(services, tenant, step.held);
    case "tell":
      await services.desks.tell(tenant, step.agentId, step.events);
      return true;
    case "match":
      return matchIdentities(services, address, step.identities);
    default:
      return step satisfies never;
  }
}

/** Whose book has the seat of a conversation that its line did not give: the conversation's team's when the agent is of it, else the first of their own. */
async function linesOf(services: Services, tenant: string, agentId: string, teamId: string | null): Promise<string[] | "unreachable"> {
  // What an API key has nobody's line counts.
  if (agentId.startsWith("key:")) return [];
  const looked = await services.agents.get(`${tenant}:${agentId}`);
  if (looked.look === "unreachable") return "unreachable";
  const own = looked.look === "found" ? looked.value.teamIds.toSorted() : [];
  return teamId !== null && own.includes(teamId) ? [teamId] : own;
}

async function held(services: Services, tenant: string, seat: HeldByHand): Promise<boolean> {
  const lines = await linesOf(services, tenant, seat.agentId, seat.teamId);
  if (lines === "unreachable") return false;
  const [teamId] = lines;
  if (teamId !== undefined) await services.queue(tenant, teamId).hold(tenant, teamId, seat);
  return true;
}

/** At the conversation's team first, which needs no look-up; then, if the agent is of others, wherever the seat may be. */
async function released(services: Services, tenant: string, step: Extract<NextStep, { step: "release" }>): Promise<boolean> {
  const { teamId, agentId, conversationId, rank } = step;
  if (teamId !== null) await services.queue(tenant, teamId).release(tenant, teamId, agentId, conversationId, rank);
  const lines = await linesOf(services, tenant, agentId, teamId);
  if (lines === "unreachable") return false;
  for (const other of lines) if (other !== teamId) await services.queue(tenant, other).release(tenant, other, agentId, conversationId, rank);
  return true;
}
