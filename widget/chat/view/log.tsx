/** The conversation: days, speakers, bubbles, marks of what became of the visitor's own words, typing. Follows the end only for a reader who is there. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { VisitorTurn } from "../../../protocol/visitor-frames.ts";
import { type ChatState, unreadTurns } from "../chat-state.ts";
import { type Outgoing, partsOf } from "../outgoing.ts";
import type { Locale, Words } from "../words/words.ts";
import { Icon } from "./icons.tsx";
import { Parts } from "./parts.tsx";
import { type Mark, TurnRow } from "./turn.tsx";

/** Without an ack after this, the message says that it waits. ms */
const LATE_MS = 10_000;
/** Nearer to the start than this, the page before is asked for. px */
const NEAR_START_PX = 160;
/** Nearer to the end than this is at the end. px */
const AT_END_PX = 48;

export interface LogProps {
  state: ChatState;
  words: Words;
  locale: Locale;
  now: number;
  /** What is offered below the greeting before anybody has said a word. */
  empty: ComponentChildren;
  /** The tenant's own greeting; null = ours. */
  greeting: string | null;
  onOlder(): void;
  onAgain(cid: string): void;
  onChange(outgoing: Outgoing): void;
}

export function Log({ state, words, locale, now, empty, greeting, onOlder, onAgain, onChange }: LogProps): JSX.Element {
  const { turns, outgoing } = state;
  const box = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const [leftAt, setLeftAt] = useState(0);
  const atEnd = useRef(true);
  atEnd.current = isAtEnd;
  const isEmpty = turns.length === 0 && outgoing.length === 0;
  // What greets is read from its beginning.
  const isGreeting = useRef(isEmpty);
  isGreeting.current = isEmpty;
  const last = turns.at(-1)?.seq ?? 0;
  const toEnd = (): void => {
    if (box.current && !isGreeting.current) box.current.scrollTop = box.current.scrollHeight;
    setAtEnd(true);
  };
  // What is read stays where it is when earlier turns come above it.
  const first = turns[0]?.seq ?? 0;
  const before = useRef({ first, height: 0 });
  useLayoutEffect(() => {
    if (box.current && !isAtEnd && first < before.current.first) box.current.scrollTop += box.current.scrollHeight - before.current.height;
    before.current = { first, height: box.current?.scrollHeight ?? 0 };
  });
  useLayoutEffect(() => {
    if (isAtEnd) toEnd();
  }, [turns, outgoing.length, state.typing, state.rating, isAtEnd]);
  // The visitor's own words are always shown to them.
  const newest = outgoing.at(-1)?.cid;
  useLayoutEffect(() => {
    if (newest !== undefined) toEnd();
  }, [newest]);
  useEffect(() => {
    const { current } = box;
    if (!current) return;
    // A form, a keyboard or a turned phone leaves less room: who read the end still does.
    const observer = new ResizeObserver(() => atEnd.current && toEnd());
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  const scrolled = (): void => {
    if (!box.current) return;
    const { scrollHeight, scrollTop, clientHeight } = box.current;
    const at = scrollHeight - scrollTop - clientHeight < AT_END_PX;
    if (!at && isAtEnd) setLeftAt(last);
    setAtEnd(at);
    if (!at && scrollTop < NEAR_START_PX) onOlder();
  };
  const below = isAtEnd ? 0 : turns.filter((turn) => turn.seq > leftAt && turn.from !== "customer").length;
  const lastOwn = turns.findLast((turn) => turn.from === "customer");
  const today = new Date(now).setHours(0, 0, 0, 0);
  return (
    <div class="log-frame">
      <div
        class="log"
        ref={box}
        onScroll={scrolled}
        role="log"
        aria-label={words.log}
        aria-live="polite"
        aria-busy={state.link === "connecting" && unreadTurns(state).length === 0}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard
        tabIndex={0}
      >
        {isEmpty && (
          <div class="welcome">
            <p class="hello" dir="auto">
              {greeting ?? words.greeting}
            </p>
            <p class="quiet">{words.greetingMore}</p>
            {empty}
          </div>
        )}
        {state.older && (
          <button type="button" class="link older" aria-disabled={state.older.asked} onClick={onOlder}>
            {words.older}
          </button>
        )}
        {turns.map((turn, index) => (
          <TurnRow
            key={turn.id}
            turn={turn}
            before={turns[index - 1]}
            words={words}
            locale={locale}
            today={today}
            mark={turn === lastOwn ? markOf(state, turn) : null}
          />
        ))}
        {outgoing.map((known) => (
          <Waiting key={known.cid} known={known} words={words} now={now} isLive={state.link === "live"} onAgain={onAgain} onChange={onChange} />
        ))}
        {state.typing && (
          <p class="typing" role="status">
            <span class="dots" aria-hidden="true">
              <i />
              <i />
              <i />
            </span>
            <bdi>{words.typing(state.typing.name ?? words.support)}</bdi>
          </p>
        )}
      </div>
      {below > 0 && (
        <button type="button" class="to-end" onClick={toEnd}>
          <Icon name="down" />
          {words.newBelow(below)}
        </button>
      )}
    </div>
  );
}

/** Only the last of the visitor's own messages carries a mark, the way people know it. */
function markOf({ receipts, outgoing }: ChatState, turn: VisitorTurn): Mark {
  if (outgoing.length > 0) return null;
  if (receipts.read >= turn.seq) return "read";
  return receipts.delivered >= turn.seq ? "delivered" : "sent";
}

function Waiting({
  known,
  words,
  now,
  isLive,
  onAgain,
  onChange,
}: { known: Outgoing; words: Words; now: number; isLive: boolean } & Pick<LogProps, "onAgain" | "onChange">): JSX.Element {
  const isFailed = known.state.is === "failed";
  const state = isFailed ? words.state.failed : now - known.at > LATE_MS ? words.state.late : isLive ? words.state.sending : words.state.queued;
  return (
    <div class={`turn customer first waiting${isFailed ? " failed" : ""}`} data-cid={known.cid}>
      <div class="bubble">
        <Parts parts={partsOf(known.said)} words={words} />
      </div>
      <p class="mark">
        <span class="state">{known.state.is === "failed" ? `${state}: ${words.refusals[known.state.code ?? ""] ?? known.state.reason}` : state}</span>
        {isFailed && (
          <>
            <button type="button" class="link" onClick={() => onAgain(known.cid)}>
              {words.again}
            </button>
            {known.said.kind === "send" && (
              <button type="button" class="link" onClick={() => onChange(known)}>
                {words.change}
              </button>
            )}
          </>
        )}
      </p>
    </div>
  );
}
