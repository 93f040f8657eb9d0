/** What is known of an article beside its words: what it is about, and for which questions agents used it. Pure. */

export interface ArticleInMemory {
  id: string;
  title: string;
  language: string;
  audience: "public" | "agents";
  /** What it is about, by the model's labels, 0–255; null = not read and not tagged. */
  intents: Uint8Array | null;
  /** intent → used/shown surplus over the tenant's mean, −1…1 */
  feedback: ReadonlyMap<string, number>;
}

export interface FeedbackRow {
  article_id: string;
  intent: string;
  shown: number;
  used: number;
}

/** What a person's tag says of an article, where the model gives up to 255. */
const TAGGED = 204;
/** Imagined showings at the mean: they keep a single lucky click from deciding. */
const PRIOR_SHOWN = 10;

/** The mean of what the model reads in its chunks; a tag of the author outweighs a weak reading. */
export function intentsOfArticle(read: readonly Uint8Array[], tags: readonly string[], labels: readonly string[]): Uint8Array | null {
  if (labels.length === 0 || (read.length === 0 && tags.length === 0)) return null;
  const sum = new Float32Array(labels.length);
  for (const row of read) for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] ?? 0) + (row[at] ?? 0) / read.length;
  for (const tag of tags) {
    const at = labels.indexOf(tag);
    if (at >= 0) sum[at] = Math.max(sum[at] ?? 0, TAGGED);
  }
  return Uint8Array.from(sum, Math.round);
}

export function feedbackOf(rows: readonly FeedbackRow[]): Map<string, Map<string, number>> {
  const shown = rows.reduce((sum, row) => sum + row.shown, 0);
  const mean = shown === 0 ? 0 : rows.reduce((sum, row) => sum + row.used, 0) / shown;
  const byArticle = new Map<string, Map<string, number>>();
  for (const row of rows) {
    const rate = (row.used + PRIOR_SHOWN * mean) / (row.shown + PRIOR_SHOWN);
    const of = byArticle.get(row.article_id) ?? new Map<string, number>();
    byArticle.set(row.article_id, of.set(row.intent, rate - mean));
  }
  return byArticle;
}
