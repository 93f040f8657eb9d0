/** Reports over a year of 10 000 conversations a day, in workerd with D1: each grouping, beside a request that reads nothing. */
import { GROUPS } from "../protocol/report-figures.ts";
import { migrationsOf } from "../scripts/engine/migrations.ts";
import { DAY_MS } from "../worker/analytics/report-days.ts";
import { startBenchWorker } from "./bench-worker.ts";
import { type Figure, percentile } from "./figures.ts";

const PER_DAY = Number(process.env.REPORT_PER_DAY ?? 10_000);
/** Together with today they are a year and some weeks, so that the year asked for begins and ends inside of a month. */
const DAYS = 380;
const YEAR = 365;
const FILLED_AT_ONCE = 5;
const TELL_EVERY = 50;
/** Asked of each grouping, at other moments of the day each. */
const ASKED = 30;
const WARM_UP = 3;
/** The project's bound, ms. */
const BOUND_MS = 300;

export async function reports(): Promise<Figure[]> {
  const worker = await startBenchWorker("reports", "reports-worker.ts");
  try {
    const now = Date.now();
    await fill(worker.post, Math.floor(now / DAY_MS));
    const building = performance.now();
    for (let built = 1, all = 0; built > 0; all += built) {
      built = (await worker.post<{ built: number }>({ build: true, now })).built;
      if (all % TELL_EVERY === 0) console.error(`${all} days and months added up`);
    }
    const addedUpS = (performance.now() - building) / 1_000;
    const figures: Figure[] = [{ bench: "reports", subject: `adding up ${DAYS} days of ${PER_DAY}`, unit: "s", values: [addedUpS] }];
    for (const by of [null, ...GROUPS]) figures.push(...(await asked(worker.url, by, now)));
    return figures;
  } finally {
    await worker.end();
  }
}

async function fill(post: (body: unknown) => Promise<unknown>, today: number): Promise<void> {
  const migrations = await migrationsOf();
  await post({ migrations: migrations.flatMap(({ statements }) => statements) });
  for (let from = today - DAYS; from <= today; from += FILLED_AT_ONCE) {
    await post({ days: Array.from({ length: Math.min(FILLED_AT_ONCE, today - from + 1) }, (_, at) => from + at), perDay: PER_DAY });
    if ((from - today + DAYS) % TELL_EVERY === 0) console.error(`${from - today + DAYS} days filled`);
  }
}

async function asked(url: string, by: string | null, now: number): Promise<Figure[]> {
  const times: number[] = [];
  for (let n = 0; n < ASKED + WARM_UP; n++) {
    const from = performance.now();
    const to = now - n * 20 * 60_000;
    const answer = await fetch(by === null ? url : `${url}/?by=${by}&to=${to}&days=${YEAR}`);
    const { rows } = (await answer.json()) as { rows: { conversations: number }[] };
    if (n >= WARM_UP) times.push(performance.now() - from);
    if (by === "team" && rows.reduce((sum, row) => sum + row.conversations, 0) < PER_DAY * (YEAR - 2)) throw new Error("the report does not count the year");
  }
  const subject = by === null ? "a request that reads nothing" : `a year by ${by}`;
  const figure = (share: string, p: number): Figure => ({ bench: "reports", subject: `${subject} ${share}`, unit: "ms", values: [percentile(times, p)] });
  return [figure("p50", 0.5), { ...figure("p95", 0.95), ...(by === null ? {} : { note: `wanted < ${BOUND_MS} ms` }) }];
}
