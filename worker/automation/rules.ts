/** Rules in D1, their past and what they would have done. */
import { type Action, actionsSchema, type Conditions, conditionsSchema, type RuleDraft } from "../../protocol/automation.ts";
import type { EventType } from "../../protocol/events.ts";
import { factsOfPast, holds, type PastEvent } from "./conditions.ts";

export interface Rule {
  id: string;
  name: string;
  event: EventType;
  conditions: Conditions;
  actions: Action[];
  enabled: boolean;
  position: number;
  stops: boolean;
  updatedAt: number;
}
interface Row extends Omit<Rule, "conditions" | "actions" | "enabled" | "stops"> {
  conditions: string;
  actions: string;
  enabled: number;
  stops: number;
}

const COLUMNS = "id, name, event, conditions, actions, enabled, position, stops, updated_at AS updatedAt";

const ruleOf = (row: Row): Rule => ({
  ...row,
  conditions: conditionsSchema.parse(JSON.parse(row.conditions)),
  actions: actionsSchema.parse(JSON.parse(row.actions)),
  enabled: row.enabled === 1,
  stops: row.stops === 1,
});

/** In the order in which they are looked at. */
export async function listRules(db: D1Database, tenant: string): Promise<Rule[]> {
  const { results } = await db.prepare(`SELECT ${COLUMNS} FROM automation_rules WHERE tenant = ?1 ORDER BY position, id`).bind(tenant).all<Row>();
  return results.map(ruleOf);
}

export async function findRule(db: D1Database, tenant: string, id: string): Promise<Rule | null> {
  const row = await db.prepare(`SELECT ${COLUMNS} FROM automation_rules WHERE tenant = ?1 AND id = ?2`).bind(tenant, id).first<Row>();
  return row ? ruleOf(row) : null;
}

export async function saveRule(db: D1Database, who: { tenant: string; by: string }, id: string, draft: RuleDraft, now: number): Promise<void> {
  await db
    .prepare(
      `INSERT INTO automation_rules (tenant, id, name, event, conditions, actions, enabled, position, stops, created_at, updated_at, updated_by)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11)
       ON CONFLICT (tenant, id) DO UPDATE SET name = excluded.name, event = excluded.event, conditions = excluded.conditions, actions = excluded.actions,
         enabled = excluded.enabled, position = excluded.position, stops = excluded.stops, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
    )
    .bind(
      who.tenant,
      id,
      draft.name,
      draft.event,
      JSON.stringify(draft.conditions),
      JSON.stringify(draft.actions),
      draft.enabled ? 1 : 0,
      draft.position,
      draft.stops ? 1 : 0,
      now,
      who.by,
    )
    .run();
}

export async function removeRule(db: D1Database, tenant: string, id: string): Promise<boolean> {
  return (await db.prepare("DELETE FROM automation_rules WHERE tenant = ?1 AND id = ?2").bind(tenant, id).run()).meta.changes > 0;
}

export interface DryRun {
  from: number;
  to: number;
  looked: number;
  matched: number;
  /** true = there are older events in the period than were looked at */
  truncated: boolean;
  /** newest first, bounded */
  matches: { eventId: string; at: number; conversationId: string; text: string | null }[];
}
const MOST_SHOWN = 100;
const SHOWN_UNITS = 200;

/** What a rule would have fitted; nothing is done. `teamIds` null = all teams. Order, loop guard and limits are left out: each event is looked at by itself. */
export async function dryRun(
  db: D1Database,
  tenant: string,
  rule: Pick<Rule, "event" | "conditions">,
  period: { from: number; to: number; limit: number; teamIds: readonly string[] | null },
): Promise<DryRun> {
  const { results } = await db
    .prepare(
      `SELECT e.id, e.at, e.conversation_id AS conversationId, e.by_kind AS byKind, e.detail, e.facts, t.intents, t.text FROM events e
       LEFT JOIN turns_index t ON t.tenant = e.tenant AND t.turn_id = e.turn_id
       WHERE e.tenant = ?1 AND e.type = ?2 AND e.at >= ?3 AND e.at < ?4 AND e.conversation_id IS NOT NULL
         AND (?5 IS NULL OR e.facts ->> 'team' IS NULL OR e.facts ->> 'team' IN (SELECT value FROM json_each(?5)))
       ORDER BY e.id DESC LIMIT ?6`,
    )
    .bind(tenant, rule.event, period.from, period.to, period.teamIds === null ? null : JSON.stringify(period.teamIds), period.limit + 1)
    .all<PastEvent>();
  const looked = results.slice(0, period.limit);
  const fitting = looked.filter((event) => holds(rule.conditions, factsOfPast(event)));
  return {
    from: period.from,
    to: period.to,
    looked: looked.length,
    matched: fitting.length,
    truncated: results.length > period.limit,
    matches: fitting
      .slice(0, MOST_SHOWN)
      .map(({ id, at, conversationId, text }) => ({ eventId: id, at, conversationId, text: text?.slice(0, SHOWN_UNITS) ?? null })),
  };
}

export interface Run {
  eventId: string;
  conversationId: string;
  at: number;
  state: "due" | "done" | "stopped" | "limited" | "gone";
  outcome: unknown;
}

export async function listRuns(db: D1Database, tenant: string, ruleId: string): Promise<Run[]> {
  const sql = `SELECT event_id AS eventId, conversation_id AS conversationId, at, state, outcome FROM automation_runs
    WHERE tenant = ?1 AND rule_id = ?2 ORDER BY at DESC LIMIT ${MOST_SHOWN}`;
  const { results } = await db.prepare(sql).bind(tenant, ruleId).all<Run & { outcome: string }>();
  return results.map((row) => ({ ...row, outcome: JSON.parse(row.outcome) as unknown }));
}
