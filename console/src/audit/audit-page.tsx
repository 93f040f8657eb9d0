/** Who did what to what, newest first: filters, what it was before and after, CSV. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type ReactNode, useDeferredValue, useState } from "react";
import { read } from "../api/client.ts";
import { useAgentNames } from "../api/names.tsx";
import { useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";
import { Empty, Field, Loaded, More } from "../ui/blocks.tsx";
import { CsvButton } from "../ui/csv-button.tsx";
import { TableBox } from "../ui/table-box.tsx";
import "./audit.css";

interface Entry {
  seq: number;
  at: number;
  actor: string;
  action: string;
  subject: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}
interface Filter {
  action: string;
  subject: string;
}

const MOST_UNITS = 160;
const shown = (value: unknown): string => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > MOST_UNITS ? `${text.slice(0, MOST_UNITS)}…` : text;
};
type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

/** What differs, a line each; fields inside fields by their path. */
function differences(before: Fields, after: Fields, path = ""): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const [was, is] = [before[name], after[name]];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    if (isFields(was) && isFields(is)) return differences(was, is, `${path}${name}.`);
    if (was === undefined) return [`${path}${name}: ${shown(is)}`];
    return [`${path}${name}: ${shown(was)} → ${is === undefined ? "–" : shown(is)}`];
  });
}

/** Long ids by their end; the whole one is in the title. */
const brief = (text: string): string => text.replace(/[a-z]{2}_[0-9a-z]{10,}/g, (id) => `${id.slice(0, 3)}…${id.slice(-6)}`);

const asked = (filter: Filter): string =>
  Object.entries(filter)
    .filter(([, value]) => value.trim() !== "")
    .map(([name, value]) => `&${name}=${encodeURIComponent(value.trim())}`)
    .join("");

function Rows({ entries }: { entries: readonly Entry[] }): ReactNode {
  const t = useT();
  const times = useTimes();
  const agentName = useAgentNames();
  const named = (who: string): string => (who.startsWith("agent:") ? agentName(who.slice("agent:".length)) : brief(who));
  return (
    <TableBox>
      <table>
        <caption className="hidden-text">{t("nav.audit")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("audit.when")}</th>
            <th scope="col">{t("audit.who")}</th>
            <th scope="col">{t("audit.what")}</th>
            <th scope="col">{t("audit.subject")}</th>
            <th scope="col">{t("audit.change")}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.seq}>
              <td className="small tabular audit-when">{times.moment(entry.at)}</td>
              <td title={entry.actor}>{named(entry.actor)}</td>
              <td className="mono small">{entry.action}</td>
              <td className="small" title={entry.subject}>
                {named(entry.subject)}
              </td>
              <td className="small audit-change">
                {differences(entry.before ?? {}, entry.after ?? {}).map((line) => (
                  <span key={line} className="block">
                    {line}
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

function Head(): ReactNode {
  const t = useT();
  const { data } = useQuery({ queryKey: ["audit", "head"], queryFn: () => read<{ head: { seq: number; hash: string } | null }>("/v1/audit/head") });
  if (!data?.head) return null;
  return (
    <p className="small muted">
      {t("audit.head", { count: data.head.seq })} <span className="mono">{data.head.hash.slice(0, 16)}…</span>
    </p>
  );
}

export function AuditPage(): ReactNode {
  const t = useT();
  const [filter, setFilter] = useState<Filter>({ action: "", subject: "" });
  const wanted = useDeferredValue(asked(filter));
  const query = useInfiniteQuery({
    queryKey: ["audit", wanted],
    queryFn: ({ pageParam }) =>
      read<{ entries: Entry[]; nextCursor: number | null }>(`/v1/audit?limit=50${wanted}${pageParam === 0 ? "" : `&cursor=${pageParam}`}`),
    initialPageParam: 0,
    getNextPageParam: (page) => page.nextCursor,
  });
  return (
    <div className="page">
      <div className="page-inner wide">
        <div className="page-head">
          <h1 className="grow">{t("nav.audit")}</h1>
          <CsvButton path={() => `/v1/audit?limit=1000${wanted}`} name="kefu-audit.csv" />
        </div>
        <p className="muted">{t("audit.hint")}</p>
        <Head />
        <div className="two">
          <Field id="audit-action" label={t("audit.what")} hint={t("audit.action-hint")}>
            <input id="audit-action" className="input mono" value={filter.action} onChange={(event) => setFilter({ ...filter, action: event.target.value })} />
          </Field>
          <Field id="audit-subject" label={t("audit.subject")}>
            <input
              id="audit-subject"
              className="input mono"
              value={filter.subject}
              onChange={(event) => setFilter({ ...filter, subject: event.target.value })}
            />
          </Field>
        </div>
        <Loaded query={query}>
          {({ pages }) => {
            const entries = pages.flatMap((page) => page.entries);
            return entries.length === 0 ? <Empty text={t("audit.none")} /> : <Rows entries={entries} />;
          }}
        </Loaded>
        <More query={query} label={t("audit.more")} />
      </div>
    </div>
  );
}
