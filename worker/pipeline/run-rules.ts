/**
 * Rules at work. What fits is written down as due while the session tells what happened, and done behind its back: a session is never asked
 * while it waits for an answer. Every action has its own key, so that doing a run twice changes nothing; the cron does what was left.
 */
import { CALL_BACK } from "../../protocol/automation.ts";
import type { ToldEvent } from "../../protocol/events.ts";
import { type Facts, factsOf, holds } from "../automation/conditions.ts";
import { findRule, type Rule } from "../automation/rules.ts";
import { surveyFor } from "../automation/survey.ts";
import type { Services } from "../services.ts";
import { listTeams } from "../tenants/people.ts";
import type { Subject } from "../webhooks/payload.ts";
import { act, type Deed, type Done, valuesOf } from "./act.ts";
import { carryOn, mayNeedMail, saysTheirTurn } from "./carry-on-by-mail.ts";
import { replyIn, viewConversation } from "./commands.ts";

/** A rule's doing may set off others, this many deep; a rule never sets off itself. */
const LONGEST_CHAIN = 3;
/** A rule does no more than this to one conversation in an hour. */
const MOST_AN_HOUR = 20;
const HOUR_MS = 3_600_000;
/** Older events are history: nobody wants an answer to last week's message. */
const TOO_OLD_MS = 24 * HOUR_MS;
/** A run that is due for so long was left by somebody who died, ms. */
const LEFT_AFTER_MS = 20_000;
const RUNS_AT_ONCE = 50;
/** How long a number counts as an answer to the question, ms. */
const SURVEY_OPEN_MS = 24 * HOUR_MS;
const SURVEY = "!csat";
const MAIL = "!mail";
const MINUTE_MS = 60_000;
/** Turns looked at for words that were not seen. */
const MAILED_FROM = 100;

interface Due {
  tenant: string;
  ruleId: string;
  eventId: string;
  conversationId: string;
  cause: readonly string[];
  at: number;
}

/** The rules that fit, in their order. Pure. */
export function fitting(rules: readonly Rule[], event: ToldEvent, beside: Facts = {}): Rule[] {
  const chain = event.cause ?? event.turn?.cause ?? [];
  if (event.conversationId === null || chain.length >= LONGEST_CHAIN) return [];
  const facts = { ...factsOf(event), ...beside };
  const found: Rule[] = [];
  for (const rule of rules) {
    if (rule.event !== event.type || chain.includes(rule.id) || !holds(rule.conditions, facts)) continue;
    found.push(rule);
    if (rule.stops) break;
  }
  return found;
}

