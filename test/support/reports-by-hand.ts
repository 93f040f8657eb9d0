/**
 * The worker as it is, but reports' sums are made when a request asks for it and at the time it names, never by the minute's clock.
 * Built for the test of reports only.
 */
import type { Env } from "../../worker/env.ts";
import worker from "../../worker/index.ts";
import { keepReports } from "../../worker/pipeline/keep-reports.ts";
import { servicesOf } from "../../worker/services.ts";
import { REPORTS_AT_HEADER, type ReportsState } from "./reports-header.ts";

export { AgentDesk, AgentQueue, ChannelKeeper, ComponentHealth, CustomerSession, Engine, WebhookOutbox } from "../../worker/index.ts";

const STATE = `SELECT (SELECT count(*) FROM report_marks) AS waiting,
  (SELECT count(*) FROM report_days WHERE built = marked) AS days,
  (SELECT count(*) FROM report_months m WHERE built = (
    SELECT sum(marked) FROM report_days d WHERE d.tenant = m.tenant
    AND CAST(strftime('%Y', day * 86400, 'unixepoch') AS INTEGER) * 12 + CAST(strftime('%m', day * 86400, 'unixepoch') AS INTEGER) - 1 = m.month)) AS months`;

export default {
  async fetch(request, env, ctx) {
    const at = request.headers.get(REPORTS_AT_HEADER);
    if (at === null) return worker.fetch(request, env, ctx);
    if (Number(at) > 0) await keepReports({ ...servicesOf(env), now: () => Number(at) });
    return Response.json(await env.DB.prepare(STATE).first<ReportsState>());
  },
  scheduled: () => undefined,
} satisfies ExportedHandler<Env>;
