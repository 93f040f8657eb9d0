/**
 * Counters and histograms of this isolate in the Prometheus text format 0.0.4. An isolate's counters begin at zero with it, as a process's
 * do: `rate()` takes that as a restart. The same points go to Analytics Engine where it is bound, which adds isolates up.
 */

export type Labels = Readonly<Record<string, string>>;

interface Family {
  help: string;
  kind: "counter" | "gauge" | "histogram";
  /** by label text */
  values: Map<string, number>;
  sums: Map<string, { labels: Labels; sum: number; count: number; buckets: number[] }>;
}

/** Seconds: around the fifty milliseconds of recording and the second of thinking. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Different label sets of one metric: labels are kinds and outcomes, never ids, so this is never reached but by a bug. */
const MOST_SERIES = 1_000;

const escaped = (text: string): string => text.replace(/\\/g, "\\\\").replace(/"/g, '\\"').replace(/\n/g, "\\n");
const labelText = (labels: Labels): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
};

export class Metrics {
  readonly #families = new Map<string, Family>();
  readonly #also: ((name: string, labels: Labels, value: number) => void) | null;

  constructor(also: ((name: string, labels: Labels, value: number) => void) | null = null) {
    this.#also = also;
  }

  #family(name: string, kind: Family["kind"], help: string): Family {
    const known = this.#families.get(name);
    if (known) return known;
    const family: Family = { help, kind, values: new Map(), sums: new Map() };
    this.#families.set(name, family);
    return family;
  }

  count(name: string, help: string, labels: Labels = {}, by = 1): void {
    const { values } = this.#family(name, "counter", help);
    const key = labelText(labels);
    if (values.has(key) || values.size < MOST_SERIES) values.set(key, (values.get(key) ?? 0) + by);
    this.#also?.(name, labels, by);
  }

  gauge(name: string, help: string, labels: Labels, value: number): void {
    const { values } = this.#family(name, "gauge", help);
    const key = labelText(labels);
    if (values.has(key) || values.size < MOST_SERIES) values.set(key, value);
  }

  /** `seconds` into the buckets. */
  observe(name: string, help: string, labels: Labels, seconds: number): void {
    const { sums } = this.#family(name, "histogram", help);
    const key = labelText(labels);
    const known = sums.get(key) ?? { labels, sum: 0, count: 0, buckets: BUCKETS.map(() => 0) };
    known.sum += seconds;
    known.count += 1;
    BUCKETS.forEach((most, at) => {
      if (seconds <= most) known.buckets[at] = (known.buckets[at] ?? 0) + 1;
    });
    if (sums.has(key) || sums.size < MOST_SERIES) sums.set(key, known);
    this.#also?.(name, labels, seconds);
  }

  text(): string {
    const lines: string[] = [];
    for (const [name, { help, kind, values, sums }] of this.#families) {
      lines.push(`# HELP ${name} ${help.replace(/\\/g, "\\\\").replace(/\n/g, "\\n")}`, `# TYPE ${name} ${kind}`);
      for (const [labels, value] of values) lines.push(`${name}${labels} ${value}`);
      for (const { labels, sum, count, buckets } of sums.values()) {
        BUCKETS.forEach((most, at) => {
          lines.push(`${name}_bucket${labelText({ ...labels, le: String(most) })} ${buckets[at] ?? 0}`);
        });
        lines.push(
          `${name}_bucket${labelText({ ...labels, le: "+Inf" })} ${count}`,
          `${name}_sum${labelText(labels)} ${sum}`,
          `${name}_count${labelText(labels)} ${count}`,
        );
      }
    }
    return `${lines.join("\n")}\n`;
  }
}
