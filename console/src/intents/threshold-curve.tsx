/** What a threshold does to an own intent: the curve of its kept examples, both figures in words, and what the examples are taken for. */
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { IntentThreshold, ThresholdPoint } from "../../../protocol/intent-threshold.ts";
import { read } from "../api/client.ts";
import { type Translate, useNamed, useT } from "../i18n/index.ts";
import { Loaded } from "../ui/blocks.tsx";
import { ThresholdPlot } from "./threshold-plot.tsx";

/** Measured anew whenever the dialog opens: other intents' examples count too. */
export const useIntentThreshold = (name: string | null): UseQueryResult<IntentThreshold> =>
  useQuery({
    queryKey: ["intents", name, "threshold"],
    queryFn: () => read<IntentThreshold>(`/v1/intent-thresholds/${name}`),
    enabled: name !== null,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

export const pointAt = (points: readonly ThresholdPoint[], threshold: number): ThresholdPoint | undefined =>
  points[Math.round(threshold * (points.length - 1))];

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** Both figures at a threshold, as a sentence for eyes and screen readers. */
export function thresholdWords(t: Translate, measured: IntentThreshold, threshold: number): string {
  const point = pointAt(measured.points, threshold);
  if (!point) return threshold.toFixed(2);
  const at = { threshold: threshold.toFixed(2), recall: percent(point.recall) };
  if (measured.others === 0) return t("intents.at-alone", at);
  return point.precision === null ? t("intents.at-none", at) : t("intents.at", { ...at, precision: percent(point.precision) });
}

function ConfusedWith({ measured }: { measured: IntentThreshold }): ReactNode {
  const t = useT();
  const named = useNamed();
  const own = measured.confusedWith;
  if (own.length === 0) return <p className="small muted">{t("intents.confused-none")}</p>;
  return (
    <div>
      <p className="field-label">{t("intents.confused")}</p>
      <ul className="row wrap">
        {own.map(({ name, share }) => (
          <li key={name} className="chip" title={name}>
            {named("intent", name)} {percent(share)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Curve({ measured, threshold }: { measured: IntentThreshold; threshold: number }): ReactNode {
  const t = useT();
  const { examples, others, needed, points } = measured;
  if (points.length === 0) return <p className="small muted">{t("intents.curve-few", { count: examples, needed })}</p>;
  const said = thresholdWords(t, measured, threshold);
  return (
    <>
      <ThresholdPlot points={points} threshold={threshold} said={said} />
      <p className="small">{said}</p>
      <p className="small muted">{t("intents.curve-from", { examples, others })}</p>
    </>
  );
}

export function ThresholdCurve({ query, threshold }: { query: UseQueryResult<IntentThreshold>; threshold: number }): ReactNode {
  const t = useT();
  return (
    <section className="stack" aria-label={t("intents.curve")}>
      <Loaded query={query}>
        {(measured) => (
          <>
            <Curve measured={measured} threshold={threshold} />
            <ConfusedWith measured={measured} />
          </>
        )}
      </Loaded>
    </section>
  );
}
