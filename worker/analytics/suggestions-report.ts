/** What became of suggestions, by how sure they were: whether a confidence keeps its promise in this shop. */
import { CONFIDENCE_EDGES, type SuggestionUse } from "../../protocol/report-figures.ts";

export interface SuggestionFigures {
  accepted: number;
  edited: number;
  refused: number;
  /** accepted as it stood, of those judged; null = none */
  precision: number | null;
}
export type Band = SuggestionFigures & { /** confidence from … up to before … */ from: number; to: number };

/** Nothing is surer. */
const LAST = 1;

interface Row {
  band: number;
  used: SuggestionUse;
  n: number;
}

const figuresOf = (rows: readonly Row[]): SuggestionFigures => {
  const of = (used: Row["used"]): number => rows.filter((row) => row.used === used).reduce((sum, row) => sum + row.n, 0);
  const [accepted, edited, refused] = [of("accepted"), of("edited"), of("refused")];
  const judged = accepted + edited + refused;
  return { accepted, edited, refused, precision: judged === 0 ? null : accepted / judged };
};

/** `from` … `to` in epoch ms; `teamIds` null = all. */
export async function suggestionsReport(
  db: D1Database,
  tenant: string,
  { from, to, teamIds }: { from: number; to: number; teamIds: readonly string[] | null },
): Promise<{ total: SuggestionFigures; bands: Band[] }> {
  const band = CONFIDENCE_EDGES.slice(1, -1)
    .map((edge) => `(confidence >= ${edge})`)
    .join(" + ");
  const { results } = await db
    .prepare(
      `SELECT ${band} AS band, used, count(*) AS n FROM suggestion_uses u WHERE tenant = ?1 AND at >= ?2 AND at < ?3 AND (?4 IS NULL OR EXISTS (SELECT 1 FROM conversations c
         WHERE c.tenant = ?1 AND c.id = u.conversation_id AND c.team_id IN (SELECT value FROM json_each(?4)))) GROUP BY 1, 2`,
    )
    .bind(tenant, from, to, teamIds === null ? null : JSON.stringify(teamIds))
    .all<Row>();
  const bands = CONFIDENCE_EDGES.slice(0, -1).map((edge, at) => ({
    from: edge,
    to: Math.min(LAST, CONFIDENCE_EDGES[at + 1] ?? LAST),
    ...figuresOf(results.filter((row) => row.band === at)),
  }));
  return { total: figuresOf(results), bands };
}
