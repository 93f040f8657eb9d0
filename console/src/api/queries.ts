/** What pages read from the server, by one name each. */
import { type UseQueryOptions, type UseQueryResult, useQueries, useQuery } from "@tanstack/react-query";
import { SCOPES_OF_ROLE, type Scope, scopesAllow } from "../../../protocol/scopes.ts";
import { read } from "./client.ts";
import type { AgentShown, Forecast, Health, IntentShown, QueueSnapshot, TeamShown } from "./shapes.ts";
import { useSignIn } from "./sign-in-state.ts";

const MINUTE_MS = 60_000;
const QUEUE_MS = 5_000;
const HEALTH_MS = 15_000;

export const useTeams = (): UseQueryResult<TeamShown[]> =>
  useQuery({ queryKey: ["teams"], queryFn: async () => (await read<{ teams: TeamShown[] }>("/v1/teams")).teams, staleTime: MINUTE_MS });

export const useIntents = (): UseQueryResult<IntentShown[]> =>
  useQuery({ queryKey: ["intents"], queryFn: async () => (await read<{ intents: IntentShown[] }>("/v1/intents")).intents });

/** `live` = presence matters, so it is asked for again and again. */
export const useAgents = (live = false): UseQueryResult<AgentShown[]> =>
  useQuery({
    queryKey: ["agents"],
    queryFn: async () => (await read<{ agents: AgentShown[] }>("/v1/agents")).agents,
    staleTime: live ? QUEUE_MS : MINUTE_MS,
    ...(live ? { refetchInterval: QUEUE_MS } : {}),
  });

const queueAsked = (teamId: string): UseQueryOptions<QueueSnapshot> => ({
  queryKey: ["queue", teamId],
  queryFn: () => read<QueueSnapshot>(`/v1/teams/${teamId}/queue`),
  refetchInterval: QUEUE_MS,
});

export const useQueue = (teamId: string): UseQueryResult<QueueSnapshot> => useQuery(queueAsked(teamId));

/** Those that answered, as they were last known. */
export const useQueues = (teamIds: readonly string[]): { queues: QueueSnapshot[] } =>
  useQueries({ queries: teamIds.map(queueAsked), combine: (answers) => ({ queues: answers.flatMap(({ data }) => data ?? []) }) });

export const useForecast = (teamId: string): UseQueryResult<Forecast> =>
  useQuery({ queryKey: ["forecast", teamId], queryFn: () => read<Forecast>(`/v1/teams/${teamId}/forecast`), refetchInterval: HEALTH_MS });

export const useHealth = (): UseQueryResult<Health> =>
  useQuery({ queryKey: ["health"], queryFn: () => read<Health>("/v1/health"), refetchInterval: HEALTH_MS });

interface OpenApi {
  paths: Record<string, Record<string, unknown>>;
}

/** What this server can do: screens for what is missing are not shown. */
export function useServerHas(path: string, method: "get" | "post" | "patch" | "delete" = "get"): boolean {
  const { data } = useQuery({ queryKey: ["openapi"], queryFn: () => read<OpenApi>("/v1/openapi.json"), staleTime: Number.POSITIVE_INFINITY });
  return data?.paths[path]?.[method] !== undefined;
}

/** Whether my role may do more than an agent; the server decides, this only hides what it would refuse. */
export function useMay(scope: Scope): boolean {
  const role = useSignIn((state) => state.signedIn?.agent.role);
  return role !== undefined && scopesAllow(SCOPES_OF_ROLE[role], scope);
}
