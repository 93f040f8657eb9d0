/** Reports: what was (by day, team, agent, channel, intent, label; JSON or CSV), and what is now. */

import { Hono } from "hono";
import { z } from "zod";
import { CONFIDENCE_BANDS, FIGURES, GROUPS, SUGGESTION_USES } from "../../../protocol/report-figures.ts";
import { behindFigure, behindSuggestions, csvBehind, shownBehind } from "../../analytics/behind-figure.ts";
import { ledger } from "../../analytics/ledger.ts";
import { csvOf, DEFINITIONS, periodOf, report } from "../../analytics/report.ts";
import { USUAL_OFFSET_MIN } from "../../analytics/report-days.ts";
import { SPREAD_ERROR } from "../../analytics/spread.ts";
import { suggestionsReport } from "../../analytics/suggestions-report.ts";
import { repeatsReport } from "../../pipeline/repeats.ts";
import { visibleTeams } from "../../tenants/roles.ts";
import { allowed } from "../auth.ts";
import { readQuery } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";

const time = z.coerce.number().int().nonnegative().optional();
const periodQuerySchema = z.object({ from: time, to: time });
const repeatsQuerySchema = periodQuerySchema.extend({ limit: z.coerce.number().int().min(1).max(100).default(30) });
const reportQuerySchema = z.object({
  from: time,
  to: time,
  by: z.enum(GROUPS).default("day"),
  utcOffsetMin: z.coerce.number().int().min(-840).max(840).default(USUAL_OFFSET_MIN),
});

const pageOf = { cursor: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(100).default(50) };
const behindQuerySchema = reportQuerySchema.extend({ figure: z.enum(FIGURES).default("conversations"), group: z.string().max(200).default(""), ...pageOf });
/** `band` = of the report's bands, counted from 0 */
const band = z.coerce
  .number()
  .int()
  .min(0)
  .max(CONFIDENCE_BANDS - 1);
const behindSuggestionsQuerySchema = periodQuerySchema.extend({ used: z.enum(SUGGESTION_USES).optional(), band: band.optional(), ...pageOf });
/** Rows of one CSV file. */
const MOST_CSV_ROWS = 10_000;

interface Page {
  cursor?: string | undefined;
  limit: number;
}

/** A page of conversations as JSON, or all of them (up to MOST_CSV_ROWS) as CSV. */
async function behindAnswer(c: HttpContext, name: string, asked: Page, look: (page: Page) => ReturnType<typeof behindFigure>): Promise<Response> {
  if (!c.req.header("accept")?.includes("text/csv")) {
    const { rows, nextCursor } = await look(asked);
    return c.json({ conversations: shownBehind(rows), nextCursor });
  }
  const { rows } = await look({ cursor: undefined, limit: MOST_CSV_ROWS });
  return c.body(csvBehind(rows), 200, { "content-type": "text/csv; charset=utf-8", "content-disposition": `attachment; filename="kefu-${name}.csv"` });
}

export const reports = new Hono<HttpEnv>()
  .get("/v1/reports/conversations", async (c) => {
    const may = allowed(c, "reports:read");
    if (!may.ok) return may.answer;
    const read = readQuery(c, reportQuerySchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const { by, utcOffsetMin } = read.body;
    const period = periodOf(read.body.from, read.body.to, services.now());
    const { rows, behind } = await report(services.db, may.user.tenant, { ...period, by, utcOffsetMin, teamIds: visibleTeams(may.user) });
    if (c.req.header("accept")?.includes("text/csv"))
      return c.body(csvOf(rows), 200, { "content-type": "text/csv; charset=utf-8", "content-disposition": `attachment; filename="kefu-${by}.csv"` });
    return c.json({ ...period, by, definitions: DEFINITIONS, percentileError: SPREAD_ERROR, behind, rows });
  })
  .get("/v1/reports/conversations/behind", async (c) => {
    const may = allowed(c, "reports:read");
    if (!may.ok) return may.answer;
    const read = readQuery(c, behindQuerySchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const { from, to, ...asked } = read.body;
    const query = { ...asked, ...periodOf(from, to, services.now()), teamIds: visibleTeams(may.user) };
    return behindAnswer(c, query.figure, query, ({ cursor, limit }) => behindFigure(services.db, may.user.tenant, { ...query, cursor, limit }));
  })
  .get("/v1/reports/suggestions", async (c) => {
    const may = allowed(c, "reports:read");
    if (!may.ok) return may.answer;
    const read = readQuery(c, periodQuerySchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const period = periodOf(read.body.from, read.body.to, services.now() + 1);
    return c.json({ ...period, ...(await suggestionsReport(services.db, may.user.tenant, { ...period, teamIds: visibleTeams(may.user) })) });
  })
  .get("/v1/reports/suggestions/behind", async (c) => {
    const may = allowed(c, "reports:read");
    if (!may.ok) return may.answer;
    const read = readQuery(c, behindSuggestionsQuerySchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const { from, to, ...asked } = read.body;
    const query = { ...asked, ...periodOf(from, to, services.now() + 1), teamIds: visibleTeams(may.user) };
    return behindAnswer(c, "suggestions", query, ({ cursor, limit }) => behindSuggestions(services.db, may.user.tenant, { ...query, cursor, limit }));
  })
  .get("/v1/reports/ledger", async (c) => {
    const may = allowed(c, "reports:read");
    if (!may.ok) return may.answer;
    const services = c.get("services");
    const { tenant } = may.user;
    return c.json(await ledger(services.db, tenant, await services.guard.fallback.count(tenant), services.now()));
  })
  .get("/v1/reports/repeats", async (c) => {
    const may = allowed(c, "reports:read");
    if (!may.ok) return may.answer;
    const read = readQuery(c, repeatsQuerySchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const period = periodOf(read.body.from, read.body.to, services.now() + 1);
    return c.json(await repeatsReport(services, may.user.tenant, { ...period, limit: read.body.limit, teamIds: visibleTeams(may.user) }));
  })
  .get("/v1/reports/live", async (c) => {
    const may = allowed(c, "reports:read");
    if (!may.ok) return may.answer;
    const services = c.get("services");
    const { tenant } = may.user;
    const visible = visibleTeams(may.user);
    const { results } = await services.db.prepare("SELECT id FROM teams WHERE tenant = ?1 ORDER BY id").bind(tenant).all<{ id: string }>();
    const teams = results.filter(({ id }) => visible === null || visible.includes(id));
    const [queues, health] = await Promise.all([Promise.all(teams.map(({ id }) => services.queue(tenant, id).snapshot(tenant, id))), services.health.read()]);
    const degraded = Object.entries(health.components).flatMap(([name, component]) => (component.state === "ok" ? [] : [{ name, ...component }]));
    return c.json({ at: services.now(), teams: queues, degraded });
  });
