/** The visitor's place in the line: position and a range of minutes as the server pushes them, and another way when it takes long. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ChatState } from "../chat-state.ts";
import type { Words } from "../words/words.ts";

/** After so long another way is offered. ms */
const LONG_WAIT_MS = 3 * 60_000;
/** The same when the least expected wait is so long. seconds */
const LONG_WAIT_S = LONG_WAIT_MS / 1_000;

export function QueueBar({ queue, words, now, onLeave }: { queue: ChatState["queue"]; words: Words; now: number; onLeave(): void }): JSX.Element {
  const [since] = useState(now);
  const eta = queue?.etaSeconds ?? null;
  const position = queue?.position ?? null;
  const isLong = now - since > LONG_WAIT_MS || (eta !== null && eta.low > LONG_WAIT_S);
  return (
    <div class="queue" role="status">
      <p>
        {position !== null && <b>{position <= 1 ? words.next : words.ahead(position - 1)}</b>}
        <span>{eta === null ? words.waitUnknown : words.wait(eta.low, eta.high)}</span>
      </p>
      <button type="button" class={isLong ? "primary" : "plain"} onClick={onLeave}>
        {words.leave}
      </button>
      <p class="quiet">{isLong ? words.longWait : words.keepBrowsing}</p>
    </div>
  );
}
