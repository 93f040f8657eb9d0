/** One public article. Its words were made safe by the server; links open beside the shop, never in this frame. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Help } from "../help.ts";
import { safeHref } from "../safe-text.ts";
import type { Article } from "../server.ts";
import type { Words } from "../words/words.ts";

export interface ArticleProps {
  help: Help;
  id: string;
  words: Words;
  onAsk(title: string): void;
  /** To a person. */
  onPerson(): void;
  onBack(): void;
}

export function ArticleView({ help, id, words, onAsk, onPerson, onBack }: ArticleProps): JSX.Element {
  const [found, setFound] = useState<{ article: Article; isKept: boolean } | null | undefined>(undefined);
  const [round, setRound] = useState(0);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    let isGone = false;
    setFound(undefined);
    void help.article(id).then((article) => !isGone && setFound(article));
    return () => {
      isGone = true;
    };
  }, [id, round]);
  const prose = useRef<HTMLDivElement>(null);
  useEffect(() => title.current?.focus(), [found]);
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const isPlain = !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey);
      if (isPlain && (event.key === "Backspace" || event.key === "ArrowLeft")) onBack();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
  useEffect(() => {
    for (const link of prose.current?.querySelectorAll("a") ?? []) {
      link.target = "_blank";
      link.rel = "noopener noreferrer";
      if (safeHref(link.href) === null) link.removeAttribute("href");
    }
  }, [found]);
  if (found === undefined) {
    return (
      <div class="sheet" aria-busy="true">
        <p class="quiet" role="status">
          {words.help.loading}
        </p>
      </div>
    );
  }
  if (found === null) {
    return (
      <div class="sheet">
        <p role="alert">{words.help.failed}</p>
        <button type="button" class="plain" onClick={() => setRound(round + 1)}>
          {words.again}
        </button>
      </div>
    );
  }
  const { article, isKept } = found;
  return (
    <article class="sheet">
      {isKept && (
        <p class="quiet" role="status">
          {words.help.kept}
        </p>
      )}
      <h2 ref={title} tabIndex={-1}>
        <bdi>{article.title}</bdi>
      </h2>
      {/* An allow-list of elements was applied by the server (safeHtml), and this frame's policy runs no script of it. */}
      <div class="prose" ref={prose} dangerouslySetInnerHTML={{ __html: article.html }} />
      <Judgement help={help} id={id} words={words} onPerson={onPerson} />
      <button type="button" class="plain" onClick={() => onAsk(article.title)}>
        {words.help.ask}
      </button>
    </article>
  );
}

/** Asked once a device. Whom it did not help is led to a person. */
function Judgement({ help, id, words, onPerson }: Pick<ArticleProps, "help" | "id" | "words" | "onPerson">): JSX.Element | null {
  const [wasJudged] = useState(() => help.isJudged(id));
  const [given, setGiven] = useState<boolean | null>(null);
  if (wasJudged) return null;
  if (given !== null) {
    return (
      <div class="judgement" role="status">
        <p>{given ? words.help.thanks : words.help.sorry}</p>
        {!given && (
          <button type="button" class="primary" onClick={onPerson}>
            {words.person}
          </button>
        )}
      </div>
    );
  }
  const judge = (helped: boolean): void => {
    setGiven(helped);
    void help.judge(id, helped);
  };
  return (
    <div class="judgement">
      <p>{words.help.helped}</p>
      <button type="button" class="plain" onClick={() => judge(true)}>
        {words.yes}
      </button>
      <button type="button" class="plain" onClick={() => judge(false)}>
        {words.no}
      </button>
    </div>
  );
}
