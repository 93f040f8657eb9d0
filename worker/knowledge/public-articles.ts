/** What customers may read of a knowledge base: published articles for the public, with their words made safe to show. */
import { type ArticleFormat, safeHtml } from "./article-text.ts";

export interface PublicArticle {
  id: string;
  title: string;
  language: string;
  category: string;
  /** safe to show: an allow-list of elements, no scripts, no handlers */
  html: string;
  /** epoch ms */
  updatedAt: number;
}
export type ListedArticle = Pick<PublicArticle, "id" | "title" | "language"> & { passage: string };

const PUBLIC = "tenant = ?1 AND status = 'published' AND audience = 'public'";

export async function publicArticle(db: D1Database, tenant: string, id: string): Promise<PublicArticle | null> {
  const row = await db
    .prepare(`SELECT id, title, language, category, body, format, updated_at AS updatedAt FROM articles WHERE ${PUBLIC} AND id = ?2`)
    .bind(tenant, id)
    .first<Omit<PublicArticle, "html"> & { body: string; format: ArticleFormat }>();
  if (!row) return null;
  const { body, format, ...article } = row;
  return { ...article, html: safeHtml(body, format) };
}

/** Those that helped most, then the newest; the visitor's language before others. */
export async function publicArticles(db: D1Database, tenant: string, language: string, limit: number): Promise<ListedArticle[]> {
  const { results } = await db
    .prepare(
      `SELECT id, title, language, '' AS passage FROM articles
       WHERE ${PUBLIC} ORDER BY substr(lower(language), 1, 2) = substr(lower(?2), 1, 2) DESC,
         (SELECT coalesce(sum(f.used), 0) FROM article_feedback f WHERE f.tenant = articles.tenant AND f.article_id = articles.id) DESC, updated_at DESC, id LIMIT ?3`,
    )
    .bind(tenant, language, limit)
    .all<ListedArticle>();
  return results;
}

/** What readers say of an article is counted beside what agents and the bot made of it, under no intent. */
const BY_READERS = "";

/** False = there is no such public article. */
export async function countReader(db: D1Database, tenant: string, id: string, helped: boolean): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `INSERT INTO article_feedback (tenant, article_id, intent, shown, used)
       SELECT tenant, id, ?3, 1, ?4 FROM articles WHERE ${PUBLIC} AND id = ?2
       ON CONFLICT (tenant, article_id, intent) DO UPDATE SET shown = shown + 1, used = used + excluded.used`,
    )
    .bind(tenant, id, BY_READERS, helped ? 1 : 0)
    .run();
  return meta.changes > 0;
}
