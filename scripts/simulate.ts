/**
 * A team simulated around the real queue, strategies side by side: `npm run simulate -- [options]`.
 *   --trace day|burst|sale-night|all|<file.csv>   arrivals (a CSV has columns minute and arrivals); default all
 *   --weeks 7   --seed 101   --peak 2 (arrivals a minute in a busy hour)   --agents N (default: by trace)
 *   --without-shifts   the alarm learns who works when from the usual week instead of being told the roster
 *   --out <folder>   plots as SVG and figures as JSON go there
 * The first week teaches forecast and waiting times; figures are of the weeks after it.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type AlarmFigures, alarmOf, type Figures, figuresOf, judged } from "./simulate/figures.ts";
import { allScores, type ForecastScore } from "./simulate/forecast-error.ts";
import { drawAgents, drawCustomers, MINUTE_MS, plannedShifts } from "./simulate/people.ts";
import { plotDay, plotForecast, plotWaits } from "./simulate/plots.ts";
import { ShopFloor } from "./simulate/shop-floor.ts";
import { OURS, STRATEGIES, USUAL_AGENTS, USUAL_PEAK } from "./simulate/strategies.ts";
import { makeTrace, readTrace, TRACE_NAMES, type Trace, type TraceName, WEEK_MIN } from "./simulate/traces.ts";

const OTHER_AGENTS = 22;

const isBuiltIn = (name: string): name is TraceName => (TRACE_NAMES as readonly string[]).includes(name);

interface Options {
  weeks: number;
  seed: number;
  peak: number;
  agents: number | null;
  shiftsAreTold: boolean;
  out: string | null;
}

function tracesOf(name: string, options: Options): Trace[] {
  if (name === "all") return TRACE_NAMES.map((one) => makeTrace(one, options.weeks, options.seed, options.peak));
  return [isBuiltIn(name) ? makeTrace(name, options.weeks, options.seed, options.peak) : readTrace(name)];
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function printTable(rows: readonly Readonly<Record<string, string>>[]): void {
  const names = Object.keys(rows[0] ?? {});
  const wide = names.map((name) => Math.max(name.length, ...rows.map((row) => row[name]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.map((cell, at) => cell.padEnd(wide[at] ?? 0)).join(" | ")} |`;
  console.log(line(names));
  console.log(line(wide.map((width) => "-".repeat(width))));
  for (const row of rows) console.log(line(names.map((name) => row[name] ?? "")));
  console.log("");
}

const shown = (figures: Figures): Record<string, string> => ({
  strategy: figures.strategy,
  customers: String(figures.customers),
  "mean wait, s": figures.meanWaitS.toFixed(1),
  "95th percentile, s": figures.p95WaitS.toFixed(0),
  "longest, lowest priority, min": figures.longestLowMin.toFixed(0),
  "within a minute": percent(figures.inTarget),
  left: percent(figures.left),
  "Jain fairness": figures.jain.toFixed(3),
  "range held": percent(figures.rangeHeld),
});

interface Report {
  trace: string;
  agents: number;
  strategies: Figures[];
  alarm: AlarmFigures;
  forecast: ForecastScore[];
}

function report(trace: Trace, options: Options): Report {
  const agents = options.agents ?? Math.round(((isBuiltIn(trace.name) ? USUAL_AGENTS[trace.name] : OTHER_AGENTS) * options.peak) / USUAL_PEAK);
  const customers = drawCustomers(trace, options.seed);
  const from = WEEK_MIN * MINUTE_MS;
  const strategies: Figures[] = [];
  let [alarm, waiting]: [AlarmFigures, number[]] = [{ precision: 0, recall: 0, rushes: 0, moments: 0 }, []];
  for (const strategy of STRATEGIES) {
    const roster = drawAgents(agents, options.seed);
    const settings = options.shiftsAreTold ? { ...strategy.settings, staffing: { shifts: plannedShifts(roster, options.weeks) } } : strategy.settings;
    const run = new ShopFloor(customers, roster, settings, options.seed, { forecasts: strategy === OURS }).simulate();
    strategies.push(figuresOf(strategy.name, run, from));
    if (strategy !== OURS) continue;
    alarm = alarmOf(judged(run, from));
    waiting = run.lineByMinute;
    if (options.out !== null) plotDay(options.out, trace, run, busiestDay(run.lineByMinute));
  }
  const forecast = allScores(trace, waiting);
  if (options.out !== null) {
    plotWaits(options.out, trace.name, strategies);
    plotForecast(options.out, trace.name, forecast);
  }
  return { trace: trace.name, agents, strategies, alarm, forecast };
}

/** After the first week. */
function busiestDay(line: readonly number[]): number {
  const days = Array.from({ length: Math.floor(line.length / 1_440) }, (_, day) => Math.max(...line.slice(day * 1_440, (day + 1) * 1_440)));
  return Math.max(7, days.indexOf(Math.max(...days.slice(7))));
}

function print({ trace, agents, strategies, alarm, forecast }: Report): void {
  console.log(`\n${trace}: ${agents} agents\n`);
  printTable(strategies.map(shown));
  printTable(
    forecast.map(({ method, pinball, mape, coverage }) => ({
      "arrivals of the next half hour": method,
      "pinball, per minute": pinball.toFixed(4),
      MAPE: percent(mape),
      "in the 80 % band": percent(coverage),
    })),
  );
  console.log(
    `staffing alarm, 20 minutes ahead: precision ${percent(alarm.precision)}, recall ${percent(alarm.recall)} (${alarm.rushes} of ${alarm.moments} moments before a rush)`,
  );
}

const { values } = parseArgs({
  options: {
    trace: { type: "string", default: "all" },
    weeks: { type: "string", default: "7" },
    seed: { type: "string", default: "101" },
    peak: { type: "string", default: String(USUAL_PEAK) },
    agents: { type: "string" },
    "without-shifts": { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const options: Options = {
  weeks: Number(values.weeks),
  seed: Number(values.seed),
  peak: Number(values.peak),
  agents: values.agents === undefined ? null : Number(values.agents),
  shiftsAreTold: !values["without-shifts"],
  out: values.out ?? null,
};
if (!(options.weeks >= 2 && Number.isInteger(options.seed) && options.peak > 0)) {
  console.error("Give at least 2 weeks (the first one teaches), a whole seed and a peak above 0");
  process.exit(2);
}
if (options.out !== null) mkdirSync(options.out, { recursive: true });
const reports: Report[] = [];
for (const trace of tracesOf(values.trace, options)) {
  const done = report(trace, options);
  print(done);
  reports.push(done);
}
if (options.out !== null)
  writeFileSync(
    join(options.out, `figures-${values.trace === "all" || isBuiltIn(values.trace) ? values.trace : "own"}.json`),
    `${JSON.stringify(reports, null, 2)}\n`,
  );
