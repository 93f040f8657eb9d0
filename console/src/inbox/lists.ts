/** Where the lists come from: mine from the store, the others from the server, shown with what the store knows better. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import { read } from "../api/client.ts";
import type { ConversationPage, ListedConversation } from "../api/shapes.ts";
import { tellDesk, useDesk } from "../state/desk.ts";
import type { Row } from "../state/model.ts";
import { mine } from "../state/rows.ts";

const QUEUE_MS = 3_000;
const ALL_MS = 8_000;

export interface List {
  rows: readonly Row[];
  loading: boolean;
  error: unknown;
  /** When it was read, epoch ms; null = it is told to us as it changes. */
  readAt: number | null;
  retry: () => void;
  more?: () => void;
}

export interface Filter {
  status: string;
  channel: string;
  label: string;
  /** Who has it. */
  agent: string;
}
export const NO_FILTER: Filter = { status: "", channel: "", label: "", agent: "" };

export function useMine(): List {
  const rows = useDesk((state) => state.rows);
  const me = useDesk((state) => state.me);
  const seq = useDesk((state) => state.seq);
  const sorted = useMemo(() => mine(rows, me), [rows, me]);
  return { rows: sorted, loading: seq === null && sorted.length === 0, error: null, readAt: null, retry: () => undefined };
}

/** The server's order with the store's newer facts. */
function useListed(listed: readonly ListedConversation[] | undefined): Row[] {
  useEffect(() => {
    if (listed) tellDesk({ do: "listed", rows: listed });
  }, [listed]);
  const rows = useDesk((state) => state.rows);
  return useMemo(() => (listed ?? []).flatMap((row) => rows[row.id] ?? []), [listed, rows]);
}

export function useQueue(on: boolean): List {
  const path = "/v1/conversations?assignee=queue&limit=100";
  const query = useQuery({ queryKey: ["conversations", "queue"], queryFn: () => read<ConversationPage>(path), refetchInterval: QUEUE_MS, enabled: on });
  const known = useListed(query.data?.conversations);
  const rows = useMemo(() => {
    const waiting = known.filter((row) => row.owner.kind === "queue" && row.status !== "resolved");
    return waiting.sort((a, b) => b.priority - a.priority || (a.waitingSince ?? a.lastTurnAt) - (b.waitingSince ?? b.lastTurnAt));
  }, [known]);
  return { rows, loading: query.isPending, error: query.error, readAt: query.dataUpdatedAt, retry: () => void query.refetch() };
}

export const useAll = ({ agent, ...filter }: Filter, on: boolean): List => useFound("all", { ...filter, assignee: agent }, on);

/** Open and with no person: in a line, or with the bot. */
export function useUnassigned(on: boolean): List {
  const list = useFound("unassigned", UNASSIGNED, on);
  // Whoever was given it meanwhile is known here first.
  const rows = useMemo(() => list.rows.filter((row) => row.owner.kind !== "agent" && row.status === "open"), [list.rows]);
  return { ...list, rows };
}
const UNASSIGNED = { assignee: "none", status: "open" };

/** Where a note names me. */
export const useMentions = (on: boolean): List => useFound("mentions", { mentioned: "me" }, on);

function useFound(name: string, wanted: Readonly<Record<string, string>>, on: boolean): List {
  const query = useInfiniteQuery({
    queryKey: ["conversations", name, wanted],
    queryFn: ({ pageParam }) => read<ConversationPage>(`/v1/conversations?${asked(wanted, pageParam)}`),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: ALL_MS,
    enabled: on,
  });
  const listed = useMemo(() => query.data?.pages.flatMap((page) => page.conversations), [query.data]);
  const rows = useListed(listed);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const more = useCallback((): void => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return { rows, loading: query.isPending, error: query.error, readAt: query.dataUpdatedAt, retry: () => void query.refetch(), more };
}

function asked(wanted: Readonly<Record<string, string>>, cursor: string): URLSearchParams {
  return new URLSearchParams(Object.entries({ ...wanted, cursor, limit: "50" }).filter(([, value]) => value !== ""));
}
