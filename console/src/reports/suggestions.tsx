/** Whether suggestions keep what their confidence promises: what agents made of them, by how sure they were. Every count leads to its conversations. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { CONFIDENCE_EDGES, SUGGESTION_USES, type SuggestionUse } from "../../../protocol/report-figures.ts";
import { read } from "../api/client.ts";
import { useT } from "../i18n/index.ts";
import { Empty, Loaded } from "../ui/blocks.tsx";
import { TableBox } from "../ui/table-box.tsx";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

interface Figures extends Record<SuggestionUse, number> {
  precision: number | null;
}
interface Report {
  from: number;
  to: number;
  total: Figures;
  bands: Figures[];
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** The last edge lies above full confidence. */
export function bandName(band: number): string {
  const [from = 0, to = 1] = [CONFIDENCE_EDGES[band], CONFIDENCE_EDGES[band + 1]];
  return `${Math.round(from * 100)}–${percent(Math.min(1, to))}`;
}

interface LineProps {
  name: string;
  figures: Figures;
  /** undefined = all of them */
  band?: number;
  period: Pick<Report, "from" | "to">;
}

function Line({ name, figures, band, period: { from, to } }: LineProps): ReactNode {
  return (
    <tr>
      <th scope="row" className="tabular">
        {name}
      </th>
      {SUGGESTION_USES.map((used) => (
        <td key={used} className="number">
          {figures[used] === 0 ? (
            0
          ) : (
            <Link to="/reports/suggestions" search={{ used, from, to, ...(band === undefined ? {} : { band }) }} className="figure-link">
              {figures[used]}
            </Link>
          )}
        </td>
      ))}
      <td className="number">{figures.precision === null ? "–" : percent(figures.precision)}</td>
    </tr>
  );
}

function Bands({ report }: { report: Report }): ReactNode {
  const t = useT();
  const { total, bands } = report;
  if (SUGGESTION_USES.every((used) => total[used] === 0)) return <Empty text={t("suggestions.none")} />;
  return (
    <TableBox>
      <table>
        <caption className="hidden-text">{t("suggestions.title")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("suggestion.confidence")}</th>
            {SUGGESTION_USES.map((used) => (
              <th key={used} scope="col" className="number">
                {t(`suggestions.${used}`)}
              </th>
            ))}
            <th scope="col" className="number">
              {t("suggestions.precision")}
            </th>
          </tr>
        </thead>
        <tbody>
          {bands.map((figures, band) => <Line key={bandName(band)} name={bandName(band)} figures={figures} band={band} period={report} />).toReversed()}
          <Line name={t("suggestions.any")} figures={total} period={report} />
        </tbody>
      </table>
    </TableBox>
  );
}

export function Suggestions({ days }: { days: number }): ReactNode {
  const t = useT();
  const query = useQuery({
    queryKey: ["report", "suggestions", days],
    queryFn: () => {
      const to = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS;
      return read<Report>(`/v1/reports/suggestions?from=${to - days * DAY_MS}&to=${to}`);
    },
  });
  return (
    <section className="section">
      <h2>{t("suggestions.title")}</h2>
      <p className="muted">{t("suggestions.hint")}</p>
      <Loaded query={query}>{(report) => <Bands report={report} />}</Loaded>
    </section>
  );
}
