/** Replies one has written once: kept by the server, found by shortcut, title or pinyin initials. Some may still lie in this browser only, from before. */
import { useQuery } from "@tanstack/react-query";
import { create } from "zustand";
import { persist } from "zustand/middleware";
import { initialsOf } from "../../../protocol/pinyin-initials.ts";
import { type Answer, ask, read } from "../api/client.ts";
import { useServerHas } from "../api/queries.ts";
import { useMacros } from "./macros.ts";

const MINUTE_MS = 60_000;

export interface Canned {
  id: string;
  shortcut: string;
  title: string;
  /** May hold variables, see VARIABLES. */
  text: string;
  folder?: string;
  shared?: boolean;
  /** It is a macro: taken, it does something to the conversation instead of writing. */
  macro?: true;
}

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
    ...replies,
    ...local,
    ...macros.map(({ id, name, description }) => ({ id, shortcut: name.replaceAll(/[\s/]/g, ""), title: name, text: description, macro: true as const })),
  ];
}

export const keepAtServer = ({ id, shared = false, folder = "", ...words }: Canned, isNew: boolean): Promise<Answer<unknown>> =>
  isNew ? ask("POST", "/v1/canned-replies", { ...words, folder, shared }) : ask("PATCH", `/v1/canned-replies/${id}`, { ...words, folder, shared });

const SHOWN = 6;

/** Best first: shortcut, then title, then initials. */
export function findCanned(replies: readonly Canned[], query: string): Canned[] {
  const q = query.trim().toLowerCase();
  const rank = ({ shortcut, title }: Canned): number => {
    if (shortcut.toLowerCase().startsWith(q)) return 0;
    if (title.toLowerCase().includes(q)) return 1;
    return initialsOf(title).includes(q) ? 2 : -1;
  };
  return replies
    .map((one) => ({ one, at: rank(one) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at || a.one.shortcut.localeCompare(b.one.shortcut))
    .slice(0, SHOWN)
    .map(({ one }) => one);
}

export const VARIABLES = ["customer", "agent", "order", "tracking"] as const;
export type Values = Partial<Record<(typeof VARIABLES)[number], string>>;

/** What is not known stays as it is written, to be filled by hand. */
export const fillIn = (text: string, values: Values): string => text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name as keyof Values] ?? whole);

/** The first variable that is still open, with its place. */
export function openVariable(text: string): { start: number; end: number } | null {
  const found = /\{\{\w+\}\}/.exec(text);
  return found ? { start: found.index, end: found.index + found[0].length } : null;
}
