/** Reports on components, as many isolates make them. Pure. */
import type { ComponentState } from "../../protocol/ports.ts";

/** Something unwell is reported every 30 s by whoever sees it; three missed reports mean that nobody sees it any more. */
export const FORGET_UNWELL_MS = 95_000;
/** More names than this are somebody's mistake. */
const MOST_COMPONENTS = 64;
const MOST_DETAIL = 200;

export type Reports = Record<string, ComponentState & { heardAt: number }>;

/** `since` stays while the state stays. */
export function reported(reports: Reports, component: string, news: { state: ComponentState["state"]; detail: string; at: number }): Reports {
  const known = reports[component];
  if (!known && Object.keys(reports).length >= MOST_COMPONENTS) return reports;
  const since = known?.state === news.state ? known.since : news.at;
  return { ...reports, [component]: { state: news.state, since, detail: news.detail.slice(0, MOST_DETAIL), heardAt: news.at } };
}

export function current(reports: Reports, now: number): Record<string, ComponentState> {
  return Object.fromEntries(
    Object.entries(reports).map(([component, { state, since, detail, heardAt }]): [string, ComponentState] => {
      if (state === "ok" || now - heardAt < FORGET_UNWELL_MS) return [component, { state, since, detail }];
      return [component, { state: "ok", since: heardAt, detail: "" }];
    }),
  );
}
