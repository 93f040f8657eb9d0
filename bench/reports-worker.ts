/** The worker's reports alone, in workerd with D1: filled and asked by bench/reports.ts. */
import { z } from "zod";
import { GROUPS } from "../protocol/report-figures.ts";
import { buildDays, buildMonths } from "../worker/analytics/day-tables.ts";
import { periodOf, report } from "../worker/analytics/report.ts";
import { DAY_MS, startOfDay, USUAL_OFFSET_MIN } from "../worker/analytics/report-days.ts";

const TENANT = "t";
/** Days or months made in one request. */
const AT_ONCE = 10;

/** Facts of one day's conversations over 20 teams, 200 agents, 8 channels, 40 intents and 30 labels, with times of all sizes. */
const FILL = `INSERT INTO report_facts (tenant, opened_at, id, team_id, agent_id, channel_kind, intents, labels, resolved, reopened, first_reply_ms, wait_ms, handle_ms,
    resolution_ms, messages, agent_replies, bot_replies, score, canned, accepted, edited, refused)
  WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n + 1 < CAST(?3 AS INTEGER))
  SELECT ?1, CAST(?2 AS INTEGER) + n * CAST(86400000 / ?3 AS INTEGER), 'cv_' || CAST(?2 AS INTEGER) || '_' || n, 'team-' || (n % 20), 'agent-' || (n * 7 % 200), 'channel-' || (n % 8),
    '["intent-' || (n % 40) || '","intent-' || (n * 3 % 40) || '"]', '["label-' || (n % 30) || '"]', n % 10 < 9, n % 17 = 0, (n * 7919 % 600) * 1000, (n * 104729 % 900) * 1000,
    (n * 1299709 % 3600) * 1000, (n * 15485863 % 86400) * 1000, n % 9 + 1, n % 5, n % 3, CASE WHEN n % 4 = 0 THEN n % 5 + 1 END, n % 2, n % 3, n % 7 = 0, n % 6 = 0
  FROM n`;
const MARK = "INSERT INTO report_days (tenant, day, marked) VALUES (?1, CAST(?2 AS INTEGER), 1)";

const bodySchema = z.object({
  migrations: z.array(z.string()).default([]),
  /** Days since 1970-01-01 by the tenant's offset, and how many conversations each has. */
  days: z.array(z.number().int()).default([]),
  perDay: z.number().int().default(0),
  build: z.boolean().default(false),
  /** epoch ms */
  now: z.number().int().default(0),
});
const askedSchema = z.object({ by: z.enum(GROUPS), to: z.coerce.number(), days: z.coerce.number() });

async function build(db: D1Database, now: number): Promise<number> {
  const days = await buildDays(db, TENANT, now, AT_ONCE);
  return days > 0 ? days : buildMonths(db, TENANT, now, AT_ONCE);
}

// biome-ignore lint/style/noDefaultExport: the platform asks for it
export default {
  async fetch(request: Request, { DB }: { DB: D1Database }): Promise<Response> {
    const url = new URL(request.url);
    if (request.method === "POST") {
      const { migrations, days, perDay, build: wanted, now } = bodySchema.parse(await request.json());
      for (const sql of migrations) await DB.prepare(sql).run();
      for (const day of days) await DB.batch([DB.prepare(FILL).bind(TENANT, startOfDay(day, USUAL_OFFSET_MIN), perDay), DB.prepare(MARK).bind(TENANT, day)]);
      return Response.json({ built: wanted ? await build(DB, now) : 0 });
    }
    if (!url.searchParams.has("by")) return Response.json({ rows: [] });
    const { by, to, days } = askedSchema.parse(Object.fromEntries(url.searchParams));
    return Response.json(await report(DB, TENANT, { ...periodOf(to - days * DAY_MS, to, to), by, utcOffsetMin: USUAL_OFFSET_MIN, teamIds: null }));
  },
};
