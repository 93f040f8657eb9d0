/** An agent's presence told to the queues of their teams. */
import type { AgentCapacity, AgentState } from "../../protocol/ports.ts";
import type { Services } from "../services.ts";
import { type AgentRow, capacityOf } from "../tenants/people.ts";

export async function tellQueues(services: Services, tenant: string, agentId: string, state: AgentState, reason: string | undefined): Promise<void> {
  const looked = await services.agents.get(`${tenant}:${agentId}`);
  if (looked.look === "unreachable") throw new Error("The agent's teams cannot be looked up");
  if (looked.look !== "found") return;
  const capacity = capacityOf(looked.value, state, reason);
  await tellTeams(services, tenant, looked.value.teamIds, capacity);
}

/** An agent is no longer of these teams: they are offered nothing there, and what they have goes back after the grace. */
export async function leaveQueues(services: Services, tenant: string, agent: AgentRow, teamIds: readonly string[]): Promise<void> {
  await tellTeams(services, tenant, teamIds, capacityOf(agent, "offline"));
}

/** Members came or went by the team's own list: the queue offers to those who are there, and no more to those who left. */
export async function membersChanged(services: Services, tenant: string, teamId: string, before: readonly string[], after: readonly string[]): Promise<void> {
  const tell = async (agentId: string, isMember: boolean): Promise<void> => {
    const looked = await services.agents.get(`${tenant}:${agentId}`);
    if (looked.look === "unreachable") throw new Error("An agent of the team cannot be looked up");
    if (looked.look !== "found") return;
    if (!isMember) return leaveQueues(services, tenant, looked.value, [teamId]);
    const { state, reason } = await services.desk(tenant, agentId).presence(tenant, agentId);
    // Their other teams hear that they share them now.
    await tellTeams(services, tenant, [...new Set([...looked.value.teamIds, teamId])], capacityOf(looked.value, state, reason));
  };
  await Promise.all([
    ...after.filter((agentId) => !before.includes(agentId)).map((agentId) => tell(agentId, true)),
    ...before.filter((agentId) => !after.includes(agentId)).map((agentId) => tell(agentId, false)),
  ]);
}

async function tellTeams(services: Services, tenant: string, teamIds: readonly string[], capacity: AgentCapacity): Promise<void> {
  await Promise.all(teamIds.map((teamId) => services.queue(tenant, teamId).agentChanged(tenant, teamId, capacity)));
}
