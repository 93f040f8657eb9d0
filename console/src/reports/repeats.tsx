/** What customers keep asking: how often, whether an article answers it, what an answer by itself would save. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { read } from "../api/client.ts";
import { useServerHas } from "../api/queries.ts";
import { useT } from "../i18n/index.ts";
import { Empty, Loaded } from "../ui/blocks.tsx";
import { TableBox } from "../ui/table-box.tsx";

const DAY_MS = 86_400_000;
const SHOWN = 20;

interface RepeatRow {
  label: string;
  count: number;
  share: number;
  perDay: number | null;
  samples: string[];
  article: { id: string; title: string; confidence: number } | null;
  savedMin: number;
}

export function Repeats({ days }: { days: number }): ReactNode {
  const t = useT();
  const has = useServerHas("/v1/reports/repeats");
  const query = useQuery({
    queryKey: ["report", "repeats", days],
    queryFn: () => read<{ rows: RepeatRow[] }>(`/v1/reports/repeats?limit=${SHOWN}&from=${Date.now() - days * DAY_MS}`),
    enabled: has,
    staleTime: 60_000,
  });
  if (!has) return null;
  return (
    <section className="section">
      <h2>{t("repeats.title")}</h2>
      <p className="muted">{t("repeats.hint")}</p>
      <Loaded query={query}>{({ rows }) => <Rows rows={rows} />}</Loaded>
    </section>
  );
}

function Rows({ rows }: { rows: readonly RepeatRow[] }): ReactNode {
  const t = useT();
  if (rows.length === 0) return <Empty text={t("repeats.none")} />;
  return (
    <TableBox>
      <table>
        <caption className="hidden-text">{t("repeats.title")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("repeats.question")}</th>
            <th scope="col">{t("repeats.count")}</th>
            <th scope="col">{t("repeats.article")}</th>
            <th scope="col">{t("repeats.saved")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, count, share, samples, article, savedMin }) => (
            <tr key={label}>
              <td title={samples.join("\n")}>
                <bdi>{label}</bdi>
              </td>
              <td className="tabular">
                {count} <span className="muted small">({Math.round(share * 100)} %)</span>
              </td>
              <td>{article ? article.title : <Link to="/knowledge">{t("repeats.write")}</Link>}</td>
              <td className="tabular">{t("repeats.minutes", { count: savedMin })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}
