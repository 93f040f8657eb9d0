/** After a conversation has ended: how it was, thanks for having said so, and for a day another word on it. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Chat } from "../chat.ts";
import type { Words } from "../words/words.ts";
import { RatingForm } from "./rating-form.tsx";

/** protocol/visitor-frames.ts RATING_OPEN_MS (the widget imports only types; a test compares). */
export const CHANGED_FOR_MS = 24 * 3_600_000;

export function Ending({ chat, words, now }: { chat: Chat; words: Words; now: number }): JSX.Element | null {
  const [isChanging, setChanging] = useState(false);
  const { rating } = chat.state;
  if (!rating) return null;
  const { conversationId } = rating;
  if (rating.is === "given" && !isChanging) {
    return (
      <p class="note" role="status">
        {words.rated}
        {now - rating.at < CHANGED_FOR_MS && (
          <button type="button" class="link" onClick={() => setChanging(true)}>
            {words.rateAgain}
          </button>
        )}
      </p>
    );
  }
  return (
    <RatingForm
      words={words}
      before={rating.is === "given" ? rating.verdict : null}
      onRate={(verdict) => {
        const isSent = chat.wishes.rate(conversationId, verdict);
        if (isSent) setChanging(false);
        return isSent;
      }}
      onSkip={() => (rating.is === "given" ? setChanging(false) : chat.apply({ type: "not-rated" }))}
    />
  );
}
