/** What stands beside a colleague's name where one is chosen: presence, and how many conversations of how many they have. */
import type { AgentShown, QueueSnapshot } from "../api/shapes.ts";
import { useNamed } from "../i18n/index.ts";

export interface ColleagueSide {
  /** Conversations they have; undefined = their line does not say. */
  loadOf: (agentId: string) => number | undefined;
  sideOf: (agent: AgentShown) => string;
}

export function useColleagueSide(queues: readonly QueueSnapshot[]): ColleagueSide {
  const named = useNamed();
  const loads = new Map(queues.flatMap((queue) => queue.agents.map((agent) => [agent.agentId, agent.load] as const)));
  const sideOf = ({ id, presence, capacity }: AgentShown): string => {
    const load = loads.get(id);
    return `${named("presence", presence.state)}${load === undefined ? "" : ` · ${load}/${capacity}`}`;
  };
  return { loadOf: (agentId) => loads.get(agentId), sideOf };
}
