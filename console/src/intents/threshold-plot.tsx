/** Precision and recall over the threshold, with the chosen threshold marked. Labelled at the lines, no legend. */
import { type ReactNode, useEffect, useRef } from "react";
import type uPlot from "uplot";
import type { ThresholdPoint } from "../../../protocol/intent-threshold.ts";
import { useT } from "../i18n/index.ts";
import { usePlot } from "../ui/plot.ts";
import "./intents.css";

const HEIGHT_PX = 180;
const LABEL_PX = 12;
/** Room above 100 % for the line's width. */
const TOP = 1.04;
/** A curve that begins higher has its name below. */
const NO_ROOM_ABOVE = 0.75;

interface Words {
  precision: string;
  recall: string;
}

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const percent = (share: number): string => `${Math.round(share * 100)} %`;

function optionsOf(width: number, words: Words, chosen: () => number): uPlot.Options {
  const axis = { stroke: colour("--text-3"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: `${LABEL_PX}px system-ui` };
  return {
    width,
    height: HEIGHT_PX,
    cursor: { show: false },
    legend: { show: false },
    scales: { x: { time: false, range: [0, 1] }, y: { range: [0, TOP] } },
    axes: [
      { ...axis, size: 28, incrs: [0.1, 0.2, 0.5], values: (_, at) => at.map((threshold) => threshold.toFixed(1)) },
      { ...axis, size: 52, space: 36, values: (_, at) => at.map(percent) },
    ],
    series: [
      {},
      { stroke: colour("--accent"), width: 2, points: { show: false } },
      { stroke: colour("--machine"), width: 2, dash: [6, 4], points: { show: false } },
    ],
    hooks: { draw: [(plot) => mark(plot, chosen()), (plot) => label(plot, words)] },
  };
}

/** A line down from the top at the chosen threshold, and where it meets the two curves. */
function mark(plot: uPlot, threshold: number): void {
  const { ctx, bbox } = plot;
  const x = plot.valToPos(threshold, "x", true);
  ctx.save();
  ctx.strokeStyle = colour("--text-1");
  ctx.lineWidth = devicePixelRatio;
  // The curve drawn last has left its dashes.
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  const at = nearestIndex(plot.data[0], threshold);
  for (const [series, tone] of [
    [1, "--accent"],
    [2, "--machine"],
  ] as const) {
    const value = plot.data[series]?.[at];
    if (typeof value !== "number") continue;
    ctx.fillStyle = colour(tone);
    ctx.beginPath();
    ctx.arc(x, plot.valToPos(value, "y", true), 4 * devicePixelRatio, 0, 2 * Math.PI);
    ctx.fill();
  }
  ctx.restore();
}

const nearestIndex = (thresholds: ArrayLike<number>, threshold: number): number => Math.round(threshold * (thresholds.length - 1));

/** Precision is named where it begins, recall in the corner it falls to. */
function label(plot: uPlot, words: Words): void {
  const { ctx, bbox } = plot;
  const gap = 8 * devicePixelRatio;
  const put = (text: string, x: number, y: number, align: CanvasTextAlign, tone: string): void => {
    ctx.fillStyle = tone;
    ctx.textAlign = align;
    ctx.font = `${LABEL_PX * devicePixelRatio}px system-ui`;
    ctx.fillText(text, x, y);
  };
  put(words.recall, bbox.left + bbox.width - gap, bbox.top + bbox.height - gap, "right", colour("--accent-text"));
  const begins = plot.data[2]?.[0];
  if (typeof begins !== "number") return;
  const y = plot.valToPos(begins, "y", true);
  put(words.precision, bbox.left + gap, begins > NO_ROOM_ABOVE ? y + 2 * gap : y - gap, "left", colour("--machine"));
}

const columnsOf = (points: readonly ThresholdPoint[]): uPlot.AlignedData => [
  points.map((point) => point.threshold),
  points.map((point) => point.recall),
  points.map((point) => point.precision),
];

/** `said`: the two figures at the chosen threshold, in words. */
export function ThresholdPlot({ points, threshold, said }: { points: readonly ThresholdPoint[]; threshold: number; said: string }): ReactNode {
  const t = useT();
  const chosen = useRef(threshold);
  chosen.current = threshold;
  const [precision, recall] = [t("intents.precision"), t("intents.recall")];
  const { box, plot } = usePlot(
    (widthPx) => ({ options: optionsOf(widthPx, { precision, recall }, () => chosen.current), data: columnsOf(points) }),
    [precision, recall, points],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the mark moves with the threshold
  useEffect(() => plot.current?.redraw(), [threshold]);
  return <div ref={box} className="threshold-plot" role="img" aria-label={said} />;
}
