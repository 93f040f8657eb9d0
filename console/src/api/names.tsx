/** Names of agents and teams by id. Asked for once for the whole screen: every message and every row says one. */
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { useAgents, useTeams } from "./queries.ts";

type NameOf = (id: string) => string;

interface Named {
  id: string;
  name: string;
}

/** An id that is not known (yet) is shown as it is. */
function nameOf(all: readonly Named[] | undefined): NameOf {
  const names = new Map(all?.map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}

const AgentNames = createContext<NameOf>(nameOf([]));
const TeamNames = createContext<NameOf>(nameOf([]));

export function NamesProvider({ children }: { children: ReactNode }): ReactNode {
  const agents = useAgents().data;
  const teams = useTeams().data;
  const agentName = useMemo(() => nameOf(agents), [agents]);
  const teamName = useMemo(() => nameOf(teams), [teams]);
  return (
    <AgentNames value={agentName}>
      <TeamNames value={teamName}>{children}</TeamNames>
    </AgentNames>
  );
}

export const useAgentNames = (): NameOf => useContext(AgentNames);
export const useTeamNames = (): NameOf => useContext(TeamNames);
