/** An agent's presence told to the queues of their teams. */
import type { AgentState } from "../../protocol/ports.ts";
import type { Services } from "../services.ts";
import { capacityOf } from "../tenants/people.ts";

export async function tellQueues(services: Services, tenant: string, agentId: string, state: AgentState, reason: string | undefined): Promise<void> {
  const looked = await services.agents.get(`${tenant}:${agentId}`);
  if (looked.look === "unreachable") throw new Error("The agent's teams cannot be looked up");
  if (looked.look !== "found") return;
  const capacity = capacityOf(looked.value, state, reason);
  await Promise.all(looked.value.teamIds.map((teamId) => services.queue(tenant, teamId).agentChanged(tenant, teamId, capacity)));
}
