/** The run as a picture: memory, open files and latency over time, drawn by ECharts without a browser. */
import { writeFileSync } from "node:fs";
import * as echarts from "echarts";

export interface Sample {
  /** seconds since the start */
  at: number;
  weather: string;
  engineRss: number;
  rss: number;
  handles: number;
  p50: number | null;
  p99: number | null;
  acknowledged: number;
}

const SIZE = { width: 1_100, height: 900 };
const MB = 1024 * 1024;
const PANELS = [
  { top: 70, name: "resident memory, MB" },
  { top: 350, name: "open files" },
  { top: 630, name: "acknowledged after, ms" },
];
const PANEL_HEIGHT = 210;

export function plotSoak(path: string, samples: readonly Sample[], title: string): void {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, ...SIZE });
  const line = (name: string, panel: number, value: (sample: Sample) => number | null) => ({
    name,
    type: "line",
    symbol: "none",
    xAxisIndex: panel,
    yAxisIndex: panel,
    data: samples.map((sample) => [sample.at / 60, value(sample)]),
  });
  chart.setOption({
    animation: false,
    backgroundColor: "#fff",
    title: { text: title },
    legend: { top: 30 },
    grid: PANELS.map(({ top }) => ({ left: 70, right: 30, top, height: PANEL_HEIGHT })),
    xAxis: PANELS.map((_, gridIndex) => ({ gridIndex, type: "value", name: "min", min: 0 })),
    yAxis: PANELS.map(({ name }, gridIndex) => ({ gridIndex, type: "value", name, min: 0 })),
    series: [
      line("engine", 0, ({ engineRss }) => engineRss / MB),
      line("with its launcher", 0, ({ rss }) => rss / MB),
      line("files", 1, ({ handles }) => handles),
      line("p50 in fair weather", 2, ({ p50 }) => p50),
      line("p99 in fair weather", 2, ({ p99 }) => p99),
    ],
  });
  writeFileSync(path, chart.renderToSVGString());
  chart.dispose();
}
