/** The conversations behind one figure of a report: the same scope and group as the figure, and what it asks of a conversation. */

import { CONFIDENCE_BANDS, CONFIDENCE_EDGES, type Figure, type SuggestionUse } from "../../protocol/report-figures.ts";
import { csvLines } from "./csv.ts";
import { type ListedRow, listedAs, listedOf } from "./listed-conversation.ts";
import { GROUP_KEYS, type ReportQuery } from "./report.ts";
import { MINUTE_MS } from "./report-days.ts";

const turn = (what: string): string => `EXISTS (SELECT 1 FROM turns_index t WHERE t.tenant = c.tenant AND t.conversation_id = c.id AND ${what})`;
const RATED =
  "EXISTS (SELECT 1 FROM events e WHERE e.tenant = c.tenant AND e.conversation_id = c.id AND e.type = 'csat.received' AND e.detail ->> 'score' IS NOT NULL)";
/** What is known of the conversation only by its events. */
const fact = (what: string): string =>
  `EXISTS (SELECT 1 FROM report_facts f WHERE f.tenant = c.tenant AND f.opened_at = c.opened_at AND f.id = c.id AND ${what})`;
const ANSWERED = "c.first_reply_at IS NOT NULL";
const RESOLVED = "c.status = 'resolved'";

/** Of a mean: the conversations it is the mean of. Of the share of suggestions: all that were judged, for a share of none has refusals behind it. */
const ASKS: Readonly<Record<Figure, string>> = {
  conversations: "1",
  resolved: RESOLVED,
  reopened: fact("f.reopened > 0"),
  answered: ANSWERED,
  firstReplyMs: ANSWERED,
  firstReplyWithinMinute: `c.first_reply_at - c.opened_at <= ${MINUTE_MS}`,
  slaMissed: fact("f.target_missed"),
  waitMs: fact("f.wait_ms IS NOT NULL"),
  handleMs: fact("f.handle_ms IS NOT NULL"),
  resolutionMs: RESOLVED,
  messages: turn("t.kind = 'message'"),
  agentReplies: turn("t.kind = 'reply' AND t.author_kind = 'agent'"),
  botReplies: turn("t.kind = 'reply' AND t.author_kind = 'bot'"),
  botShare: fact("f.resolved AND f.bot_replies > 0 AND f.agent_replies = 0"),
  suggestionUse: fact("f.accepted + f.edited + f.refused > 0"),
  minutesSaved: fact("f.accepted + f.edited + f.canned + f.bot_replies > 0"),
  rated: RATED,
  csat: RATED,
  cannedUses: "EXISTS (SELECT 1 FROM canned_uses u WHERE u.tenant = c.tenant AND u.conversation_id = c.id AND u.at >= ?2)",
};

interface Page {
  /** null = all */
  teamIds: readonly string[] | null;
  limit: number;
  /** where the page before ended: openedAt.id */
  cursor?: string | undefined;
}
export interface BehindQuery extends ReportQuery, Page {
  figure: Figure;
  /** as the report names it; '' = nobody */
  group: string;
}
export interface BehindSuggestionsQuery extends Page {
  /** epoch ms, suggestions judged from … up to before … */
  from: number;
  to: number;
  /** absent = whatever became of them */
  used?: SuggestionUse | undefined;
  /** of CONFIDENCE_EDGES; absent = however sure they were */
  band?: number | undefined;
}

/** ?5 = the group */
function groupedBy(by: ReportQuery["by"]): string {
  switch (by) {
    case "intent":
      return turn("t.kind = 'message' AND EXISTS (SELECT 1 FROM json_each(t.intents) i WHERE i.value = ?5)");
    case "label":
      return "EXISTS (SELECT 1 FROM conversation_labels l WHERE l.tenant = c.tenant AND l.conversation_id = c.id AND l.label = ?5)";
    case "day":
    case "team":
    case "agent":
    case "channel":
      return `${GROUP_KEYS[by]} = ?5`;
    default:
      return by satisfies never;
  }
}