/** Writes down what is to be done, and starts it. Throws when it cannot be written: the session tells it again. */
export async function noteRules(services: Services, { tenant }: Subject, events: readonly ToldEvent[], rules: readonly Rule[]): Promise<void> {
  const now = services.now();
  const settings = await services.tenants.get(tenant);
  const { csat = null, mailOn = null } = settings.look === "found" ? settings.value.settings : {};
  const openings = await openingsFor(services, tenant, events, rules);
  const due = events.flatMap((event): Due[] => {
    const { id: eventId, conversationId } = event;
    if (conversationId === null || now - event.at > TOO_OLD_MS) return [];
    const ids = fitting(rules, event, openings.get(event.conversation?.teamId ?? "") ?? {}).map((rule) => rule.id);
    if (csat && surveyFor(csat, event)) ids.push(SURVEY);
    const cause = event.cause ?? event.turn?.cause ?? [];
    const rows: Due[] = ids.map((ruleId) => ({ tenant, ruleId, eventId, conversationId, cause, at: now }));
    if (saysTheirTurn(event)) rows.push({ tenant, ruleId: MAIL, eventId, conversationId, cause, at: event.at + SEEN_BY_THEN_MS });
    if (mailOn?.enabled && mayNeedMail(event)) {
      rows.push({ tenant, ruleId: MAIL, eventId, conversationId, cause, at: event.at + mailOn.afterMinutes * MINUTE_MS - LEFT_AFTER_MS });
    }
    return rows;
  });
  if (due.length === 0) return;
  await services.db.batch(
    due.map(({ ruleId, eventId, conversationId, cause, at }, place) =>
      services.db
        .prepare("INSERT OR IGNORE INTO automation_runs (tenant, rule_id, event_id, conversation_id, cause, place, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
        .bind(tenant, ruleId, eventId, conversationId, JSON.stringify(cause), place, at),
    ),
  );
  services.later(
    runAll(
      services,
      due.filter(({ at }) => at <= now),
    ),
  );
}

const asksForHours = (rules: readonly Rule[]): boolean => rules.some(({ conditions: { all, any } }) => [...all, ...any].some(({ field }) => field === "open"));

/** Whether the teams spoken of are open now; asked only where a rule wants to know. */
async function openingsFor(services: Services, tenant: string, events: readonly ToldEvent[], rules: readonly Rule[]): Promise<Map<string, Facts>> {
  const types = new Set(events.map(({ type }) => type));
  if (!asksForHours(rules.filter(({ event }) => types.has(event)))) return new Map();
  const teams = [...new Set(events.flatMap(({ conversation }) => conversation?.teamId ?? []))];
  const now = services.now();
  const asked = teams.map(async (id): Promise<[string, Facts]> => {
    const { open } = await services.queue(tenant, id).opening(tenant, id, now);
    return [id, { open: open ? "yes" : "no" }];
  });
  return new Map(await Promise.all(asked));
}

/** Whoever still looks at the page has seen it by then, ms. */
const SEEN_BY_THEN_MS = 20_000;

async function runAll(services: Services, due: readonly Due[]): Promise<void> {
  for (const one of due) await run(services, one);
}

/** Once a minute: what was written down and not done. */
export async function runLeftRules(services: Services): Promise<void> {
  const { results } = await services.db
    .prepare(
      `SELECT tenant, rule_id AS ruleId, event_id AS eventId, conversation_id AS conversationId, cause, at FROM automation_runs
       WHERE state = 'due' AND at < ?1 ORDER BY at, place LIMIT ?2`,
    )
    .bind(services.now() - LEFT_AFTER_MS, RUNS_AT_ONCE)
    .all<Omit<Due, "cause"> & { cause: string }>();
  await runAll(
    services,
    results.map((row) => ({ ...row, cause: JSON.parse(row.cause) as string[] })),
  );
}

type State = "done" | "stopped" | "limited" | "gone";

async function settle(services: Services, due: Due, state: State, outcome: readonly Done[] = []): Promise<void> {
  await services.db
    .prepare("UPDATE automation_runs SET state = ?4, outcome = ?5 WHERE tenant = ?1 AND rule_id = ?2 AND event_id = ?3 AND state = 'due'")
    .bind(due.tenant, due.ruleId, due.eventId, state, JSON.stringify(outcome))
    .run();
}

/** True = the row still waits; somebody else may have done it meanwhile, and doing it again changes nothing. */
async function isDue(services: Services, { tenant, ruleId, eventId }: Due): Promise<boolean> {
  const sql = "SELECT 1 FROM automation_runs WHERE tenant = ?1 AND rule_id = ?2 AND event_id = ?3 AND state = 'due'";
  return (await services.db.prepare(sql).bind(tenant, ruleId, eventId).first()) !== null;
}

async function run(services: Services, due: Due): Promise<void> {
  if (!(await isDue(services, due))) return;
  if (due.ruleId === SURVEY) return askSurvey(services, due);
  if (due.ruleId === MAIL) return mailOn(services, due);
  const rule = await findRule(services.db, due.tenant, due.ruleId);
  const view = await viewConversation(services, due.tenant, due.conversationId, { limit: 1 });
  if (!rule?.enabled || !view) return settle(services, due, "gone");
  if (await isLimited(services, due)) return settle(services, due, "limited");
  const deed: Deed = {
    tenant: due.tenant,
    conversationId: due.conversationId,
    author: { kind: "bot", name: rule.name },
    key: `rule:${rule.id}:${due.eventId}`,
    values: {
      ...valuesOf(view, undefined, services.now()),
      opens: rule.actions.some(({ action }) => SPEAKS.has(action)) ? await opensAt(services, due.tenant, view.conversation.teamId) : undefined,
    },
    canned: (id) => sharedText(services, due.tenant, id),
    cause: [rule.id, ...due.cause],
  };
  const done = await act(services, deed, rule.actions);
  await settle(services, due, done.some((one) => one.outcome === "refused") ? "stopped" : "done", done);
}

/** Actions with words, and so with places to fill in. */
const SPEAKS: ReadonlySet<string> = new Set(["reply", "canned", "note"]);

interface TeamHours {
  hours?: { zone?: string };
}

/** When a closed team opens, by the team's own clock: `2026-11-30 09:00`. */
async function opensAt(services: Services, tenant: string, teamId: string | null): Promise<string | undefined> {
  if (teamId === null) return undefined;
  const { open, changesAt } = await services.queue(tenant, teamId).opening(tenant, teamId, services.now());
  if (open || changesAt === null) return undefined;
  const team = (await listTeams(services.db, tenant)).find(({ id }) => id === teamId);
  const timeZone = (team?.settings as TeamHours | undefined)?.hours?.zone ?? "UTC";
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(changesAt);
}

async function isLimited(services: Services, { tenant, ruleId, conversationId, at }: Due): Promise<boolean> {
  const row = await services.db
    .prepare(
      "SELECT count(*) AS n FROM automation_runs WHERE tenant = ?1 AND rule_id = ?2 AND conversation_id = ?3 AND at > ?4 AND state IN ('done', 'stopped')",
    )
    .bind(tenant, ruleId, conversationId, at - HOUR_MS)
    .first<{ n: number }>();
  return (row?.n ?? 0) >= MOST_AN_HOUR;
}

/** A rule speaks for everybody: only shared replies are its own. */
async function sharedText(services: Services, tenant: string, id: string): Promise<string | null> {
  const sql = "SELECT text FROM canned_replies WHERE tenant = ?1 AND id = ?2 AND owner = ''";
  return (await services.db.prepare(sql).bind(tenant, id).first<{ text: string }>())?.text ?? null;
}

/** One letter for all that was not seen; a letter that cannot leave now waits for the next minute. */
async function mailOn(services: Services, due: Due): Promise<void> {
  const [view, tenant] = await Promise.all([
    viewConversation(services, due.tenant, due.conversationId, { limit: MAILED_FROM }),
    services.tenants.get(due.tenant),
  ]);
  const isWanted = tenant.look === "found" && (tenant.value.settings.mailOn.enabled || due.cause.includes(CALL_BACK));
  if (!view || tenant.look !== "found" || !isWanted) return settle(services, due, "gone");
  const last = await services.db
    .prepare("SELECT max(at) AS at FROM automation_runs WHERE tenant = ?1 AND rule_id = ?2 AND conversation_id = ?3 AND state = 'done'")
    .bind(due.tenant, due.ruleId, due.conversationId)
    .first<{ at: number | null }>();
  const carried = await carryOn(services, view, tenant.value.settings.mailOn, last?.at ?? 0);
  if (carried === "again") return;
  // The row's time becomes that of the letter: words up to then have been sent.
  if (carried === "sent")
    await services.db
      .prepare("UPDATE automation_runs SET at = ?4 WHERE tenant = ?1 AND rule_id = ?2 AND event_id = ?3")
      .bind(due.tenant, due.ruleId, due.eventId, services.now())
      .run();
  await settle(services, due, carried === "sent" ? "done" : "gone");
}

/** Behind a resolved conversation, which stays resolved; the channel may refuse it, and that is an end as well. */
async function askSurvey(services: Services, due: Due): Promise<void> {
  const [view, tenant] = await Promise.all([viewConversation(services, due.tenant, due.conversationId, { limit: 1 }), services.tenants.get(due.tenant)]);
  if (!view || tenant.look !== "found") return settle(services, due, "gone");
  const survey = surveyFor(tenant.value.settings.csat, {
    id: due.eventId,
    type: "conversation.resolved",
    at: due.at,
    conversationId: due.conversationId,
    conversation: view.conversation,
  });
  if (!survey) return settle(services, due, "gone");
  const replied = await replyIn(services, due.tenant, due.conversationId, {
    key: `csat:${due.eventId}`,
    author: { kind: "bot" },
    parts: [{ type: "text", text: survey.question }],
    cause: [SURVEY],
    survey: { until: services.now() + SURVEY_OPEN_MS, thanks: survey.thanks },
  });
  await settle(services, due, replied.outcome === "queued" ? "done" : "stopped");
}
