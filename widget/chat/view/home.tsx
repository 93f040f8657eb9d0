/** A search box over the public articles, and the most helpful ones. Before the first word nothing is shown where there are none, or they cannot be had. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Help } from "../help.ts";
import type { FoundArticle } from "../server.ts";
import type { Words } from "../words/words.ts";
import { Icon } from "./icons.tsx";

/** Somebody who still types is not asked for yet. ms */
const TYPED_MS = 150;
const SHOWN = 5;
const HAN = /\p{Script=Han}/u;
/** Shorter words find everything: two Chinese characters, three letters. */
const isEnough = (words: string): boolean => words.length >= (HAN.test(words) ? 2 : 3);

export interface HomeProps {
  help: Help;
  words: Words;
  /** A screen of its own says that there is nothing. */
  isScreen: boolean;
  onOpen(id: string): void;
}

export function Home({ help, words, isScreen, onOpen }: HomeProps): JSX.Element | null {
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<readonly FoundArticle[] | null>(null);
  const [has, setHas] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const wanted = isEnough(query.trim()) ? query.trim() : "";
  useEffect(() => {
    let isGone = false;
    const timer = setTimeout(
      async () => {
        const articles = await help.articles(wanted);
        if (isGone) return;
        setAsked(true);
        if (!articles) return;
        setFound(articles.slice(0, SHOWN));
        if (articles.length > 0) setHas(true);
      },
      wanted === "" ? 0 : TYPED_MS,
    );
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [wanted]);
  if (!has) return isScreen && isAsked ? <p class="quiet">{words.help.nothing}</p> : null;
  return (
    <search class="home">
      <label class="find">
        <Icon name="search" />
        <span class="unseen">{words.help.search}</span>
        <input type="search" value={query} placeholder={words.help.search} onInput={(event) => setQuery(event.currentTarget.value)} />
      </label>
      {found && found.length === 0 && (
        <p class="quiet" role="status">
          {words.help.none}
        </p>
      )}
      <ul>
        {found?.map(({ id, title, passage }) => (
          <li key={id}>
            <button type="button" class="found" onClick={() => onOpen(id)}>
              <Icon name="article" />
              <span>
                <bdi>{title}</bdi>
                {passage !== "" && <small>{passage}</small>}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </search>
  );
}
