/** Settings of this device and what can be done with the conversation. Only the destructive one asks back. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { LOCALE_NAMES, LOCALES, type Locale, localeFor, type Words } from "../words/words.ts";

export const TEXT_SIZES = ["normal", "large", "larger"] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

export interface MenuProps {
  words: Words;
  locale: Locale;
  isSound: boolean;
  size: TextSize;
  hasTurns: boolean;
  onLocale(locale: Locale): void;
  onSound(on: boolean): void;
  onSize(size: TextSize): void;
  onTranscript(): void;
  onForget(): void;
}

export function Menu({ words, locale, isSound, size, hasTurns, onLocale, onSound, onSize, onTranscript, onForget }: MenuProps): JSX.Element {
  const [isAsking, setAsking] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <div class="sheet">
      <h2 ref={title} tabIndex={-1}>
        {words.menu}
      </h2>
      <label class="row">
        <span>{words.sound}</span>
        <input type="checkbox" checked={isSound} onChange={(event) => onSound(event.currentTarget.checked)} />
      </label>
      <label class="row">
        <span>{words.language}</span>
        <select value={locale} onChange={(event) => onLocale(localeFor(event.currentTarget.value))}>
          {LOCALES.map((known) => (
            <option key={known} value={known} lang={known}>
              {LOCALE_NAMES[known]}
            </option>
          ))}
        </select>
      </label>
      <fieldset class="row">
        <legend>{words.textSize}</legend>
        <div class="sizes">
          {TEXT_SIZES.map((known, index) => (
            <label key={known} class={size === known ? "size on" : "size"}>
              <input type="radio" name="size" checked={size === known} onChange={() => onSize(known)} />
              <span>{words.sizes[index]}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {hasTurns && (
        <button type="button" class="plain wide" onClick={onTranscript}>
          {words.transcript}
        </button>
      )}
      {isAsking ? (
        <div class="confirm" role="alertdialog" aria-label={words.forget} aria-describedby="forget-why">
          <p id="forget-why">{words.forgetWhy}</p>
          <div class="buttons">
            <button type="button" class="plain" onClick={() => setAsking(false)}>
              {words.cancel}
            </button>
            <button type="button" class="danger" onClick={onForget}>
              {words.forgetYes}
            </button>
          </div>
        </div>
      ) : (
        <button type="button" class="plain wide" onClick={() => setAsking(true)}>
          {words.forget}
        </button>
      )}
    </div>
  );
}
