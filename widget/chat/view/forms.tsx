/** Leaving a message with a contact, and rating a conversation that ended. What was typed stays when something is wrong. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { isEmail, isPhone } from "../contact.ts";
import { MOST_TEXT } from "../outgoing.ts";
import type { Words } from "../words/words.ts";

const LONGEST_CONTACT = 200;
const LONGEST_COMMENT = 2_000;

/** An address or a number that somebody can be reached at: wide, as the world's are. */
const isContact = (text: string): boolean => isEmail(text.trim()) || isPhone(text.trim());

export function LeaveForm({
  words,
  text,
  onLeave,
  onCancel,
}: {
  words: Words;
  text: string;
  onLeave(contact: string, text: string): void;
  onCancel(): void;
}): JSX.Element {
  const [contact, setContact] = useState("");
  const [message, setMessage] = useState(text.slice(0, MOST_TEXT));
  const [isTried, setTried] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLTextAreaElement>(null);
  useEffect(() => first.current?.focus(), []);
  const badContact = isTried && !isContact(contact);
  const badMessage = isTried && message.trim() === "";
  const submit = (event: Event): void => {
    event.preventDefault();
    setTried(true);
    if (!isContact(contact)) first.current?.focus();
    else if (message.trim() === "") second.current?.focus();
    else onLeave(contact.trim(), message.trim());
  };
  return (
    <form class="sheet" onSubmit={submit} noValidate aria-labelledby="leave-title">
      <h2 id="leave-title">{words.leaveTitle}</h2>
      <p class="quiet">{words.leaveWhy}</p>
      <label>
        <span>{words.contact}</span>
        <input
          ref={first}
          value={contact}
          maxLength={LONGEST_CONTACT}
          placeholder={words.contactHint}
          autoComplete="email"
          required
          aria-invalid={badContact}
          aria-describedby={badContact ? "bad-contact" : undefined}
          onInput={(event) => setContact(event.currentTarget.value)}
        />
        {badContact && (
          <span class="wrong" id="bad-contact">
            {words.contactWrong}
          </span>
        )}
      </label>
      <label>
        <span>{words.message}</span>
        <textarea
          ref={second}
          rows={5}
          value={message}
          maxLength={MOST_TEXT}
          required
          aria-invalid={badMessage}
          aria-describedby={badMessage ? "bad-message" : undefined}
          onInput={(event) => setMessage(event.currentTarget.value)}
          dir="auto"
        />
        {badMessage && (
          <span class="wrong" id="bad-message">
            {words.messageWrong}
          </span>
        )}
      </label>
      <div class="buttons">
        <button type="button" class="plain" onClick={onCancel}>
          {words.cancel}
        </button>
        <button type="submit" class="primary">
          {words.leaveSend}
        </button>
      </div>
    </form>
  );
}

export function RatingForm({ words, onRate, onSkip }: { words: Words; onRate(score: number, comment: string): void; onSkip(): void }): JSX.Element {
  const [score, setScore] = useState(0);
  const [comment, setComment] = useState("");
  /** Number keys choose, but not while words are written. */
  const pressed = (event: KeyboardEvent): void => {
    if (/^[1-5]$/.test(event.key) && !(event.target instanceof HTMLTextAreaElement)) setScore(Number(event.key));
  };
  return (
    <form
      class="rating"
      onKeyDown={pressed}
      onSubmit={(event) => {
        event.preventDefault();
        if (score > 0) onRate(score, comment.trim());
      }}
    >
      <fieldset>
        <legend>{words.rateTitle}</legend>
        <div class="scores">
          {words.scores.map((name, index) => (
            <label key={name} class={score === index + 1 ? "score on" : "score"} title={name}>
              <input
                type="radio"
                name="score"
                value={index + 1}
                checked={score === index + 1}
                onChange={() => setScore(index + 1)}
                aria-label={`${index + 1}, ${name}`}
              />
              <span aria-hidden="true">{index + 1}</span>
            </label>
          ))}
        </div>
        <p class="ends" aria-hidden="true">
          <span>{words.scores[0]}</span>
          <span>{words.scores[4]}</span>
        </p>
      </fieldset>
      {score > 0 && (
        <textarea
          rows={2}
          value={comment}
          maxLength={LONGEST_COMMENT}
          placeholder={words.comment}
          aria-label={words.comment}
          onInput={(event) => setComment(event.currentTarget.value)}
          dir="auto"
        />
      )}
      <div class="buttons">
        <button type="button" class="plain" onClick={onSkip}>
          {words.rateSkip}
        </button>
        {score > 0 && (
          <button type="submit" class="primary">
            {words.rateSend}
          </button>
        )}
      </div>
    </form>
  );
}
