/** The line to write in: grows to five lines, Enter sends, Shift+Enter breaks, and an Enter that ends an IME composition does neither. */
import type { JSX, RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { MOST_TEXT } from "../outgoing.ts";
import type { Uploads } from "../uploads.ts";
import type { Locale, Words } from "../words/words.ts";
import { Attachments, FileButton } from "./attachments.tsx";
import { Icon } from "./icons.tsx";

/** Safari sends the Enter that ends a composition after it, with this code. */
const IME_KEY_CODE = 229;
/** From here on the count is shown. UTF-16 units. */
const COUNTED_FROM = MOST_TEXT * 0.9;

export interface ComposerProps {
  field: RefObject<HTMLTextAreaElement>;
  draft: string;
  uploads: Uploads;
  words: Words;
  locale: Locale;
  onDraft(draft: string): void;
  onSend(text: string): void;
}

/** A device with a camera at hand and no mouse. */
const isTouched = matchMedia("(pointer: coarse)").matches;

export function Composer({ field, draft, uploads, words, locale, onDraft, onSend }: ComposerProps): JSX.Element {
  const isTooLong = draft.length > MOST_TEXT;
  const hasFiles = uploads.list.some(({ state }) => state === "there");
  const canSend = (draft.trim() !== "" || hasFiles) && !isTooLong && !uploads.isBusy;
  const number = new Intl.NumberFormat(locale);
  useLayoutEffect(() => {
    const { current } = field;
    if (!current) return;
    current.style.height = "auto";
    current.style.height = `${current.scrollHeight + 2}px`;
  }, [draft]);
  const send = (): void => {
    if (!canSend) return;
    onSend(draft.trim());
    field.current?.focus();
  };
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === IME_KEY_CODE) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {draft.length > COUNTED_FROM && (
        <p class={isTooLong ? "count wrong" : "count"} id="count" role="status">
          {words.tooLong(number.format(draft.length), number.format(MOST_TEXT))}
        </p>
      )}
      <Attachments uploads={uploads} words={words} />
      <div class="line">
        <FileButton isCamera={false} words={words} onFiles={(files) => uploads.add(files)} />
        {isTouched && <FileButton isCamera words={words} onFiles={(files) => uploads.add(files)} />}
        <textarea
          ref={field}
          rows={1}
          value={draft}
          placeholder={words.composer}
          aria-label={words.composer}
          aria-invalid={isTooLong}
          aria-describedby={draft.length > COUNTED_FROM ? "count" : undefined}
          enterkeyhint="send"
          onInput={(event) => onDraft(event.currentTarget.value)}
          onKeyDown={pressed}
          onPaste={(event) => {
            const files = [...(event.clipboardData?.files ?? [])];
            if (files.length === 0) return;
            event.preventDefault();
            uploads.add(files);
          }}
          dir="auto"
        />
        <button type="submit" class="send" aria-label={words.send} aria-disabled={!canSend}>
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}