/** As reports count it: who has it, or had it last. */
const LISTED = listedAs("coalesce(c.agent_id, c.last_agent_id)");
const CURSOR = /^(\d+)\.(cv_[0-9a-z]+)$/;

interface Found {
  rows: ListedRow[];
  nextCursor: string | null;
}

/** A page of conversations `c`, the newest first. The conditions use ?1 = tenant and `values` from ?2 on; more is marked as it comes. */
async function paged(db: D1Database, tenant: string, conditions: readonly string[], given: readonly (string | number)[], page: Page): Promise<Found> {
  const { teamIds, limit, cursor } = page;
  const values = [...given];
  const mark = (value: string | number): string => `?${values.push(value) + 1}`;
  const where = ["c.tenant = ?1", ...conditions];
  if (teamIds !== null) where.push(`c.team_id IN (SELECT value FROM json_each(${mark(JSON.stringify(teamIds))}))`);
  const after = CURSOR.exec(cursor ?? "");
  if (after?.[1] && after[2]) where.push(`(c.opened_at, c.id) < (${mark(Number(after[1]))}, ${mark(after[2])})`);
  const sql = `SELECT ${LISTED} FROM conversations c WHERE ${where.join(" AND ")} ORDER BY c.opened_at DESC, c.id DESC LIMIT ${mark(limit + 1)}`;
  const { results } = await db
    .prepare(sql)
    .bind(tenant, ...values)
    .all<ListedRow>();
  const rows = results.slice(0, limit);
  const last = rows.at(-1);
  return { rows, nextCursor: results.length > limit && last ? `${last.openedAt}.${last.id}` : null };
}

/** ?2 from, ?3 to, ?4 offset as GROUP_KEYS wants it, ?5 group. */
export function behindFigure(db: D1Database, tenant: string, query: BehindQuery): Promise<Found> {
  const { from, to, by, utcOffsetMin, group, figure } = query;
  const where = ["c.opened_at >= ?2", "c.opened_at < ?3", "?4 IS NOT NULL", groupedBy(by), ASKS[figure]];
  return paged(db, tenant, where, [from, to, utcOffsetMin * MINUTE_MS, group], query);
}

/** ?2 from, ?3 to, ?4 and ?5 the edges of the confidence, ?6 what became of them ('' = whatever). */
export function behindSuggestions(db: D1Database, tenant: string, query: BehindSuggestionsQuery): Promise<Found> {
  const { from, to, used = "", band } = query;
  const least = CONFIDENCE_EDGES[band ?? 0] ?? 0;
  const below = CONFIDENCE_EDGES[band === undefined ? CONFIDENCE_BANDS : band + 1] ?? 0;
  const where = `c.id IN (SELECT u.conversation_id FROM suggestion_uses u WHERE u.tenant = ?1 AND u.at >= ?2 AND u.at < ?3
    AND u.confidence >= ?4 AND u.confidence < ?5 AND (?6 = '' OR u.used = ?6))`;
  return paged(db, tenant, [where], [from, to, least, below, used], query);
}

export const shownBehind = (rows: readonly ListedRow[]): Record<string, unknown>[] => rows.map(listedOf);

const CSV_COLUMNS = ["id", "name", "channel", "status", "teamId", "agentId", "openedAt", "firstReplyAt", "resolvedAt", "preview"] as const;
const TIMES: ReadonlySet<string> = new Set(["openedAt", "firstReplyAt", "resolvedAt"]);

/** Times as ISO 8601, so that any spreadsheet reads them. */
export const csvBehind = (rows: readonly ListedRow[]): string =>
  csvLines(
    CSV_COLUMNS,
    rows.map((row) =>
      CSV_COLUMNS.map((column) => {
        const value = row[column];
        if (TIMES.has(column)) return typeof value === "number" ? new Date(value).toISOString() : null;
        return typeof value === "string" || typeof value === "number" ? value : null;
      }),
    ),
  );
