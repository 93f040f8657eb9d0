/** Whom a conversation can be given to: people and teams who are there. */
import type { TransferTo } from "../../protocol/ports.ts";
import type { Services } from "../services.ts";
import { listTeams } from "../tenants/people.ts";

/** `agentTeams` of an agent, in the order in which they are gone to; none of a team. */
export type Taker =
  | { outcome: "there"; agentTeams: readonly string[] }
  | { outcome: "refused"; reason: "unknown_agent" | "unknown_team" | "not_of_team"; detail: string }
  | { outcome: "unreachable" };

export async function agentTaker(services: Services, tenant: string, agentId: string): Promise<Taker> {
  const looked = await services.agents.get(`${tenant}:${agentId}`);
  if (looked.look === "unreachable") return { outcome: "unreachable" };
  if (looked.look === "found" && looked.value.disabledAt === null) return { outcome: "there", agentTeams: looked.value.teamIds.toSorted() };
  return { outcome: "refused", reason: "unknown_agent", detail: "There is no such agent, or they are not active any more" };
}

export async function teamTaker(services: Services, tenant: string, teamId: string): Promise<Taker> {
  const teams = await services.d1(() => listTeams(services.db, tenant));
  if (!teams.ok) return { outcome: "unreachable" };
  if (teams.value.some(({ id }) => id === teamId)) return { outcome: "there", agentTeams: [] };
  return { outcome: "refused", reason: "unknown_team", detail: "There is no such team" };
}

/** Whom a transfer names; of `teamId` when it is given, since that team's line offers it to them. */
export async function transferTaker(services: Services, tenant: string, to: TransferTo): Promise<Taker> {
  switch (to.kind) {
    case "bot":
      return { outcome: "there", agentTeams: [] };
    case "team":
      return teamTaker(services, tenant, to.teamId);
    case "agent": {
      const taker = await agentTaker(services, tenant, to.agentId);
      if (taker.outcome !== "there") return taker;
      if (to.teamId === undefined || taker.agentTeams.includes(to.teamId)) return taker;
      return { outcome: "refused", reason: "not_of_team", detail: "This agent is not of that team" };
    }
    default:
      return to satisfies never;
  }
}

/** By hand: to whoever is there, of whatever team. */
export async function assignTaker(services: Services, tenant: string, agentId: string | null, teamId: string | undefined): Promise<Taker> {
  const team: Taker = teamId === undefined ? { outcome: "there", agentTeams: [] } : await teamTaker(services, tenant, teamId);
  return team.outcome === "there" && agentId !== null ? agentTaker(services, tenant, agentId) : team;
}
