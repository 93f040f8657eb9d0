/** The next half hour in one sentence and one plot. */
import type { ReactNode } from "react";
import { useForecast } from "../api/queries.ts";
import type { Forecast } from "../api/shapes.ts";
import { useT } from "../i18n/index.ts";
import { ThinBar } from "../ui/blocks.tsx";
import { ForecastPlot } from "./forecast-plot.tsx";
import { NotKnown } from "./not-known.tsx";
import { useSamples } from "./samples.ts";

function Sentence({ forecast }: { forecast: Forecast }): ReactNode {
  const t = useT();
  const { agentsNeeded, agentsOnline, horizonMin, enoughData } = forecast;
  const missing = agentsNeeded - agentsOnline;
  if (!enoughData) return <p className="forecast-sentence muted">{t("forecast.young")}</p>;
  const words = missing > 0 ? t("forecast.missing", { minutes: horizonMin, count: missing }) : t("forecast.enough", { minutes: horizonMin });
  return (
    <p className={`forecast-sentence ${forecast.alert ? "alarm-text" : ""}`}>
      {words}{" "}
      <span className="muted">{t("forecast.figures", { needed: agentsNeeded, online: agentsOnline, rate: forecast.predictedArrivalsPerMin.toFixed(1) })}</span>
    </p>
  );
}

export function ForecastBlock({ teamId }: { teamId: string }): ReactNode {
  const query = useForecast(teamId);
  const samples = useSamples(teamId, query.data);
  const { data, error, dataUpdatedAt, isFetching, refetch } = query;
  return (
    <div className={`forecast ${error ? "not-known" : ""}`}>
      <ThinBar on={data === undefined && isFetching} />
      {error && <NotKnown at={dataUpdatedAt} onRetry={() => void refetch()} />}
      {data && (
        <>
          <Sentence forecast={data} />
          <ForecastPlot forecast={data} samples={samples} />
        </>
      )}
    </div>
  );
}
