/** Filters of the tab All, and those that were given a name. */
import { X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { CHANNEL_KINDS } from "../../../protocol/channels.ts";
import { useAgents } from "../api/queries.ts";
import { useT } from "../i18n/index.ts";
import { usePrefs } from "../state/prefs.ts";
import { useChannelName } from "./channel-mark.tsx";
import { type Filter, NO_FILTER } from "./lists.ts";

const STATUSES = ["open", "pending", "snoozed", "resolved"] as const;

interface Props {
  filter: Filter;
  onFilter: (filter: Filter) => void;
}

function Saved({ filter, onFilter }: Props): ReactNode {
  const t = useT();
  const filters = usePrefs((prefs) => prefs.filters);
  if (filters.length === 0) return null;
  return (
    <div className="row wrap">
      {filters.map(({ name, ...kept }) => {
        const saved = { ...NO_FILTER, ...kept };
        const on = JSON.stringify(saved) === JSON.stringify(filter);
        return (
          <span key={name} className="saved-filter">
            <button type="button" className="button small" aria-pressed={on} onClick={() => onFilter(on ? NO_FILTER : saved)}>
              {name}
            </button>
            <button
              type="button"
              className="button icon small"
              aria-label={t("filter.forget", { name })}
              onClick={() => usePrefs.setState({ filters: filters.filter((one) => one.name !== name) })}
            >
              <X size={14} strokeWidth={1.5} />
            </button>
          </span>
        );
      })}
    </div>
  );
}

function SaveAs({ filter }: { filter: Filter }): ReactNode {
  const t = useT();
  const filters = usePrefs((prefs) => prefs.filters);
  const [name, setName] = useState("");
  const save = (): void => {
    const known = name.trim();
    if (known === "") return;
    usePrefs.setState({ filters: [...filters.filter((one) => one.name !== known), { name: known, ...filter }] });
    setName("");
  };
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <input
        className="input small-input"
        value={name}
        aria-label={t("filter.name")}
        placeholder={t("filter.name")}
        onChange={(event) => setName(event.target.value)}
      />
      <button type="submit" className="button small" disabled={name.trim() === ""}>
        {t("filter.save")}
      </button>
    </form>
  );
}

export function Filters({ filter, onFilter }: Props): ReactNode {
  const t = useT();
  const channelName = useChannelName();
  const set = (part: Partial<Filter>): void => onFilter({ ...filter, ...part });
  const { data: agents = [] } = useAgents();
  const filtered = Object.values(filter).some((wanted) => wanted !== "");
  return (
    <div className="filters">
      <Saved filter={filter} onFilter={onFilter} />
      <div className="filter-fields">
        <select className="input small-input" aria-label={t("filter.status")} value={filter.status} onChange={(event) => set({ status: event.target.value })}>
          <option value="">{t("filter.any-status")}</option>
          {STATUSES.map((status) => (
            <option key={status} value={status}>
              {t(`status.${status}`)}
            </option>
          ))}
        </select>
        <select
          className="input small-input"
          aria-label={t("filter.channel")}
          value={filter.channel}
          onChange={(event) => set({ channel: event.target.value })}
        >
          <option value="">{t("filter.any-channel")}</option>
          {CHANNEL_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {channelName(kind)}
            </option>
          ))}
        </select>
        <select className="input small-input" aria-label={t("filter.agent")} value={filter.agent} onChange={(event) => set({ agent: event.target.value })}>
          <option value="">{t("filter.any-agent")}</option>
          <option value="none">{t("filter.nobody")}</option>
          <option value="bot">{t("owner.bot")}</option>
          {agents.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        <input
          className="input small-input"
          aria-label={t("filter.label")}
          placeholder={t("filter.label")}
          value={filter.label}
          onChange={(event) => set({ label: event.target.value })}
        />
      </div>
      {filtered && <SaveAs filter={filter} />}
    </div>
  );
}
