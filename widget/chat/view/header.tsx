/** Who is there and what happens next; the way to a person, to the menu and out. */
import type { JSX } from "preact";
import type { Chat } from "../chat.ts";
import { agentNameOf, type ChatState } from "../chat-state.ts";
import type { WidgetConfig } from "../server.ts";
import type { Locale, Words } from "../words/words.ts";
import { Icon } from "./icons.tsx";

export interface HeaderProps {
  chat: Chat;
  words: Words;
  locale: Locale;
  /** Something lies over the conversation: the way back is shown. */
  isOver: boolean;
  onBack(): void;
  onMenu(): void;
  onPerson(): void;
}

/** What is wrong with the connection, and what is kept; null = nothing. */
function trouble({ link }: ChatState, words: Words): string | null {
  switch (link) {
    case "idle":
    case "live":
      return null;
    case "connecting":
      return words.connecting;
    case "retrying":
      return words.retrying;
    case "offline":
      return words.offline;
    case "refused":
      return words.refused;
    default:
      return link satisfies never;
  }
}

const DAY_MS = 86_400_000;

/** Outside the opening hours: when they begin again, in the visitor's own time. Null = open, or not known. */
export function closedLine(config: WidgetConfig | null, words: Words, locale: Locale): string | null {
  if (config?.open !== false) return null;
  if (config.changesAt === null) return words.closed(null);
  const isSoon = config.changesAt - Date.now() < DAY_MS;
  const format = new Intl.DateTimeFormat(locale, {
    ...(isSoon ? {} : { weekday: "short", month: "short", day: "numeric" }),
    hour: "2-digit",
    minute: "2-digit",
  });
  return words.closed(format.format(config.changesAt));
}

/** How long it takes before a person answers, where that is known. */
function repliesLine(config: WidgetConfig | null, words: Words): string | null {
  const wait = config?.open === false ? null : (config?.waitSeconds ?? null);
  return wait && words.replies(wait.low, wait.high);
}

function presence({ person, isPassedOn }: ChatState, config: WidgetConfig | null, words: Words): string {
  if (person.resolved) return words.ended;
  switch (person.owner) {
    case "none":
      return repliesLine(config, words) ?? words.askUs;
    case "bot":
      return words.botHere;
    case "queue":
      return isPassedOn ? words.passedOn : words.queued;
    case "agent":
      return words.agentHere;
    default:
      return person.owner satisfies never;
  }
}

export function Header({ chat, words, locale, isOver, onBack, onMenu, onPerson }: HeaderProps): JSX.Element {
  const { state } = chat;
  const { person } = state;
  const isBot = person.owner === "bot" && !person.resolved;
  const wrong = trouble(state, words);
  const name = agentNameOf(state) ?? chat.hello.title ?? chat.help.config?.title ?? words.support;
  const closed = person.owner === "agent" ? null : closedLine(chat.help.config, words, locale);
  const isAsked = state.outgoing.some(({ said }) => said.kind === "human");
  return (
    <header class={wrong === null ? "head" : "head troubled"}>
      {isOver && (
        <button type="button" class="icon-button" aria-label={words.back} onClick={onBack}>
          <Icon name="back" />
        </button>
      )}
      <div class="title">
        <h1>
          <bdi>{name}</bdi>
        </h1>
        <p role="status" class={wrong === null ? (isBot ? "machine" : "") : "warn"}>
          {wrong === null && isBot && <Icon name="machine" />}
          {wrong ?? closed ?? presence(state, chat.help.config, words)}
        </p>
      </div>
      {!isOver && !chat.mustIntroduce && (person.owner === "bot" || person.owner === "none") && (
        <button type="button" class="person" aria-label={words.person} title={words.person} disabled={isAsked} onClick={onPerson}>
          <Icon name="person" />
          <span>{words.person}</span>
        </button>
      )}
      {!isOver && (
        <button type="button" class="icon-button" aria-label={words.menu} onClick={onMenu}>
          <Icon name="menu" />
        </button>
      )}
      <button type="button" class="icon-button" aria-label={words.shut} onClick={() => chat.close()}>
        <Icon name="shut" />
      </button>
    </header>
  );
}
