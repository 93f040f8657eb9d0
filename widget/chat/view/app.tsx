/** The chat's one screen, and what lies over it. */
import type { JSX } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Choice, Part } from "../../../protocol/message.ts";
import type { Chat } from "../chat.ts";
import { numberOf } from "../history.ts";
import { type Locale, WORDS, type Words } from "../words/words.ts";
import { Composer } from "./composer.tsx";
import { useColours, useDrop, useEscape } from "./devices.ts";
import { Ending } from "./ending.tsx";
import { closedLine, Header } from "./header.tsx";
import { Home } from "./home.tsx";
import { Log } from "./log.tsx";
import { TEXT_SIZES, type TextSize } from "./menu.tsx";
import { OtherWays } from "./other-ways.tsx";
import { type DeviceSettings, Over, type Screen } from "./over.tsx";
import { Pills } from "./pills.tsx";
import { PreChatForm } from "./pre-chat.tsx";
import { QueueBar } from "./queue-bar.tsx";
import { textIn } from "./text-in.ts";

/** How often relative words (late, long wait) are looked at again. ms */
const TICK_MS = 2_500;

/** A message that was left, until the next word. */
interface Left {
  contact: string;
  cid: string;
}

function useSettings(chat: Chat, first: Locale): DeviceSettings & { locale: Locale } {
  const [locale, setLocale] = useState(first);
  const [isSound, setSound] = useState(chat.hello.stored.sound !== "off");
  const [size, setSize] = useState<TextSize>(TEXT_SIZES.find((known) => known === chat.hello.stored.size) ?? "normal");
  return {
    locale,
    isSound,
    size,
    setLocale(wanted) {
      setLocale(wanted);
      chat.setLocale(wanted);
    },
    setSound(on) {
      setSound(on);
      chat.save("sound", on ? null : "off");
    },
    setSize(wanted) {
      setSize(wanted);
      chat.save("size", wanted);
    },
  };
}

export function App({ chat, first }: { chat: Chat; first: Locale }): JSX.Element {
  const [, redraw] = useState({});
  const [now, setNow] = useState(Date.now());
  const [screen, setScreen] = useState<Screen>("talk");
  const [draft, setDraft] = useState(chat.hello.stored.draft ?? "");
  const [left, setLeft] = useState<Left | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const settings = useSettings(chat, first);
  const { locale, size } = settings;
  const { state } = chat;
  const { config } = chat.help;
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
    document.title = chat.hello.title ?? config?.title ?? words.support;
    document.documentElement.dataset.size = size;
  }, [locale, size, config?.title]);
  const back = (): void => {
    setScreen("talk");
    setTimeout(() => field.current?.focus());
  };
  const isTalking = screen === "talk";
  useEscape(useCallback(() => (isTalking ? chat.close() : back()), [isTalking]));
  useColours(chat);
  const mustIntroduce = chat.mustIntroduce;
  const addFiles = useCallback((files: File[]) => chat.uploads.add(files), [chat]);
  const isDropping = useDrop((isTalking || screen === "leave") && !mustIntroduce && state.link !== "refused" ? addFiles : null);
  const write = (text: string): void => {
    setDraft(text);
    chat.typing(text);
  };
  const send = (text: string): void => {
    setDraft("");
    chat.save("draft", null);
    setLeft(null);
    const words: Part[] = text === "" ? [] : [{ type: "text", text }];
    chat.say({ kind: "send", parts: [...words, ...chat.uploads.take()] });
  };
  const choose = ({ id, label }: Choice): void => {
    chat.say({ kind: "send", parts: [{ type: "action", id, label }] });
  };
  const last = state.turns.at(-1);
  const choices = last && last.from !== "customer" && !last.deleted && state.outgoing.length === 0 ? (last.choices ?? []) : [];
  return (
    <main class="app">
      <Header
        chat={chat}
        words={words}
        locale={locale}
        isOver={!isTalking}
        onBack={() => (typeof screen === "object" && screen.from === "articles" ? setScreen("articles") : back())}
        onMenu={() => setScreen("menu")}
        onPerson={() => chat.say({ kind: "human", label: words.person })}
      />
      {!isTalking && (
        <Over
          chat={chat}
          screen={screen}
          words={words}
          locale={locale}
          draft={draft}
          settings={settings}
          go={setScreen}
          onBack={back}
          onDraft={write}
          onLeft={(contact, cid) => setLeft({ contact, cid })}
          onShow={(turnId) => {
            setScreen("talk");
            setTimeout(() => show(turnId));
          }}
        />
      )}
      {isTalking && mustIntroduce && (
        <PreChatForm
          fields={chat.isNew && chat.help.asksFirst ? (config?.preChat ?? []) : []}
          consent={chat.help.consent}
          words={words}
          onDone={(about, agreed) => chat.help.introduce(about, agreed)}
        />
      )}
      <section class="talk" hidden={!isTalking || mustIntroduce}>
        {state.person.owner === "queue" && (
          <QueueBar
            state={state}
            callBackTo={chat.hello.stored.callBack ?? null}
            words={words}
            now={now}
            isClosed={state.queue?.isClosed ?? config?.open === false}
            onOtherwise={() => setScreen("otherwise")}
            onLeave={() => setScreen("leave")}
            onStay={() => void chat.wishes.wait({ wish: "stay" })}
          />
        )}
        <Log
          empty={<Empty chat={chat} words={words} locale={locale} go={setScreen} onSend={send} />}
          greeting={config?.greeting ?? null}
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
        {left !== null && <LeftNote left={left} chat={chat} words={words} />}
        {choices.length > 0 && <Pills words={words} choices={choices} onChoose={choose} />}
        <Ending chat={chat} words={words} now={now} />
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

/** Brings a turn of the conversation into view, and a screen reader to it. */
function show(turnId: string): void {
  const turn = document.getElementById(turnId);
  turn?.scrollIntoView({ block: "start" });
  turn?.focus({ preventScroll: true });
}

interface EmptyProps {
  chat: Chat;
  words: Words;
  locale: Locale;
  go(screen: Screen): void;
  onSend(text: string): void;
}

/** Before anybody has said a word: that nobody is there, what others ask, articles, other ways. */
function Empty({ chat, words, locale, go, onSend }: EmptyProps): JSX.Element {
  const { config } = chat.help;
  const closed = closedLine(config, words, locale);
  return (
    <>
      {closed !== null && (
        <p class="closed">
          <span>{closed}</span>
          <button type="button" class="plain" onClick={() => go("leave")}>
            {words.leave}
          </button>
        </p>
      )}
      <Pills words={words} choices={words.suggestions.map((label) => ({ id: label, label }))} onChoose={({ label }) => onSend(label)} />
      {config?.articles && <Home help={chat.help} words={words} isScreen={false} onOpen={(article) => go({ article, from: "talk" })} />}
      <OtherWays links={config?.links ?? []} words={words} />
    </>
  );
}

/** A message that was left: its number once the server has it. */
function LeftNote({ left: { contact, cid }, chat, words }: { left: Left; chat: Chat; words: Words }): JSX.Element {
  const turn = chat.state.turns.find((known) => known.cid === cid);
  return (
    <p class="note" role="status">
      {turn ? words.left(contact, numberOf(turn.conversationId)) : words.leftLater}
    </p>
  );
}
