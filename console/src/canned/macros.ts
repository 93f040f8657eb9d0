/** Macros: named lists of actions that are run on a conversation. */
import { useQuery } from "@tanstack/react-query";
import type { Action } from "../../../protocol/automation.ts";
import { type Answer, ask, newKey, read } from "../api/client.ts";
import { useServerHas } from "../api/queries.ts";
import type { Translate } from "../i18n/index.ts";
import { loadThread } from "../live/desk-link.ts";
import { problemWords } from "../ui/problem-words.ts";
import { toast } from "../ui/toasts.tsx";

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
const runMacro = (id: string, conversationId: string): Promise<Answer<{ complete: boolean }>> =>
  ask("POST", `/v1/macros/${id}/run`, { conversationId }, newKey());

/** Runs it and says what came of it. */
export async function sayMacro(t: Translate, { id, title }: { id: string; title: string }, conversationId: string): Promise<void> {
  const answer = await runMacro(id, conversationId);
  const words = answer.ok ? (answer.value.complete ? t("macro.done", { name: title }) : t("macro.partly", { name: title })) : problemWords(t, answer.problem);
  toast({ id: "macro", text: words, tone: answer.ok && answer.value.complete ? "calm" : "alarm", lasts: 5_000 });
  await loadThread(conversationId);
}
