/** What narrows the conversations that are found: channel, team, label, and how long ago something was last said. */
import type { ReactNode } from "react";
import { CHANNEL_KINDS } from "../../../protocol/channels.ts";
import { useTeams } from "../api/queries.ts";
import { type Key, useT } from "../i18n/index.ts";
import { useChannelName } from "../inbox/channel-mark.tsx";

const DAY_MS = 86_400_000;

export interface SearchFilter {
  channel: string;
  team: string;
  label: string;
  /** At most so many days ago; "" = at any time. */
  days: string;
}
export const NO_SEARCH_FILTER: SearchFilter = { channel: "", team: "", label: "", days: "" };

/** As the list is asked for. */
export function searched(q: string, { days, ...rest }: SearchFilter, now: number): URLSearchParams {
  const since = days === "" ? "" : String(now - Number(days) * DAY_MS);
  return new URLSearchParams(Object.entries({ q, ...rest, label: rest.label.trim(), since, limit: "30" }).filter(([, value]) => value !== ""));
}

const SPANS: readonly (readonly [days: string, label: Key])[] = [
  ["", "search.any-time"],
  ["1", "search.day"],
  ["7", "search.week"],
  ["30", "search.month"],
];

interface SelectProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, words: string])[];
  onChange: (value: string) => void;
}

function Select({ label, value, options, onChange }: SelectProps): ReactNode {
  return (
    <select className="input small-input" aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
      {options.map(([name, words]) => (
        <option key={name} value={name}>
          {words}
        </option>
      ))}
    </select>
  );
}

export function SearchFilters({ filter, onFilter }: { filter: SearchFilter; onFilter: (filter: SearchFilter) => void }): ReactNode {
  const t = useT();
  const channelName = useChannelName();
  const { data: teams = [] } = useTeams();
  const set = (part: Partial<SearchFilter>): void => onFilter({ ...filter, ...part });
  const channels = CHANNEL_KINDS.map((kind) => [kind, channelName(kind)] as const);
  return (
    <div className="search-filters">
      <Select
        label={t("filter.channel")}
        value={filter.channel}
        options={[["", t("filter.any-channel")], ...channels]}
        onChange={(channel) => set({ channel })}
      />
      <Select
        label={t("filter.team")}
        value={filter.team}
        options={[["", t("filter.any-team")], ...teams.map(({ id, name }) => [id, name] as const)]}
        onChange={(team) => set({ team })}
      />
      <Select
        label={t("search.time")}
        value={filter.days}
        options={SPANS.map(([days, label]) => [days, t(label)] as const)}
        onChange={(days) => set({ days })}
      />
      <input
        className="input small-input"
        aria-label={t("filter.label")}
        maxLength={60}
        placeholder={t("filter.label")}
        value={filter.label}
        onChange={(event) => set({ label: event.target.value })}
      />
    </div>
  );
}
