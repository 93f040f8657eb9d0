/** Leaving a message with a contact, and files when there are any. What was typed stays when something is wrong. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { emailFrom, phoneFrom } from "../contact.ts";
import { MOST_TEXT } from "../outgoing.ts";
import { MIB, MOST_BYTES, type Uploads } from "../uploads.ts";
import type { Words } from "../words/words.ts";
import { Attachments, FileButton } from "./attachments.tsx";

const LONGEST_CONTACT = 200;

/** An address or a number that somebody can be reached at: wide, as the world's are. */
const isContact = (text: string): boolean => (emailFrom(text) ?? phoneFrom(text)) !== null;

export function LeaveForm({
  words,
  text,
  uploads,
  onLeave,
  onCancel,
}: {
  words: Words;
  text: string;
  uploads: Uploads;
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
    else if (!uploads.isBusy) onLeave(emailFrom(contact) ?? phoneFrom(contact) ?? contact.trim(), message.trim());
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
      <div class="files">
        <Attachments uploads={uploads} words={words} />
        <FileButton isCamera={false} words={words} onFiles={(files) => uploads.add(files)} />
        <span class="quiet">{words.upload.most(MOST_BYTES / MIB)}</span>
      </div>
      <div class="buttons">
        <button type="button" class="plain" onClick={onCancel}>
          {words.cancel}
        </button>
        <button type="submit" class="primary" aria-disabled={uploads.isBusy}>
          {words.leaveSend}
        </button>
      </div>
    </form>
  );
}
