/** Earlier conversations by their last words; the arrow keys go from one to the next. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ChatState } from "../chat-state.ts";
import { episodesOf } from "../history.ts";
import type { Locale, Words } from "../words/words.ts";

export interface HistoryProps {
  state: ChatState;
  words: Words;
  locale: Locale;
  onOlder(): void;
  onOpen(firstId: string): void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

export function History({ state, words, locale, onOlder, onOpen }: HistoryProps): JSX.Element {
  const title = useRef<HTMLHeadingElement>(null);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => title.current?.focus(), []);
  const episodes = episodesOf(state.turns);
  const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const step = STEPS[event.key];
      if (step === undefined) return;
      event.preventDefault();
      const buttons: Element[] = [...(list.current?.querySelectorAll("button") ?? [])];
      const at = document.activeElement ? buttons.indexOf(document.activeElement) : -1;
      const next = buttons[Math.min(Math.max(at + step, 0), buttons.length - 1)];
      if (next instanceof HTMLElement) next.focus();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
  return (
    <div class="sheet">
      <h2 ref={title} tabIndex={-1}>
        {words.history.title}
      </h2>
      {episodes.length === 0 && <p class="quiet">{words.history.none}</p>}
      <ul class="episodes" ref={list}>
        {episodes.map(({ conversationId, firstId, last, at }) => (
          <li key={conversationId}>
            <button type="button" class="found" onClick={() => onOpen(firstId)}>
              <span>
                <bdi>{last}</bdi>
                <small>
                  {day.format(at)}
                  {conversationId === state.person.conversationId && state.person.resolved ? ` · ${words.ended}` : ""}
                </small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <More state={state} words={words} onOlder={onOlder} />
    </div>
  );
}

function More({ state: { older, link }, words, onOlder }: Pick<HistoryProps, "state" | "words" | "onOlder">): JSX.Element | null {
  if (!older) return null;
  if (link !== "live") {
    return (
      <p class="quiet" role="status">
        {words.history.offline}
      </p>
    );
  }
  return (
    <button type="button" class="plain" aria-disabled={older.asked} onClick={onOlder}>
      {older.asked ? words.help.loading : words.history.more}
    </button>
  );
}
