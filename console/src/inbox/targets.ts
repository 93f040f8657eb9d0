/** Targets at risk in the teams that have any, by conversation. */
import { type UseQueryOptions, type UseQueryResult, useQueries, useQuery } from "@tanstack/react-query";
import { createContext, useContext } from "react";
import type { AtRiskAnswer, TargetAtRisk } from "../../../protocol/at-risk.ts";
import { read } from "../api/client.ts";
import { useTeams } from "../api/queries.ts";
import type { TeamShown } from "../api/shapes.ts";
import type { Row } from "../state/model.ts";

const TARGETS_MS = 20_000;

export const hasTargets = ({ settings: { targets } }: TeamShown): boolean => Array.isArray(targets) && targets.length > 0;

const asked = (teamId: string): UseQueryOptions<AtRiskAnswer> => ({
  queryKey: ["at-risk", teamId],
  queryFn: () => read<AtRiskAnswer>(`/v1/teams/${teamId}/at-risk`),
  refetchInterval: TARGETS_MS,
});

export const useAtRisk = (teamId: string): UseQueryResult<AtRiskAnswer> => useQuery(asked(teamId));

type Targets = Readonly<Record<string, TargetAtRisk>>;
const byConversation = (answers: readonly UseQueryResult<AtRiskAnswer>[]): Targets =>
  Object.fromEntries(answers.flatMap(({ data }) => data?.conversations ?? []).map((target) => [target.conversationId, target]));

/** Of all my teams; what could not be asked for is missing. */
export function useTargets(): Targets {
  const teams = (useTeams().data ?? []).filter(hasTargets);
  return useQueries({ queries: teams.map(({ id }) => asked(id)), combine: byConversation });
}

const Known = createContext<Targets>({});
export const TargetsProvider = Known.Provider;

/** Null = nothing is at risk. An answer that was just given is known here before it is known there. */
export function useTargetOf(row: Row): TargetAtRisk | null {
  const target = useContext(Known)[row.id];
  if (target === undefined || row.status !== "open") return null;
  return target.owed === "resolve" || row.waitingSince !== null ? target : null;
}
