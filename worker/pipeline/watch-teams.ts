/** Once a minute, over the read model: targets of conversations that agents have, and conversations that have gone quiet. */
import type { Services } from "../services.ts";
import { announceBeside } from "./announce.ts";
import { changeIn } from "./commands.ts";
import { targetsAtRisk } from "./targets-at-risk.ts";

/** Conversations closed for silence in a minute. */
const CLOSED_AT_ONCE = 50;

interface TeamSettings {
  targets?: unknown[];
  idleCloseMs?: number;
}

export async function watchTeams(services: Services): Promise<void> {
  const { results } = await services.db
    .prepare("SELECT tenant, id, settings FROM teams WHERE archived_at IS NULL AND (settings LIKE '%\"targets\"%' OR settings LIKE '%\"idleCloseMs\"%')")
    .all<{ tenant: string; id: string; settings: string }>();
  for (const { tenant, id, settings } of results) {
    const { targets, idleCloseMs } = JSON.parse(settings) as TeamSettings;
    if (targets && targets.length > 0) await judgeTeam(services, tenant, id);
    if (idleCloseMs !== undefined) await closeQuiet(services, tenant, id, idleCloseMs);
  }
}

/** One alert of a team is news once in so long, ms. */
const ALERT_ONCE_IN_MS = 30 * 60_000;

/** Teams whose tenants wait for it are asked whether they will be short of agents. */
export async function watchForecasts(services: Services): Promise<void> {
  const { results } = await services.db
    .prepare(
      `SELECT t.tenant, t.id FROM teams t WHERE t.archived_at IS NULL AND EXISTS (SELECT 1 FROM webhooks w
       WHERE w.tenant = t.tenant AND w.state <> 'off' AND (w.events LIKE '%"*"%' OR w.events LIKE '%"forecast.alert"%'))`,
    )
    .all<{ tenant: string; id: string }>();
  const now = services.now();
  for (const { tenant, id } of results) {
    const { alert, agentsNeeded, agentsOnline, predictedArrivalsPerMin } = await services.queue(tenant, id).forecast(tenant, id, now);
    if (!alert) continue;
    const detail = { team: id, agentsNeeded: String(agentsNeeded), agentsOnline: String(agentsOnline), arrivalsPerMin: predictedArrivalsPerMin.toFixed(2) };
    const period = Math.floor(now / ALERT_ONCE_IN_MS);
    await announceBeside(services, { tenant, customerId: null }, { id: `forecast:${id}:${period}`, type: "forecast.alert", detail });
  }
}

/** Agents hear of theirs; an event's id says what for, so that they hear of it once. */
async function judgeTeam(services: Services, tenant: string, teamId: string): Promise<void> {
  const now = services.now();
  for (const { conversationId, owed, dueAt, state, agentId } of await targetsAtRisk(services, tenant, teamId, "agents")) {
    if (agentId === null) continue;
    const [id, code] = [`sla:${conversationId}:${owed}:${dueAt}:${state}`, state === "risk" ? "sla_risk" : "sla_breached"];
    await announceBeside(
      services,
      { tenant, customerId: null },
      { id, type: "sla.at_risk", conversationId, detail: { owed, state, dueAt: String(dueAt), team: teamId } },
    );
    const detail = `The ${owed === "resolve" ? "solution" : `${owed} answer`} ${state === "risk" ? "is due" : "was due"} ${new Date(dueAt).toISOString()}`;
    await services.desk(tenant, agentId).tell(tenant, agentId, [{ id, at: now, type: "notice", code, detail, conversationIds: [conversationId] }]);
  }
}

/** The ball is with a customer who does not play on. What they write later opens the conversation again. */
async function closeQuiet(services: Services, tenant: string, teamId: string, idleCloseMs: number): Promise<void> {
  const { results } = await services.db
    .prepare(
      `SELECT id, last_turn_at AS lastTurnAt, epoch FROM conversations
       WHERE tenant = ?1 AND team_id = ?2 AND status = 'open' AND owner_kind = 'agent' AND waiting_since IS NULL AND last_turn_at < ?3 ORDER BY last_turn_at LIMIT ?4`,
    )
    .bind(tenant, teamId, services.now() - idleCloseMs, CLOSED_AT_ONCE)
    .all<{ id: string; lastTurnAt: number; epoch: number }>();
  for (const { id, lastTurnAt, epoch } of results) {
    const change = { change: "resolve" as const, reason: "idle" };
    await changeIn(services, tenant, id, { key: `idle:${id}:${lastTurnAt}`, by: { kind: "system" }, change, epoch });
  }
}
