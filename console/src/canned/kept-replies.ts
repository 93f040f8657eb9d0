/** Where replies written once are kept: at the server; some may still lie in this browser only, from before. */
import { useQuery } from "@tanstack/react-query";
import { create } from "zustand";
import { persist } from "zustand/middleware";
import { type Answer, ask, read } from "../api/client.ts";
import { useServerHas } from "../api/queries.ts";
import type { Canned } from "./canned-replies.ts";
import { useMacros } from "./macros.ts";

const MINUTE_MS = 60_000;

/** Those of this browser. */
export const useCannedReplies = create<{ replies: readonly Canned[] }>()(persist(() => ({ replies: [] as readonly Canned[] }), { name: "kefu.canned" }));

export function saveCanned(saved: Canned): void {
  useCannedReplies.setState(({ replies }) => ({ replies: [...replies.filter((one) => one.id !== saved.id), saved] }));
}
export function dropCanned(id: string): void {
  useCannedReplies.setState(({ replies }) => ({ replies: replies.filter((one) => one.id !== id) }));
}

export const CANNED_KEY = ["canned"] as const;
const NONE: readonly Canned[] = [];

/** The server's, mine and the shared ones. */
export function useServerCanned(): { has: boolean; replies: readonly Canned[]; error: unknown } {
  const has = useServerHas("/v1/canned-replies");
  const query = useQuery({
    queryKey: CANNED_KEY,
    queryFn: async () => (await read<{ replies: Canned[] }>("/v1/canned-replies")).replies,
    enabled: has,
    staleTime: MINUTE_MS,
  });
  return { has, replies: query.data ?? NONE, error: query.error };
}

/** Everything that may be picked: replies, then macros. */
export function useAllCanned(): readonly Canned[] {
  const local = useCannedReplies((state) => state.replies);
  const { replies } = useServerCanned();
  const { macros } = useMacros();
  return [
    ...replies.map((one) => ({ ...one, counted: true as const })),
    ...local,
    ...macros.map(({ id, name, description }) => ({ id, shortcut: name.replaceAll(/[\s/]/g, ""), title: name, text: description, macro: true as const })),
  ];
}

export const keepAtServer = ({ id, shared = false, folder = "", ...words }: Canned, isNew: boolean): Promise<Answer<unknown>> =>
  isNew ? ask("POST", "/v1/canned-replies", { ...words, folder, shared }) : ask("PATCH", `/v1/canned-replies/${id}`, { ...words, folder, shared });
