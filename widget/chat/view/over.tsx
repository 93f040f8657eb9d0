/** What lies over the conversation: menu, articles, earlier conversations, the forms beside it. */
import type { JSX } from "preact";
import type { Chat } from "../chat.ts";
import { download, transcriptOf } from "../transcript.ts";
import type { Locale, Words } from "../words/words.ts";
import { ArticleView } from "./article.tsx";
import { CallBackForm } from "./call-back-form.tsx";
import { History } from "./history.tsx";
import { Home } from "./home.tsx";
import { LeaveForm } from "./leave-form.tsx";
import { Menu, type TextSize } from "./menu.tsx";
import { OtherWays } from "./other-ways.tsx";

export type Screen = "talk" | "menu" | "leave" | "otherwise" | "articles" | "history" | { article: string; from: "talk" | "articles" };

/** Settings of the device, with what changes them. */
export interface DeviceSettings {
  isSound: boolean;
  size: TextSize;
  setLocale(locale: Locale): void;
  setSound(on: boolean): void;
  setSize(size: TextSize): void;
}

export interface OverProps {
  chat: Chat;
  screen: Exclude<Screen, "talk">;
  words: Words;
  locale: Locale;
  draft: string;
  settings: DeviceSettings;
  go(screen: Screen): void;
  onBack(): void;
  onDraft(draft: string): void;
  onLeft(contact: string, cid: string): void;
  /** Shows this turn in the conversation. */
  onShow(turnId: string): void;
}

export function Over(props: OverProps): JSX.Element {
  const { chat, screen, words, locale, draft, go, onBack } = props;
  const askPerson = (): void => {
    if (chat.state.person.owner !== "agent") chat.say({ kind: "human", label: words.person });
    onBack();
  };
  if (typeof screen === "object") {
    return (
      <ArticleView
        help={chat.help}
        id={screen.article}
        words={words}
        onAsk={(title) => {
          if (draft === "") props.onDraft(words.help.about(title));
          onBack();
        }}
        onPerson={askPerson}
        onBack={() => (screen.from === "talk" ? onBack() : go(screen.from))}
      />
    );
  }
  switch (screen) {
    case "menu":
      return <MenuOver {...props} />;
    case "leave":
      return (
        <LeaveForm
          words={words}
          text={draft}
          uploads={chat.uploads}
          onCancel={onBack}
          onLeave={(contact, text) => {
            props.onLeft(contact, chat.say({ kind: "leave", contact, text, files: chat.uploads.take() }));
            props.onDraft("");
            onBack();
          }}
        />
      );
    case "otherwise":
      return (
        <CallBackForm
          words={words}
          links={chat.help.config?.links ?? []}
          onWish={(wish) => chat.wishes.wait(wish)}
          onDone={onBack}
          onLeave={() => go("leave")}
          onStop={() => chat.wishes.end() && onBack()}
        />
      );
    case "articles":
      return (
        <div class="sheet">
          <h2 tabIndex={-1}>{words.help.menu}</h2>
          <Home help={chat.help} words={words} isScreen onOpen={(article) => go({ article, from: "articles" })} />
          <OtherWays links={chat.help.config?.links ?? []} words={words} />
        </div>
      );
    case "history":
      return <History state={chat.state} words={words} locale={locale} onOlder={() => chat.askOlder()} onOpen={props.onShow} />;
    default:
      return screen satisfies never;
  }
}

function MenuOver({ chat, words, locale, settings, go, onBack, onDraft }: OverProps): JSX.Element {
  const { turns, person } = chat.state;
  return (
    <Menu
      words={words}
      locale={locale}
      isSound={settings.isSound}
      size={settings.size}
      hasTurns={turns.length > 0}
      hasArticles={chat.help.config?.articles ?? false}
      canEnd={person.conversationId !== null && !person.resolved && turns.length > 0}
      onLocale={settings.setLocale}
      onSound={settings.setSound}
      onSize={settings.setSize}
      onArticles={() => go("articles")}
      onHistory={() => go("history")}
      onTranscript={() => download(transcriptOf(turns, words, locale), "kefu.txt")}
      onEnd={() => {
        const isSent = chat.wishes.end();
        if (isSent) onBack();
        return isSent;
      }}
      onErase={() => {
        chat.say({ kind: "send", parts: [{ type: "action", id: "erase", label: words.eraseWords }] });
        onBack();
      }}
      onForget={() => {
        chat.forget();
        onDraft("");
        onBack();
      }}
    />
  );
}
