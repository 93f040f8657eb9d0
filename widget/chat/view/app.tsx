/** The chat's one screen with what lies over it: menu, an article, the forms before and beside it. */
import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Choice, Part } from "../../../protocol/message.ts";
import type { Chat } from "../chat.ts";
import { safeHref } from "../safe-text.ts";
import { download, transcriptOf } from "../transcript.ts";
import { type Locale, WORDS, type Words } from "../words/words.ts";
import { ArticleView } from "./article.tsx";
import { Composer } from "./composer.tsx";
import { useColours, useDrop, useEscape } from "./devices.ts";
import { LeaveForm, RatingForm } from "./forms.tsx";
import { closedLine, Header } from "./header.tsx";
import { Home } from "./home.tsx";
import { Log } from "./log.tsx";
import { Menu, TEXT_SIZES, type TextSize } from "./menu.tsx";
import { PreChatForm } from "./pre-chat.tsx";
import { QueueBar } from "./queue-bar.tsx";
import { textIn } from "./text-in.ts";

/** How often relative words (late, long wait) are looked at again. ms */
const TICK_MS = 2_500;

type Screen = "talk" | "menu" | "leave" | { article: string };

export function App({ chat, first }: { chat: Chat; first: Locale }): JSX.Element {
  const [, redraw] = useState({});
  const [now, setNow] = useState(Date.now());
  const [locale, setLocale] = useState(first);
  const [screen, setScreen] = useState<Screen>("talk");
  const [draft, setDraft] = useState(chat.hello.stored.draft ?? "");
  const [isSound, setSound] = useState(chat.hello.stored.sound !== "off");
  const [size, setSize] = useState<TextSize>(TEXT_SIZES.find((known) => known === chat.hello.stored.size) ?? "normal");
  const [leftFor, setLeftFor] = useState<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const { state } = chat;
  const words = WORDS[locale];

  useEffect(() => chat.subscribe(() => redraw({})), [chat]);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    const opened = (): void => field.current?.focus();
    addEventListener("kefu-opened", opened);
    if (chat.isOpen) opened();
    return () => {
      clearInterval(timer);
      removeEventListener("kefu-opened", opened);
    };
  }, []);
  useEffect(() => {
    document.documentElement.lang = locale;
    document.title = chat.hello.title ?? chat.help.config?.title ?? words.support;
    document.documentElement.dataset.size = size;
  }, [locale, size, chat.help.config?.title]);
  const back = (): void => {
    setScreen("talk");
    setTimeout(() => field.current?.focus());
  };
  const isTalking = screen === "talk";
  useEscape(useCallback(() => (isTalking ? chat.close() : back()), [isTalking]));
  useColours(chat);
  const mustIntroduce = chat.mustIntroduce;
  const addFiles = useCallback((files: File[]) => chat.uploads.add(files), [chat]);
  const isDropping = useDrop(isTalking && !mustIntroduce && state.link !== "refused" ? addFiles : null);
  const write = (text: string): void => {
    setDraft(text);
    chat.typing(text);
  };
  const send = (text: string): void => {
    setDraft("");
    chat.save("draft", null);
    setLeftFor(null);
    const words: Part[] = text === "" ? [] : [{ type: "text", text }];
    chat.say({ kind: "send", parts: [...words, ...chat.uploads.take()] });
  };
  const choose = ({ id, label }: Choice): void => chat.say({ kind: "send", parts: [{ type: "action", id, label }] });
  const last = state.turns.at(-1);
  const choices = last && last.from !== "customer" && !last.deleted && state.outgoing.length === 0 ? (last.choices ?? []) : [];
  const closed = closedLine(chat.help.config, words, locale);
  const empty = (
    <>
      {closed !== null && (
        <p class="closed">
          <span>{closed}</span>
          <button type="button" class="plain" onClick={() => setScreen("leave")}>
            {words.leave}
          </button>
        </p>
      )}
      <Pills words={words} choices={words.suggestions.map((label) => ({ id: label, label }))} onChoose={({ label }) => send(label)} />
      {chat.help.config?.articles && <Home help={chat.help} words={words} onOpen={(article) => setScreen({ article })} />}
    </>
  );
  return (
    <main class="app">
      <Header
        chat={chat}
        words={words}
        locale={locale}
        isOver={!isTalking}
        onBack={back}
        onMenu={() => setScreen("menu")}
        onPerson={() => chat.say({ kind: "human", label: words.person })}
      />
      {screen === "menu" && (
        <Menu
          words={words}
          locale={locale}
          isSound={isSound}
          size={size}
          hasTurns={state.turns.length > 0}
          onLocale={(wanted) => {
            setLocale(wanted);
            chat.setLocale(wanted);
          }}
          onSound={(on) => {
            setSound(on);
            chat.save("sound", on ? null : "off");
          }}
          onSize={(wanted) => {
            setSize(wanted);
            chat.save("size", wanted);
          }}
          onTranscript={() => download(transcriptOf(state.turns, words, locale), "kefu.txt")}
          onForget={() => {
            chat.forget();
            setDraft("");
            back();
          }}
        />
      )}
      {screen === "leave" && (
        <LeaveForm
          words={words}
          text={draft}
          onCancel={back}
          onLeave={(contact, text) => {
            chat.say({ kind: "leave", contact, text });
            setLeftFor(contact);
            write("");
            back();
          }}
        />
      )}
      {typeof screen === "object" && (
        <ArticleView
          help={chat.help}
          id={screen.article}
          words={words}
          onAsk={(title) => {
            if (draft === "") write(words.help.about(title));
            back();
          }}
        />
      )}
      {isTalking && mustIntroduce && <PreChatForm fields={chat.help.config?.preChat ?? []} words={words} onDone={(about) => chat.help.introduce(about)} />}
      <section class="talk" hidden={!isTalking || mustIntroduce}>
        {state.person.owner === "queue" && <QueueBar queue={state.queue} words={words} now={now} onLeave={() => setScreen("leave")} />}
        <Log
          empty={empty}
          greeting={chat.help.config?.greeting ?? null}
          state={state}
          words={words}
          locale={locale}
          now={now}
          onOlder={() => chat.askOlder()}
          onAgain={(cid) => chat.sayAgain(cid)}
          onChange={(known) => {
            chat.takeBack(known.cid);
            write(textIn(known.said));
            field.current?.focus();
          }}
        />
        {leftFor !== null && (
          <p class="note" role="status">
            {words.left(leftFor)}
          </p>
        )}
        {choices.length > 0 && <Pills words={words} choices={choices} onChoose={choose} />}
        <Ending chat={chat} words={words} />
        {state.link !== "refused" && (
          <Composer field={field} draft={draft} uploads={chat.uploads} words={words} locale={locale} onDraft={write} onSend={send} />
        )}
      </section>
      {isDropping && (
        <p class="dropping" aria-hidden="true">
          {words.upload.here}
        </p>
      )}
    </main>
  );
}

/** Buttons instead of typing. An address among them opens, when it may. */
function Pills({ choices, words, onChoose }: { choices: readonly Choice[]; words: Words; onChoose(choice: Choice): void }): JSX.Element {
  return (
    <fieldset class="pills" aria-label={words.choices}>
      {choices.map((choice) => {
        const href = choice.url === undefined ? null : safeHref(choice.url);
        return href === null ? (
          <button type="button" key={choice.id} onClick={() => onChoose(choice)}>
            <bdi>{choice.label}</bdi>
          </button>
        ) : (
          <a key={choice.id} href={href} target="_blank" rel="noopener noreferrer">
            <bdi>{choice.label}</bdi>
          </a>
        );
      })}
    </fieldset>
  );
}

function Ending({ chat, words }: { chat: Chat; words: Words }): JSX.Element | null {
  const { rating } = chat.state;
  if (rating?.is === "given") {
    return (
      <p class="note" role="status">
        {words.rated}
      </p>
    );
  }
  if (!rating) return null;
  const { conversationId } = rating;
  return <RatingForm words={words} onRate={(score, comment) => chat.rate(conversationId, score, comment)} onSkip={() => chat.apply({ type: "not-rated" })} />;
}
