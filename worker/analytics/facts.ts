/**
 * What reports count of each conversation, taken from the read model when something of it changed (triggers of 0100_report_tables.sql mark
 * it). Taking the facts of a conversation twice changes nothing; they are gone with the conversation.
 */
import { DAY_MS, MINUTE_MS, USUAL_OFFSET_MIN } from "./report-days.ts";

/** Who has a conversation after an event: a person, a team's line, or neither. */
const HOLDER = `CASE e.type
    WHEN 'conversation.queued' THEN 'line'
    WHEN 'conversation.assigned' THEN CASE WHEN e.detail ->> 'agent' IS NOT NULL THEN 'agent' ELSE 'line' END
    WHEN 'conversation.transferred' THEN CASE WHEN e.detail ->> 'to' = 'bot' THEN '' WHEN e.detail ->> 'team' IS NULL AND e.facts ->> 'team' IS NULL THEN 'agent' ELSE 'line' END
    WHEN 'conversation.reopened' THEN CASE WHEN e.by_kind = 'agent' THEN 'agent' ELSE '' END
    ELSE '' END`;
const OWNER_EVENTS = "'conversation.queued', 'conversation.assigned', 'conversation.transferred', 'conversation.resolved', 'conversation.reopened'";

/** The same ones in every statement of a batch: ?1 tenant, ?2 how many. */
const MARKED = "SELECT conversation_id AS id FROM report_marks WHERE tenant = ?1 ORDER BY conversation_id LIMIT ?2";

const FORGET = `DELETE FROM report_facts WHERE (tenant, opened_at, id) IN
  (SELECT c.tenant, c.opened_at, c.id FROM (${MARKED}) m JOIN conversations c ON c.tenant = ?1 AND c.id = m.id)`;
const TAKE = `WITH marked AS (${MARKED}),
  spoken AS (SELECT t.conversation_id AS id, sum(t.kind = 'message') AS messages, sum(t.kind = 'reply' AND t.author_kind = 'agent') AS agents,
    sum(t.kind = 'reply' AND t.author_kind = 'bot') AS bots FROM turns_index t WHERE t.tenant = ?1 AND t.conversation_id IN (SELECT id FROM marked) GROUP BY 1),
  meant AS (SELECT id, json_group_array(name) AS intents FROM (SELECT DISTINCT t.conversation_id AS id, i.value AS name FROM turns_index t, json_each(t.intents) i
    WHERE t.tenant = ?1 AND t.kind = 'message' AND t.conversation_id IN (SELECT id FROM marked)) GROUP BY id),
  rated AS (SELECT e.conversation_id AS id, CAST(e.detail ->> 'score' AS REAL) AS score, max(e.id) AS last
    FROM events e WHERE e.tenant = ?1 AND e.type = 'csat.received' AND e.conversation_id IN (SELECT id FROM marked) GROUP BY 1),
  spans AS (SELECT e.conversation_id AS id, ${HOLDER} AS holder, e.type = 'conversation.reopened' AS reopened,
    lead(e.at) OVER (PARTITION BY e.conversation_id ORDER BY e.id) - e.at AS ms
    FROM events e WHERE e.tenant = ?1 AND e.type IN (${OWNER_EVENTS}) AND e.conversation_id IN (SELECT id FROM marked)),
  held AS (SELECT id, sum(CASE WHEN holder = 'line' THEN ms END) AS waited, sum(CASE WHEN holder = 'agent' THEN ms END) AS handled, sum(reopened) AS reopened FROM spans GROUP BY id),
  missed AS (SELECT DISTINCT e.conversation_id AS id FROM events e
    WHERE e.tenant = ?1 AND e.type = 'sla.at_risk' AND e.detail ->> 'state' = 'breached' AND e.conversation_id IN (SELECT id FROM marked)),
  canned AS (SELECT u.conversation_id AS id, count(*) AS uses FROM canned_uses u WHERE u.tenant = ?1 AND u.conversation_id IN (SELECT id FROM marked) GROUP BY 1),
  judged AS (SELECT u.conversation_id AS id, sum(u.used = 'accepted') AS accepted, sum(u.used = 'edited') AS edited, sum(u.used = 'refused') AS refused
    FROM suggestion_uses u WHERE u.tenant = ?1 AND u.conversation_id IN (SELECT id FROM marked) GROUP BY 1)
  INSERT INTO report_facts (tenant, opened_at, id, team_id, agent_id, channel_kind, intents, labels, resolved, reopened, first_reply_ms, wait_ms, handle_ms, resolution_ms,
    messages, agent_replies, bot_replies, score, canned, accepted, edited, refused, target_missed)
  SELECT c.tenant, c.opened_at, c.id, c.team_id, coalesce(c.agent_id, c.last_agent_id, ''), c.channel_kind, coalesce(m.intents, '[]'), c.labels,
    c.status = 'resolved', coalesce(h.reopened, 0), c.first_reply_at - c.opened_at, h.waited, h.handled, CASE WHEN c.status = 'resolved' THEN c.resolved_at - c.opened_at END,
    coalesce(s.messages, 0), coalesce(s.agents, 0), coalesce(s.bots, 0), r.score, coalesce(n.uses, 0), coalesce(j.accepted, 0), coalesce(j.edited, 0), coalesce(j.refused, 0), x.id IS NOT NULL
  FROM marked k JOIN conversations c ON c.tenant = ?1 AND c.id = k.id
    LEFT JOIN spoken s ON s.id = k.id LEFT JOIN meant m ON m.id = k.id LEFT JOIN rated r ON r.id = k.id LEFT JOIN held h ON h.id = k.id
    LEFT JOIN canned n ON n.id = k.id LEFT JOIN judged j ON j.id = k.id LEFT JOIN missed x ON x.id = k.id`;
