/** The cron: kept messages back on the road, the model warm off any message's path, and a look behind doorbells that may not have rung. */
import { warmUnderstanding } from "../intent/skills.ts";
import { replayOf } from "../resilience/guarded.ts";
import { replayKept } from "../resilience/replay.ts";
import type { Services } from "../services.ts";
import { sweepAttempts } from "../tenants/attempts.ts";
import { sweepTickets } from "../tenants/tickets.ts";
import { callWaiting } from "./call-waiting.ts";
import { accountsOfKind } from "./channel-accounts.ts";
import { embedArticles } from "./find-articles.ts";
import { continueLeftImports } from "./import-articles.ts";
import { keepReports } from "./keep-reports.ts";
import { forgetEndedLinks } from "./linked-user.ts";
import { finishErasures } from "./privacy/erase.ts";
import { retain } from "./privacy/retain.ts";
import { pullBehind } from "./pull.ts";
import { runLeftRules } from "./run-rules.ts";
import { watchForecasts, watchTeams } from "./watch-teams.ts";

export async function everyMinute(services: Services): Promise<void> {
  warmUnderstanding(services);
  callWaiting(services);
  await Promise.allSettled([
    replayKept(replayOf(services.guard)),
    pullQuietBells(services),
    forgetOldAnswers(services),
    finishErasures(services),
    sweepAttempts(services.db, services.now()),
    sweepTickets(services.db, services.now()),
    forgetEndedLinks(services),
    retain(services),
    watchTeams(services),
    continueLeftImports(services),
    embedArticles(services),
    watchForecasts(services),
    forgetOldEvents(services),
    runLeftRules(services),
    keepReports(services),
  ]);
}

/** WeCom rings once; what rang while we were down is fetched here. Accounts without a named service account cannot be asked without a bell. */
async function pullQuietBells(services: Services): Promise<void> {
  for (const row of await accountsOfKind(services.db, "wecom_kf")) {
    const looked = await services.accounts.open(row);
    if (looked.look !== "found") continue;
    const { openKfId } = looked.account.rawConfig;
    if (typeof openKfId === "string") await pullBehind(services, looked.account, { openKfId });
  }
}

/** Events are kept for reports and dry runs, ms. */
const EVENTS_KEPT_MS = 400 * 86_400_000;
const EVENTS_AT_ONCE = 1_000;

async function forgetOldEvents(services: Services): Promise<void> {
  await services.db
    .prepare("DELETE FROM events WHERE (tenant, id) IN (SELECT tenant, id FROM events WHERE at < ?1 ORDER BY at LIMIT ?2)")
    .bind(services.now() - EVENTS_KEPT_MS, EVENTS_AT_ONCE)
    .run();
}

const ANSWERS_KEPT_MS = 24 * 3_600_000;

async function forgetOldAnswers(services: Services): Promise<void> {
  await services.db
    .prepare("DELETE FROM kept_answers WHERE at < ?1")
    .bind(services.now() - ANSWERS_KEPT_MS)
    .run();
}
