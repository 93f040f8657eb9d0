/** C13: articles, an editor, import of files, and a box that shows what a search finds. */
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { read } from "../api/client.ts";
import { useMay } from "../api/queries.ts";
import type { ArticleListed } from "../api/shapes.ts";
import { useT } from "../i18n/index.ts";
import { Empty, LoadError, More, ThinBar } from "../ui/blocks.tsx";
import { TableBox } from "../ui/table-box.tsx";
import { ArticleDialog } from "./article-dialog.tsx";
import { ImportBox } from "./import-box.tsx";
import { SearchBox } from "./search-box.tsx";

interface Page {
  articles: ArticleListed[];
  nextCursor: string | null;
}

function ArticleTable({ articles, onOpen }: { articles: ArticleListed[]; onOpen: (id: string) => void }): ReactNode {
  const t = useT();
  return (
    <TableBox>
      <table>
        <caption className="hidden-text">{t("knowledge.articles")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("knowledge.title")}</th>
            <th scope="col">{t("language")}</th>
            <th scope="col">{t("knowledge.category")}</th>
            <th scope="col">{t("knowledge.audience")}</th>
            <th scope="col">{t("knowledge.status")}</th>
          </tr>
        </thead>
        <tbody>
          {articles.map((article) => (
            <tr key={article.id}>
              <td>
                <button type="button" className="link" onClick={() => onOpen(article.id)}>
                  {article.title}
                </button>
              </td>
              <td>{article.language}</td>
              <td>{article.category}</td>
              <td>{t(`audience.${article.audience as "public" | "agents"}`)}</td>
              <td>{t(`article.${article.status as "draft" | "published" | "archived"}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

export function KnowledgePage(): ReactNode {
  const t = useT();
  const writes = useMay("knowledge:write");
  const queries = useQueryClient();
  const [opened, setOpened] = useState<string | null>(null);
  const query = useInfiniteQuery({
    queryKey: ["articles"],
    queryFn: ({ pageParam }) => read<Page>(`/v1/knowledge/articles${pageParam === "" ? "" : `?cursor=${encodeURIComponent(pageParam)}`}`),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  const articles = query.data?.pages.flatMap((page) => page.articles) ?? [];
  const reload = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: ["articles"] });
    await queries.invalidateQueries({ queryKey: ["article"] });
  };
  return (
    <div className="page">
      <div className="page-inner">
        <div className="page-head">
          <h1 className="grow">{t("nav.knowledge")}</h1>
          {writes && (
            <button type="button" className="button primary" onClick={() => setOpened("new")}>
              {t("knowledge.add")}
            </button>
          )}
        </div>
        <SearchBox onOpen={setOpened} />
        {writes && <ImportBox onDone={() => void reload()} />}
        <section className="section">
          <h2>{t("knowledge.articles")}</h2>
          <ThinBar on={query.isPending} />
          {query.error && <LoadError error={query.error} onRetry={() => void query.refetch()} />}
          {articles.length > 0 && <ArticleTable articles={articles} onOpen={setOpened} />}
          {query.isSuccess && articles.length === 0 && <Empty text={t("knowledge.none")} />}
          <More query={query} label={t("load-more")} />
        </section>
        {opened !== null && (
          <ArticleDialog id={opened === "new" ? null : opened} onDone={() => void reload().then(() => setOpened(null))} onClose={() => setOpened(null)} />
        )}
      </div>
    </div>
  );
}
