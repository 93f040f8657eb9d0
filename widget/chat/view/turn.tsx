/** One turn of the conversation: the day when it is a new one, who speaks, their words, when, and what became of them. */
import { Component, type JSX } from "preact";
import type { VisitorTurn } from "../../../protocol/visitor-frames.ts";
import type { Locale, Words } from "../words/words.ts";
import { Icon } from "./icons.tsx";
import { Parts } from "./parts.tsx";

const DAY_MS = 86_400_000;

const dayOf = (at: number): string => new Date(at).toDateString();
/** Making one costs more than a bubble, so each language's is made once. */
const clocks = new Map<Locale, Intl.DateTimeFormat>();
const days = new Map<Locale, Intl.DateTimeFormat>();

function formatIn(kept: Map<Locale, Intl.DateTimeFormat>, locale: Locale, options: Intl.DateTimeFormatOptions, at: number): string {
  const format = kept.get(locale) ?? new Intl.DateTimeFormat(locale, options);
  kept.set(locale, format);
  return format.format(at);
}

/** `today` is any moment of it, epoch ms. */
function dayName(at: number, today: number, words: Words, locale: Locale): string {
  if (dayOf(at) === dayOf(today)) return words.today;
  if (dayOf(at) === dayOf(today - DAY_MS)) return words.yesterday;
  return formatIn(days, locale, { dateStyle: "medium" }, at);
}

export type Mark = "sent" | "delivered" | "read" | null;

interface TurnProps {
  turn: VisitorTurn;
  before: VisitorTurn | undefined;
  words: Words;
  locale: Locale;
  today: number;
  mark: Mark;
}

/** Drawn again only when something of it has changed: a long conversation must not be paid for with every word. */
export class TurnRow extends Component<TurnProps> {
  override shouldComponentUpdate(next: TurnProps): boolean {
    return (Object.keys(next) as (keyof TurnProps)[]).some((name) => next[name] !== this.props[name]);
  }

  override render(props: TurnProps): JSX.Element {
    return <Turn {...props} />;
  }
}

function Turn({ turn, before, words, locale, today, mark }: TurnProps): JSX.Element {
  const isNewDay = !before || dayOf(before.at) !== dayOf(turn.at);
  const isNewTalk = before !== undefined && before.conversationId !== turn.conversationId && before.conversationId !== "" && turn.conversationId !== "";
  const isNewSpeaker = isNewDay || isNewTalk || before?.from !== turn.from || before?.name !== turn.name;
  const name = turn.from === "bot" ? (turn.name ?? words.bot) : turn.from === "customer" ? words.you : (turn.name ?? words.support);
  return (
    <>
      {(isNewDay || isNewTalk) && (
        <p class="day">
          <span>{isNewDay ? dayName(turn.at, today, words, locale) : words.newConversation}</span>
        </p>
      )}
      <div class={`turn ${turn.from}${isNewSpeaker ? " first" : ""}`} id={turn.id} tabIndex={-1}>
        <p class={isNewSpeaker && turn.from !== "customer" ? "who" : "who unseen"}>
          {turn.from === "bot" && <Icon name="machine" />}
          <bdi>{name}</bdi>
        </p>
        <div class="bubble">{turn.deleted ? <p class="text quiet">{words.recalled}</p> : <Parts parts={turn.parts} words={words} />}</div>
        <p class="mark">
          <time dateTime={new Date(turn.at).toISOString()}>{formatIn(clocks, locale, { hour: "2-digit", minute: "2-digit" }, turn.at)}</time>
          {turn.edited && <span>{words.edited}</span>}
          {mark && <span class={`state ${mark}`}>{words.state[mark]}</span>}
        </p>
      </div>
    </>
  );
}
