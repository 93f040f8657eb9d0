/** Pressure until now, expected arrivals with their 90 % band from now on. Labelled at the lines, no legend. */
import { type ReactNode, useEffect, useRef } from "react";
import type uPlot from "uplot";
import type { Forecast } from "../api/shapes.ts";
import { useT } from "../i18n/index.ts";
import { useLanguage } from "../i18n/language.ts";
import { usePlot } from "../ui/plot.ts";
import type { Sample } from "./samples.ts";

const HEIGHT_PX = 180;
const MINUTE_S = 60;
/** Half of the plot is the past. */
const PAST_MIN = 30;

type Columns = [number[], (number | null)[], (number | null)[], (number | null)[], (number | null)[]];

/** seconds, pressure, expected, low, high */
export function columnsOf(forecast: Forecast, samples: readonly Sample[]): Columns {
  const now = forecast.at / 1_000;
  const past = samples.filter((sample) => sample.at / 1_000 >= now - PAST_MIN * MINUTE_S && sample.at < forecast.at);
  const ahead = [0, forecast.horizonMin].map((minute) => now + minute * MINUTE_S);
  const [low, high] = forecast.band;
  const blank = past.map(() => null);
  const times = [...past.map((sample) => sample.at / 1_000), ...ahead];
  const pressure = [...past.map((sample) => sample.pressure), forecast.lambdaPerMin, null];
  const flat = (value: number): (number | null)[] => [...blank, value, value];
  return [times, pressure, flat(forecast.predictedArrivalsPerMin), flat(low), flat(high)];
}

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function optionsOf(width: number, words: { pressure: string; expected: string }, language: string): uPlot.Options {
  const axis = { stroke: colour("--text-3"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "12px system-ui" };
  const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false });
  const none = { stroke: "transparent", points: { show: false } };
  return {
    width,
    height: HEIGHT_PX,
    cursor: { show: false },
    legend: { show: false },
    scales: { x: { range: (plot) => around(plot) }, y: { range: (_, __, most) => [0, Math.max(1, most * 1.15)] } },
    axes: [
      { ...axis, values: (_, at) => at.map((second) => time.format(second * 1_000)), space: 90 },
      { ...axis, size: 36, space: 36 },
    ],
    series: [
      {},
      { stroke: colour("--accent"), width: 2, points: { show: false }, spanGaps: true },
      { stroke: colour("--machine"), width: 2, dash: [6, 4], points: { show: false } },
      none,
      none,
    ],
    bands: [{ series: [4, 3], fill: colour("--machine-soft") }],
    hooks: { draw: [(plot) => label(plot, words)] },
  };
}

function around(plot: uPlot): [number, number] {
  const last = Number(plot.data[0].at(-1) ?? 0);
  return [last - 2 * PAST_MIN * MINUTE_S, last];
}

/** Words at the lines they name. */
function label(plot: uPlot, words: { pressure: string; expected: string }): void {
  const { ctx } = plot;
  const last = plot.data[0].length - 1;
  const put = (text: string, at: number, value: number, align: CanvasTextAlign, tone: string): void => {
    ctx.fillStyle = tone;
    ctx.textAlign = align;
    ctx.font = `${12 * devicePixelRatio}px system-ui`;
    ctx.fillText(text, plot.valToPos(at, "x", true), plot.valToPos(value, "y", true) - 6 * devicePixelRatio);
  };
  const expected = plot.data[2]?.[last];
  const end = plot.data[0][last];
  const pressure = plot.data[1]?.[last - 1];
  const now = plot.data[0][last - 1];
  if (typeof expected === "number" && end !== undefined) put(words.expected, end, expected, "right", colour("--machine"));
  if (typeof pressure === "number" && now !== undefined) put(words.pressure, now, pressure, "right", colour("--accent-text"));
}

export function ForecastPlot({ forecast, samples }: { forecast: Forecast; samples: readonly Sample[] }): ReactNode {
  const t = useT();
  const language = useLanguage((shown) => shown.language);
  const columns = columnsOf(forecast, samples);
  const latest = useRef(columns);
  latest.current = columns;
  const [pressure, expected] = [t("forecast.pressure"), t("forecast.expected")];
  const { box, plot } = usePlot(
    (widthPx) => ({ options: optionsOf(widthPx, { pressure, expected }, language), data: latest.current as uPlot.AlignedData }),
    [language, pressure, expected],
  );
  useEffect(() => plot.current?.setData(columns as uPlot.AlignedData));
  const said = t("forecast.plot", {
    pressure: forecast.lambdaPerMin.toFixed(1),
    rate: forecast.predictedArrivalsPerMin.toFixed(1),
    low: forecast.band[0].toFixed(1),
    high: forecast.band[1].toFixed(1),
  });
  return <div ref={box} className="plot" role="img" aria-label={said} />;
}
