/** Lists from the read model, newest first, by cursor. */
import type { z } from "zod";
import type { conversationsQuerySchema } from "../../protocol/api.ts";
import type { ConversationPage } from "../../protocol/listed-conversation.ts";
import { LISTED, type ListedRow, listedOf } from "../analytics/listed-conversation.ts";
import { type User, visibleTeams } from "../tenants/roles.ts";

/** The end of a conversation's id, which its customer is given as its number (widget/chat/history.ts). */
const SPOKEN_NUMBER = /^[0-9a-z]{6}$/i;

type Query = z.infer<typeof conversationsQuerySchema>;

export async function listConversations(db: D1Database, user: User, query: Query): Promise<ConversationPage> {
  const values: (string | number)[] = [user.tenant];
  const mark = (value: string | number): string => `?${values.push(value)}`;
  const where = ["c.tenant = ?1", ...filters(query, user, mark)];
  const at = /^(\d+)\.(cv_[0-9a-z]+)$/.exec(query.cursor ?? "");
  if (at?.[1] && at[2]) where.push(`(c.last_turn_at, c.id) < (${mark(Number(at[1]))}, ${mark(at[2])})`);
  const sql = `SELECT ${LISTED} FROM conversations c WHERE ${where.join(" AND ")} ORDER BY c.last_turn_at DESC, c.id DESC LIMIT ${mark(query.limit + 1)}`;
  const { results } = await db
    .prepare(sql)
    .bind(...values)
    .all<ListedRow>();
  const page = results.slice(0, query.limit);
  const last = page.at(-1);
  const more = results.length > query.limit && last ? `${last.lastTurnAt}.${last.id}` : null;
  return { conversations: page.map(listedOf), nextCursor: more };
}

function filters(query: Query, user: User, mark: (value: string | number) => string): string[] {
  const where: string[] = [];
  if (query.status) where.push(`c.status = ${mark(query.status)}`);
  if (query.team) where.push(`c.team_id = ${mark(query.team)}`);
  if (query.channel) where.push(`c.channel_kind = ${mark(query.channel)}`);
  if (query.since !== undefined) where.push(`c.last_turn_at >= ${mark(query.since)}`);
  if (query.label)
    where.push(`EXISTS (SELECT 1 FROM conversation_labels l WHERE l.tenant = c.tenant AND l.conversation_id = c.id AND l.label = ${mark(query.label)})`);
  if (query.q) where.push(holds(query.q, mark));
  if (query.mentioned) where.push(mentions(query.mentioned, user, mark));
  if (query.assignee) where.push(...assigned(query.assignee, user, mark));
  const teams = visibleTeams(user);
  if (teams !== null) {
    const own = user.kind === "agent" ? ` OR c.agent_id = ${mark(user.agentId)}` : "";
    where.push(`(c.team_id IS NULL${own}${teams.length > 0 ? ` OR c.team_id IN (${teams.map(mark).join(", ")})` : ""})`);
  }
  return where;
}

/** In the last words, the customer's name or any turn; or it is the conversation's number. */
function holds(words: string, mark: (value: string | number) => string): string {
  const said = mark(words);
  const isNumber = SPOKEN_NUMBER.test(words) ? `substr(c.id, -6) = lower(${said}) OR ` : "";
  return `(${isNumber}instr(c.preview, ${said}) > 0 OR instr(lower(coalesce(c.name, '')), lower(${said})) > 0 OR EXISTS
    (SELECT 1 FROM turns_index t WHERE t.tenant = c.tenant AND t.conversation_id = c.id AND instr(t.text, ${said}) > 0))`;
}

function assigned(assignee: string, user: User, mark: (value: string | number) => string): string[] {
  if (assignee === "none") return ["c.owner_kind <> 'agent'"];
  if (assignee === "queue" || assignee === "bot") return [`c.owner_kind = ${mark(assignee)}`];
  const agentId = assignee === "me" && user.kind === "agent" ? user.agentId : assignee;
  return [`c.owner_kind = 'agent' AND c.agent_id = ${mark(agentId)}`];
}

/** Notes that name somebody, as far back as events are kept. */
function mentions(mentioned: string, user: User, mark: (value: string | number) => string): string {
  const agentId = mentioned === "me" && user.kind === "agent" ? user.agentId : mentioned;
  return `c.id IN (SELECT e.conversation_id FROM events e WHERE e.tenant = c.tenant AND e.type = 'note.added'
    AND instr(',' || (e.detail ->> 'mentions') || ',', ${mark(`,${agentId},`)}) > 0)`;
}
