/** What works and what does not, in one calm line: parts that are ill since when, and whether conversations are spared calls for a while. */
import type { ReactNode } from "react";
import { useHealth } from "../api/queries.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";

export function WorksLine(): ReactNode {
  const t = useT();
  const named = useNamed();
  const times = useTimes();
  const { data, error, dataUpdatedAt } = useHealth();
  if (error) return <Line tone="warn" words={[dataUpdatedAt > 0 ? t("board.health-of", { time: times.time(dataUpdatedAt) }) : t("board.health-not-known")]} />;
  if (!data) return null;
  const ill = Object.entries(data.components).filter(([, { state }]) => state !== "ok");
  const breakers = Object.entries(data.breakers).filter(([, state]) => state !== "closed");
  const words = [
    ...ill.map(([name, { state, since }]) => {
      const what = `${named("component", name)} ${named("component-state", state)}`;
      return since > 0 ? `${what} (${t("since", { time: times.time(since) })})` : what;
    }),
    ...breakers.map(([name, state]) => `${named("component", name)} ${named("breaker-state", state)}`),
  ];
  return <Line tone={words.length > 0 ? "warn" : "ok"} words={words.length > 0 ? words : [t("board.all-works")]} />;
}

function Line({ tone, words }: { tone: "ok" | "warn"; words: readonly string[] }): ReactNode {
  return (
    <p className="row muted works-line">
      <span className={`dot ${tone}`} aria-hidden />
      <span>{words.join(" · ")}</span>
    </p>
  );
}
