/** The visitor's place in the line: position and a range of minutes as the server pushes them, and other ways than to wait; first of all when it takes long. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ChatState } from "../chat-state.ts";
import type { Words } from "../words/words.ts";

/** After so long another way is offered. ms */
const LONG_WAIT_MS = 3 * 60_000;
/** The same when the least expected wait is so long. seconds */
const LONG_WAIT_S = LONG_WAIT_MS / 1_000;

export interface QueueBarProps {
  state: ChatState;
  /** Where they are to be reached, as far as this device knows. */
  callBackTo: string | null;
  words: Words;
  now: number;
  /** Closed, or not known to be open: nobody comes soon. */
  isClosed: boolean;
  onOtherwise(): void;
  onLeave(): void;
  onStay(): void;
}

export function QueueBar({ state, callBackTo, words, now, isClosed, onOtherwise, onLeave, onStay }: QueueBarProps): JSX.Element {
  const [since] = useState(now);
  const { queue, person } = state;
  const eta = queue?.etaSeconds ?? null;
  const position = queue?.position ?? null;
  const isLong = now - since > LONG_WAIT_MS || (eta !== null && eta.low > LONG_WAIT_S);
  const { otherwise } = words;
  return (
    <div class="queue">
      <p role="status">
        {position !== null && <b>{position <= 1 ? words.next : words.ahead(position - 1)}</b>}
        <span>{eta === null ? words.waitUnknown : words.wait(eta.low, eta.high)}</span>
      </p>
      {person.callBack ? (
        <>
          <p class="noted" role="status">
            {otherwise.noted(callBackTo)}
          </p>
          <button type="button" class="plain" onClick={onStay}>
            {otherwise.stay}
          </button>
        </>
      ) : isClosed ? (
        <button type="button" class="primary" onClick={onLeave}>
          {words.leave}
        </button>
      ) : (
        <>
          <button type="button" class={isLong ? "primary" : "plain"} onClick={onOtherwise}>
            {otherwise.offer}
          </button>
          <p class="quiet">{isLong ? words.longWait : words.keepBrowsing}</p>
        </>
      )}
    </div>
  );
}
