/** Figures of a bench: several runs of each subject, told as median and spread beside the floor or peer of the same run. */

export interface Figure {
  bench: string;
  subject: string;
  unit: string;
  /** one value a run */
  values: number[];
  /** What it is measured against, e.g. `bare insert`: the ratio is ours / floor. */
  against?: string;
  note?: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** p in 0–1, of unsorted values. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
}

const shown = (value: number): string => (Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2));

/** A Markdown table. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { bench, subject, unit, values, against, note } = figure;
    const peer = against === undefined ? undefined : figures.find((other) => other.bench === bench && other.subject === against);
    const ratio = peer ? `${shown(median(values) / median(peer.values))} × ${against}` : "";
    return `| ${bench} | ${subject} | ${shown(median(values))} ${unit} | ${shown(Math.min(...values))}–${shown(Math.max(...values))} | ${ratio} | ${note ?? ""} |`;
  });
  return ["| bench | subject | median | spread | against | note |", "|---|---|---|---|---|---|", ...rows].join("\n");
}
