/** The report of repeated questions over a tenant's own turns: streamed page by page from the read model, joined by words and by meaning. */
import { AnswerTimes, type RepeatRow, savedMinutes, sentenceOf } from "../analytics/repeat-report.ts";
import { Repeats } from "../analytics/repeats.ts";
import { encodingFor } from "../intent/skills.ts";
import type { Services } from "../services.ts";
import { findArticles } from "./find-articles.ts";

export interface RepeatsQuery {
  from: number;
  to: number;
  limit: number;
  /** null = all */
  teamIds: readonly string[] | null;
}

/** Turns read for one report, the newest first; more would take a request's whole time. */
const MOST_TURNS = 50_000;
const PAGE = 2_000;
/** Said at least so often. */
const LEAST = 3;
/** Questions that are compared by meaning, and that articles are looked for: the model takes some ms for each. */
const MOST_READ = 200;
/** Below this an article is not said to answer. */
const ANSWERS = 0.5;

interface Row {
  turn: string;
  conversation: string;
  agent: number;
  text: string;
  at: number;
}

export async function repeatsReport(services: Services, tenant: string, query: RepeatsQuery): Promise<Record<string, unknown>> {
  const repeats = new Repeats();
  const times = new AnswerTimes();
  const read = await readTurns(services, tenant, query, (row) => {
    const from = row.agent === 1 ? ("agent" as const) : ("customer" as const);
    repeats.add({ text: row.text, from, at: row.at });
  });
  for (const row of [...read].reverse()) times.add(row.conversation, row.agent === 1 ? "agent" : "customer", row.at);
  const vectorOf = async (text: string): Promise<Int8Array | null> => (await encodingFor(services, text))?.encoding.vector ?? null;
  const clusters = (await repeats.clusters(LEAST, vectorOf, MOST_READ)).slice(0, query.limit);
  const rows: (RepeatRow & { sentence: string })[] = [];
  for (const cluster of clusters) {
    const hit = cluster.from === "customer" ? (await findArticles(services, tenant, cluster.label, null, { audience: "public", limit: 1 })).hits[0] : undefined;
    const answers = hit?.confidence !== undefined && hit.confidence >= ANSWERS;
    const article = hit && answers ? { id: hit.articleId, title: hit.title, confidence: hit.confidence ?? 0 } : null;
    rows.push({ ...cluster, article, savedMin: savedMinutes(cluster.count, times.middleS), sentence: sentenceOf(cluster) });
  }
  return { from: query.from, to: query.to, turns: repeats.lines, complete: repeats.lines < MOST_TURNS, answerSeconds: times.middleS, rows };
}

type Timed = Pick<Row, "conversation" | "agent" | "at">;

async function readTurns(services: Services, tenant: string, { from, to, teamIds }: RepeatsQuery, seen: (row: Row) => void): Promise<Timed[]> {
  const teams = teamIds === null ? "" : "AND c.team_id IN (SELECT value FROM json_each(?6))";
  const sql = `SELECT t.turn_id AS turn, t.conversation_id AS conversation, t.author_kind = 'agent' AS agent, t.text, t.at FROM turns_index t
    JOIN conversations c ON c.tenant = t.tenant AND c.id = t.conversation_id
    WHERE t.tenant = ?1 AND t.at >= ?2 AND (t.at, t.turn_id) < (?3, ?4) AND t.author_kind IN ('customer', 'agent') AND t.kind IN ('message', 'reply') ${teams}
    ORDER BY t.at DESC, t.turn_id DESC LIMIT ?5`;
  const timed: Timed[] = [];
  let [before, turn] = [to, ""];
  while (timed.length < MOST_TURNS) {
    const values = [tenant, from, before, turn, PAGE, ...(teamIds === null ? [] : [JSON.stringify(teamIds)])];
    const { results } = await services.db
      .prepare(sql)
      .bind(...values)
      .all<Row>();
    for (const row of results) {
      seen(row);
      timed.push({ conversation: row.conversation, agent: row.agent, at: row.at });
    }
    const last = results.at(-1);
    if (!last || results.length < PAGE) break;
    [before, turn] = [last.at, last.turn];
  }
  return timed;
}
