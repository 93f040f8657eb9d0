/** Once a minute: facts of conversations that changed, then the sums of days and months they belong to, tenant by tenant. */
import { buildDays, buildMonths, cutDaysAt } from "../analytics/day-tables.ts";
import { markAll, takeFacts } from "../analytics/facts.ts";
import type { Services } from "../services.ts";

/** Looked after in a minute; the others follow in the next. */
const TENANTS = 50;
const FACTS = 5_000;
const DAYS = 10;
/** One for each grouping of one month. */
const MONTHS = 5;

export async function keepReports(services: Services): Promise<void> {
  const { db } = services;
  const { results } = await db
    .prepare(
      "SELECT tenant FROM (SELECT DISTINCT tenant FROM report_marks UNION SELECT DISTINCT tenant FROM report_days WHERE marked <> built) ORDER BY random() LIMIT ?1",
    )
    .bind(TENANTS)
    .all<{ tenant: string }>();
  for (const { tenant } of results) {
    if ((await takeFacts(db, tenant, FACTS)) > 0) continue;
    const now = services.now();
    if ((await buildDays(db, tenant, now, DAYS)) < DAYS) await buildMonths(db, tenant, now, MONTHS);
  }
}

export interface Remake {
  /** absent = all tenants */
  tenant?: string | undefined;
  /** where days are cut from now on; absent = where they were */
  utcOffsetMin?: number | undefined;
}

/** Reports are made anew from the read model, by the next looks; of how many tenants. */
export async function remakeReports({ db, now }: Services, { tenant, utcOffsetMin }: Remake): Promise<number> {
  const { results } = await db
    .prepare("SELECT id FROM tenants WHERE ?1 IS NULL OR id = ?1")
    .bind(tenant ?? null)
    .all<{ id: string }>();
  for (const { id } of results) {
    await markAll(db, id);
    if (utcOffsetMin !== undefined) await cutDaysAt(db, id, utcOffsetMin, now());
  }
  return results.length;
}
