/** Who can be asked for help now. */
import type { Consult } from "../../protocol/conversation.ts";
import type { Services } from "../services.ts";
import { listTeams } from "../tenants/people.ts";

/** Of a large team, the first so many are asked. */
const MOST_ASKED = 50;

export type Colleagues = { asked: string[] } | { none: string } | "unreachable";

/** The agent, or those of the team who are there; when nobody is, all of the team: whoever comes first answers. */
export async function colleaguesOf(services: Services, tenant: string, to: Consult["to"]): Promise<Colleagues> {
  if (to.kind === "agent") {
    const looked = await services.agents.get(`${tenant}:${to.agentId}`);
    if (looked.look === "unreachable") return "unreachable";
    return looked.look === "found" && looked.value.disabledAt === null ? { asked: [to.agentId] } : { none: "There is no such agent" };
  }
  const teams = await services.d1(() => listTeams(services.db, tenant));
  if (!teams.ok) return "unreachable";
  const team = teams.value.find(({ id }) => id === to.teamId);
  if (!team) return { none: "There is no such team" };
  const { agents } = await services.queue(tenant, team.id).snapshot(tenant, team.id);
  const there = agents
    .filter(({ agentId, state }) => state !== "offline" && state !== "hidden" && team.members.includes(agentId))
    .map(({ agentId }) => agentId);
  return { asked: (there.length > 0 ? there : team.members).slice(0, MOST_ASKED) };
}
