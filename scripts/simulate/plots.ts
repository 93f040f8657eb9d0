/** Plots of a simulation as SVG, drawn by ECharts without a browser. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as echarts from "echarts";
import type { Figures } from "./figures.ts";
import type { ForecastScore } from "./forecast-error.ts";
import { MINUTE_MS } from "./people.ts";
import type { Run } from "./shop-floor.ts";
import { DAY_MIN, type Trace } from "./traces.ts";

const SIZE = { width: 960, height: 420 };

function draw(path: string, option: echarts.EChartsCoreOption): void {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, ...SIZE });
  chart.setOption({ animation: false, backgroundColor: "#fff", grid: { left: 60, right: 60, top: 70, bottom: 40 }, legend: { top: 34 }, ...option });
  writeFileSync(path, chart.renderToSVGString());
  chart.dispose();
}

/** Mean and 95th percentile of waits by strategy. */
export function plotWaits(folder: string, trace: string, figures: readonly Figures[]): void {
  draw(join(folder, `${trace}-waits.svg`), {
    title: { text: `${trace}: waits by strategy, seconds` },
    xAxis: { type: "category", data: figures.map(({ strategy }) => strategy) },
    yAxis: { type: "value" },
    series: [
      { name: "mean", type: "bar", data: figures.map(({ meanWaitS }) => Math.round(meanWaitS)), label: { show: true, position: "top" } },
      { name: "95th percentile", type: "bar", data: figures.map(({ p95WaitS }) => Math.round(p95WaitS)), label: { show: true, position: "top" } },
    ],
  });
}

/** A day as the supervisor sees it: who came, the line, when the alarm was on. */
export function plotDay(folder: string, trace: Trace, run: Run, day: number): void {
  const from = day * DAY_MIN;
  const minutes = Array.from({ length: DAY_MIN / 5 }, (_, n) => from + n * 5);
  const sum = (values: readonly number[], at: number): number => values.slice(at, at + 5).reduce((total, value) => total + value, 0);
  const alerts = new Set(run.moments.filter(({ alert }) => alert).map(({ at }) => Math.round(at / MINUTE_MS)));
  draw(join(folder, `${trace.name}-day.svg`), {
    title: { text: `${trace.name}: one day (number ${day + 1})` },
    xAxis: {
      type: "category",
      data: minutes.map((minute) => `${String(Math.floor((minute - from) / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`),
    },
    yAxis: [
      { type: "value", name: "in 5 minutes" },
      { type: "value", name: "waiting" },
    ],
    series: [
      { name: "arrivals", type: "line", symbol: "none", data: minutes.map((minute) => sum(trace.arrivals, minute)) },
      { name: "waiting", type: "line", symbol: "none", yAxisIndex: 1, data: minutes.map((minute) => run.lineByMinute[minute] ?? 0) },
      {
        name: "alarm",
        type: "bar",
        barWidth: "100%",
        itemStyle: { opacity: 0.25 },
        yAxisIndex: 1,
        data: minutes.map((minute) => (alerts.has(minute) ? Math.max(...run.lineByMinute.slice(from, from + DAY_MIN)) : 0)),
      },
    ],
  });
}

export function plotForecast(folder: string, trace: string, scores: readonly ForecastScore[]): void {
  draw(join(folder, `${trace}-forecast.svg`), {
    title: { text: `${trace}: error of the next half hour's arrivals` },
    xAxis: { type: "category", data: scores.map(({ method }) => method) },
    yAxis: [
      { type: "value", name: "pinball, per minute" },
      { type: "value", name: "MAPE, %" },
    ],
    series: [
      { name: "pinball loss", type: "bar", data: scores.map(({ pinball }) => Number(pinball.toFixed(4))), label: { show: true, position: "top" } },
      { name: "MAPE", type: "bar", yAxisIndex: 1, data: scores.map(({ mape }) => Number((100 * mape).toFixed(1))), label: { show: true, position: "top" } },
    ],
  });
}
