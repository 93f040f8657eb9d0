/**
 * Historic figures from the read model, grouped by day, team, agent, channel or intent. Each figure's definition is data, so that it can be
 * printed beside the number; they can be computed again at any time, since the read model can.
 */
import type { Figure, Group } from "../../protocol/report-figures.ts";
import { csvLines } from "./csv.ts";

export interface ReportQuery {
  /** epoch ms, conversations opened from … up to before … */
  from: number;
  to: number;
  by: Group;
  /** minutes east of UTC, for days */
  utcOffsetMin: number;
  /** null = all */
  teamIds: readonly string[] | null;
}

export const DEFINITIONS = {
  conversations: "conversations opened in the period",
  resolved: "of these, resolved by now",
  answered: "of these, with a first reply by a person or the bot",
  firstReplyMs: "mean time from opening to the first reply, of the answered ones",
  firstReplyWithinMinute: "share of the answered ones whose first reply came within 60 s",
  resolutionMs: "mean time from opening to resolution, of the resolved ones",
  messages: "customers' messages in these conversations",
  agentReplies: "replies by people in these conversations",
  botReplies: "replies by the bot in these conversations",
  rated: "of these, rated by the customer",
  csat: "mean of the customers' last ratings of these, 1 to 5",
  cannedUses: "canned replies used in these conversations",
} as const satisfies Record<Figure, string>;
/** In the order of the columns. */
export const FIGURES = Object.keys(DEFINITIONS) as Figure[];

export type ReportRow = { group: string } & Record<Figure, number | null>;

export const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MOST_ROWS = 1_000;

/** What a conversation is grouped by; ?4 = ms east of UTC. */
export const GROUP_KEYS: Readonly<Record<Exclude<Group, "intent">, string>> = {
  day: "strftime('%Y-%m-%d', (c.opened_at + ?4) / 1000, 'unixepoch')",
  team: "coalesce(c.team_id, '')",
  agent: "coalesce(c.agent_id, c.last_agent_id, '')",
  channel: "c.channel_kind",
};

/** Intents hang on turns: a conversation counts once for each intent spoken of in it. */
const KEYED_BY_INTENT = `SELECT DISTINCT i.value AS key, t.conversation_id AS id FROM turns_index t, json_each(t.intents) i
  WHERE t.tenant = ?1 AND t.at >= ?2 AND t.kind = 'message'`;

function statement({ by }: ReportQuery, teams: string): string {
  const scope = `c.tenant = ?1 AND c.opened_at >= ?2 AND c.opened_at < ?3${teams}`;
  const keyed =
    by === "intent"
      ? `SELECT k.key, c.* FROM (${KEYED_BY_INTENT}) k JOIN conversations c ON c.tenant = ?1 AND c.id = k.id WHERE ${scope} AND ?4 IS NOT NULL`
      : `SELECT ${GROUP_KEYS[by]} AS key, c.* FROM conversations c WHERE ${scope} AND ?4 IS NOT NULL`;
  return `WITH keyed AS (${keyed}),
    spoken AS (SELECT t.conversation_id AS id, sum(t.kind = 'message') AS messages, sum(t.kind = 'reply' AND t.author_kind = 'agent') AS agents, sum(t.kind = 'reply' AND t.author_kind = 'bot') AS bots
      FROM turns_index t WHERE t.tenant = ?1 AND t.conversation_id IN (SELECT id FROM keyed) GROUP BY t.conversation_id),
    rated AS (SELECT e.conversation_id AS id, CAST(e.detail ->> 'score' AS REAL) AS score, max(e.id) AS last
      FROM events e WHERE e.tenant = ?1 AND e.type = 'csat.received' AND e.conversation_id IN (SELECT id FROM keyed) GROUP BY e.conversation_id),
    canned AS (SELECT u.conversation_id AS id, count(*) AS uses
      FROM canned_uses u WHERE u.tenant = ?1 AND u.at >= ?2 AND u.conversation_id IN (SELECT id FROM keyed) GROUP BY u.conversation_id)
    SELECT key AS "group", count(*) AS conversations, sum(status = 'resolved') AS resolved, count(first_reply_at) AS answered,
      avg(first_reply_at - opened_at) AS firstReplyMs, avg(CASE WHEN first_reply_at IS NULL THEN NULL ELSE first_reply_at - opened_at <= ${MINUTE_MS} END) AS firstReplyWithinMinute,
      avg(CASE WHEN status = 'resolved' THEN resolved_at - opened_at END) AS resolutionMs,
      coalesce(sum(s.messages), 0) AS messages, coalesce(sum(s.agents), 0) AS agentReplies, coalesce(sum(s.bots), 0) AS botReplies,
      count(r.score) AS rated, avg(r.score) AS csat, coalesce(sum(n.uses), 0) AS cannedUses
    FROM keyed LEFT JOIN spoken s ON s.id = keyed.id LEFT JOIN rated r ON r.id = keyed.id LEFT JOIN canned n ON n.id = keyed.id GROUP BY key ORDER BY ${by === "day" ? "key" : "conversations DESC, key"} LIMIT ${MOST_ROWS}`;
}

export async function report(db: D1Database, tenant: string, query: ReportQuery): Promise<ReportRow[]> {
  const { from, to, utcOffsetMin, teamIds } = query;
  const teams = teamIds === null ? "" : ` AND c.team_id IN (SELECT value FROM json_each(?5))`;
  const values: (string | number)[] = [tenant, from, to, utcOffsetMin * MINUTE_MS, ...(teamIds === null ? [] : [JSON.stringify(teamIds)])];
  const { results } = await db
    .prepare(statement(query, teams))
    .bind(...values)
    .all<ReportRow>();
  return results;
}

export function csvOf(rows: readonly ReportRow[]): string {
  const columns = ["group", ...FIGURES] as const;
  return csvLines(
    columns,
    rows.map((row) => columns.map((column) => row[column])),
  );
}

/** The period asked for, or the last seven days. */
export const periodOf = (from: number | undefined, to: number | undefined, now: number): { from: number; to: number } => ({
  from: from ?? now - 7 * DAY_MS,
  to: to ?? now,
});
