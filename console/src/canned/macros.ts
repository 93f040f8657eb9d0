/** Macros: named lists of actions that are run on a conversation. */
import { useQuery } from "@tanstack/react-query";
import type { Action } from "../../../protocol/automation.ts";
import { type Answer, ask, newKey, read } from "../api/client.ts";
import { useServerHas } from "../api/queries.ts";

const MINUTE_MS = 60_000;

export interface Macro {
  id: string;
  name: string;
  description: string;
  actions: Action[];
  shared: boolean;
}
export const MACROS_KEY = ["macros"] as const;
const NONE: readonly Macro[] = [];

export function useMacros(): { has: boolean; macros: readonly Macro[]; error: unknown } {
  const has = useServerHas("/v1/macros");
  const query = useQuery({
    queryKey: MACROS_KEY,
    queryFn: async () => (await read<{ macros: Macro[] }>("/v1/macros")).macros,
    enabled: has,
    staleTime: MINUTE_MS,
  });
  return { has, macros: query.data ?? NONE, error: query.error };
}

/** `complete` false = some action was refused or skipped. */
export const runMacro = (id: string, conversationId: string): Promise<Answer<{ complete: boolean }>> =>
  ask("POST", `/v1/macros/${id}/run`, { conversationId }, newKey());
