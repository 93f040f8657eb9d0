/** Facts of conversations as they are stored, read in pages, and what each is grouped by. */
import type { Group } from "../../protocol/report-figures.ts";
import type { Fact } from "./cell.ts";
import { dayName, dayOf, type Span } from "./report-days.ts";

const PAGE = 10_000;
const COLUMNS = `id, opened_at AS openedAt, team_id AS teamId, agent_id AS agentId, channel_kind AS channel, intents, labels, resolved, reopened, first_reply_ms AS firstReplyMs,
  wait_ms AS waitMs, handle_ms AS handleMs, resolution_ms AS resolutionMs, messages, agent_replies AS agentReplies, bot_replies AS botReplies, score, canned, accepted, edited, refused, target_missed AS targetMissed`;

/** Facts of conversations opened in a span, oldest first, of these teams or (null) of all. */
export async function* factsIn(db: D1Database, tenant: string, { from, to }: Span, teamIds: readonly string[] | null): AsyncGenerator<Fact> {
  const teams = teamIds === null ? "" : " AND team_id IN (SELECT value FROM json_each(?6))";
  for (let [at, id] = [from, ""]; ; ) {
    const sql = `SELECT ${COLUMNS} FROM report_facts WHERE tenant = ?1 AND opened_at >= ?2 AND opened_at < ?3 AND (opened_at > ?2 OR id > ?4)${teams} ORDER BY opened_at, id LIMIT ?5`;
    const { results } = await db
      .prepare(sql)
      .bind(tenant, at, to, id, PAGE, ...(teamIds === null ? [] : [JSON.stringify(teamIds)]))
      .all<Fact>();
    yield* results;
    const last = results.at(-1);
    if (!last || results.length < PAGE) return;
    [at, id] = [last.openedAt, last.id];
  }
}

const listIn = (text: string): string[] => [...new Set(JSON.parse(text) as string[])];

/** A conversation counts once for each intent spoken of in it, and once for each label. */
export function keysOf(fact: Fact, by: Group, utcOffsetMin: number): string[] {
  switch (by) {
    case "day":
      return [dayName(dayOf(fact.openedAt, utcOffsetMin))];
    case "team":
      return [fact.teamId ?? ""];
    case "agent":
      return [fact.agentId];
    case "channel":
      return [fact.channel];
    case "intent":
      return listIn(fact.intents);
    case "label":
      return listIn(fact.labels);
    default:
      return by satisfies never;
  }
}
