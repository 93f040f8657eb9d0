/** One public article. Its words were made safe by the server; links open beside the shop, never in this frame. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Help } from "../help.ts";
import { safeHref } from "../safe-text.ts";
import type { Article } from "../server.ts";
import type { Words } from "../words/words.ts";

export function ArticleView({ help, id, words, onAsk }: { help: Help; id: string; words: Words; onAsk(title: string): void }): JSX.Element {
  const [article, setArticle] = useState<Article | null | undefined>(undefined);
  const [round, setRound] = useState(0);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    let isGone = false;
    setArticle(undefined);
    void help.article(id).then((found) => !isGone && setArticle(found));
    return () => {
      isGone = true;
    };
  }, [id, round]);
  const prose = useRef<HTMLDivElement>(null);
  useEffect(() => title.current?.focus(), [article]);
  useEffect(() => {
    for (const link of prose.current?.querySelectorAll("a") ?? []) {
      link.target = "_blank";
      link.rel = "noopener noreferrer";
      if (safeHref(link.href) === null) link.removeAttribute("href");
    }
  }, [article]);
  if (article === undefined) {
    return (
      <div class="sheet" aria-busy="true">
        <p class="quiet" role="status">
          {words.help.loading}
        </p>
      </div>
    );
  }
  if (article === null) {
    return (
      <div class="sheet">
        <p role="alert">{words.help.failed}</p>
        <button type="button" class="plain" onClick={() => setRound(round + 1)}>
          {words.again}
        </button>
      </div>
    );
  }
  return (
    <article class="sheet">
      <h2 ref={title} tabIndex={-1}>
        <bdi>{article.title}</bdi>
      </h2>
      {/* An allow-list of elements was applied by the server (safeHtml), and this frame's policy runs no script of it. */}
      <div class="prose" ref={prose} dangerouslySetInnerHTML={{ __html: article.html }} />
      <button type="button" class="plain" onClick={() => onAsk(article.title)}>
        {words.help.ask}
      </button>
    </article>
  );
}
