/** The next half hour in one sentence and one plot. */
import type { ReactNode } from "react";
import { useForecast } from "../api/queries.ts";
import type { Forecast } from "../api/shapes.ts";
import { useT } from "../i18n/index.ts";
import { Loaded } from "../ui/blocks.tsx";
import { ForecastPlot } from "./forecast-plot.tsx";
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
  return (
    <div className="forecast">
      <Loaded query={query}>
        {(forecast) => (
          <>
            <Sentence forecast={forecast} />
            <ForecastPlot forecast={forecast} samples={samples} />
          </>
        )}
      </Loaded>
    </div>
  );
}