const MARK_DAYS = `INSERT INTO report_days (tenant, day, marked)
  SELECT DISTINCT ?1, (c.opened_at + ${MINUTE_MS} * coalesce((SELECT report_offset_min FROM tenants WHERE id = ?1), ${USUAL_OFFSET_MIN})) / ${DAY_MS}, 1
  FROM (${MARKED}) m JOIN conversations c ON c.tenant = ?1 AND c.id = m.id WHERE true
  ON CONFLICT (tenant, day) DO UPDATE SET marked = marked + 1`;
const DONE = `DELETE FROM report_marks WHERE tenant = ?1 AND conversation_id IN (${MARKED}) RETURNING 1 AS one`;

/** Conversations whose facts are taken in one batch. */
const AT_ONCE = 500;

/** Takes the facts of as many changed conversations; how many still wait at least (0 = reports are up to the moment). */
export async function takeFacts(db: D1Database, tenant: string, most: number): Promise<number> {
  for (let taken = 0; taken < most; ) {
    const waiting = await db
      .prepare("SELECT count(*) AS n FROM (SELECT 1 FROM report_marks WHERE tenant = ?1 LIMIT ?2)")
      .bind(tenant, AT_ONCE)
      .first<number>("n");
    if (!waiting) return 0;
    const done = await db.batch([FORGET, TAKE, MARK_DAYS, DONE].map((sql) => db.prepare(sql).bind(tenant, AT_ONCE)));
    taken += done.at(-1)?.results.length ?? 0;
  }
  return (await db.prepare("SELECT count(*) AS n FROM report_marks WHERE tenant = ?1").bind(tenant).first<number>("n")) ?? 0;
}

/** Everything of a tenant is taken anew, by the next looks and reports. */
export async function markAll(db: D1Database, tenant: string): Promise<void> {
  await db.prepare("INSERT OR IGNORE INTO report_marks SELECT tenant, id FROM conversations WHERE tenant = ?1").bind(tenant).run();
}
