/** C12: what was, with the definition of every figure beside it, as a table and as CSV; every figure leads to its conversations. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { FIGURES, type Figure, GROUPS, type Group, SPREAD_FIGURES, type SpreadFigure } from "../../../protocol/report-figures.ts";
import { read } from "../api/client.ts";
import { type Key, useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";
import { Empty, Loaded } from "../ui/blocks.tsx";
import { CsvButton } from "../ui/csv-button.tsx";
import { TableBox } from "../ui/table-box.tsx";
import type { Behind } from "./figure-names.ts";
import { useGroupName } from "./group-name.ts";
import { Repeats } from "./repeats.tsx";
import { Suggestions } from "./suggestions.tsx";
import "./reports.css";

const DAYS = [1, 7, 30, 90, 365] as const;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Figures that still catch up are asked for again. */
const CATCHES_UP_MS = 5_000;

interface Percentiles {
  /** ms */
  p50: number | null;
  p95: number | null;
}
type Row = { group: string; percentiles: Record<SpreadFigure, Percentiles> } & Record<Figure, number | null>;

interface Report {
  from: number;
  to: number;
  /** Conversations whose latest changes are not counted yet. */
  behind: number;
  rows: Row[];
}

/** `now` is rounded, so that the same question is asked once a minute at most. */
function pathOf(by: Group, days: number): string {
  const to = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS;
  return `/v1/reports/conversations?by=${by}&from=${to - days * DAY_MS}&to=${to}&utcOffsetMin=${-new Date().getTimezoneOffset()}`;
}

const SHARES: ReadonlySet<Figure> = new Set(["firstReplyWithinMinute", "botShare", "suggestionUse"]);

function shownOf(figure: Figure, value: number, span: (ms: number) => string): string {
  if (figure.endsWith("Ms")) return span(value);
  if (SHARES.has(figure)) return `${Math.round(value * 100)} %`;
  return figure === "csat" ? value.toFixed(1) : String(value);
}

/** Nothing stands behind a count of 0; behind a time of 0 ms, or a share of 0 %, there is something. */
const leadsOn = (figure: Figure, value: number): boolean => value > 0 || figure.endsWith("Ms") || figure === "suggestionUse";

/** A figure leads to its conversations; a mean of times has its median and 95th percentile below it. */
function Cell({ value, spread, ...behind }: Behind & { value: number | null; spread: Percentiles | undefined }): ReactNode {
  const t = useT();
  const times = useTimes();
  if (value === null) return <td className="number muted">–</td>;
  const shown = shownOf(behind.figure, value, times.span);
  if (!leadsOn(behind.figure, value)) return <td className="number">{shown}</td>;
  return (
    <td className="number">
      <Link to="/reports/behind" search={behind} className="figure-link">
        {shown}
      </Link>
      {spread && spread.p50 !== null && spread.p95 !== null && (
        <span className="small muted figure-spread">
          <span className="block">{t("figure.median", { time: times.span(spread.p50) })}</span>
          <span className="block">{t("figure.p95", { time: times.span(spread.p95) })}</span>
        </span>
      )}
    </td>
  );
}

const spreadOf = (row: Row, figure: Figure): Percentiles | undefined => {
  const name = SPREAD_FIGURES.find((one) => one === figure);
  return name && row.percentiles[name];
};

function ReportTable({ by, report: { from, to, rows } }: { by: Group; report: Report }): ReactNode {
  const t = useT();
  const name = useGroupName(by);
  return (
    <TableBox>
      <table>
        <caption className="hidden-text">{t("nav.reports")}</caption>
        <thead>
          <tr>
            <th scope="col">{t(`reports.by.${by}`)}</th>
            {FIGURES.map((figure) => (
              <th key={figure} scope="col" className="number" title={t(`figure-means.${figure}` as Key)}>
                {t(`figure.${figure}` as Key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.group}>
              <th scope="row">{name(row.group)}</th>
              {FIGURES.map((figure) => (
                <Cell key={figure} by={by} group={row.group} figure={figure} from={from} to={to} value={row[figure]} spread={spreadOf(row, figure)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

function Definitions(): ReactNode {
  const t = useT();
  return (
    <details>
      <summary className="muted">{t("reports.definitions")}</summary>
      <dl className="definitions">
        {FIGURES.map((figure) => (
          <div key={figure}>
            <dt className="field-label">{t(`figure.${figure}` as Key)}</dt>
            <dd className="muted">{t(`figure-means.${figure}` as Key)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

export function ReportsPage(): ReactNode {
  const t = useT();
  const [by, setBy] = useState<Group>("day");
  const [days, setDays] = useState<number>(7);
  const query = useQuery({
    queryKey: ["report", by, days],
    queryFn: () => read<Report>(pathOf(by, days)),
    refetchInterval: ({ state }) => (state.data && state.data.behind > 0 ? CATCHES_UP_MS : false),
  });
  const behind = query.data?.behind ?? 0;
  return (
    <div className="page">
      <div className="page-inner">
        <div className="page-head">
          <h1 className="grow">{t("nav.reports")}</h1>
          <select className="input narrow" aria-label={t("reports.group")} value={by} onChange={(event) => setBy(event.target.value as Group)}>
            {GROUPS.map((group) => (
              <option key={group} value={group}>
                {t(`reports.by.${group}`)}
              </option>
            ))}
          </select>
          <select className="input narrow" aria-label={t("reports.period")} value={days} onChange={(event) => setDays(Number(event.target.value))}>
            {DAYS.map((count) => (
              <option key={count} value={count}>
                {t("reports.days", { count })}
              </option>
            ))}
          </select>
          <CsvButton path={() => pathOf(by, days)} name={`kefu-${by}.csv`} />
        </div>
        {behind > 0 && (
          <p className="banner calm" role="status">
            {t("reports.behind", { count: behind })}
          </p>
        )}
        <Loaded query={query}>{(report) => (report.rows.length === 0 ? <Empty text={t("reports.none")} /> : <ReportTable by={by} report={report} />)}</Loaded>
        <Definitions />
        <Suggestions days={days} />
        <Repeats days={days} />
      </div>
    </div>
  );
}
