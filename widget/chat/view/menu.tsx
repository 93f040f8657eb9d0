/** Settings of this device and what can be done with the conversation. What cannot be taken back asks first. */
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
  hasArticles: boolean;
  /** A conversation is being held. */
  canEnd: boolean;
  onLocale(locale: Locale): void;
  onSound(on: boolean): void;
  onSize(size: TextSize): void;
  onArticles(): void;
  onHistory(): void;
  onTranscript(): void;
  /** False = it did not leave this device. */
  onEnd(): boolean;
  onErase(): void;
  onForget(): void;
}

export function Menu(props: MenuProps): JSX.Element {
  const { words, hasTurns, hasArticles, canEnd } = props;
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  return (
    <div class="sheet">
      <h2 ref={title} tabIndex={-1}>
        {words.menu}
      </h2>
      <OfTheDevice {...props} />
      {hasArticles && (
        <button type="button" class="plain wide" onClick={props.onArticles}>
          {words.help.menu}
        </button>
      )}
      {hasTurns && (
        <>
          <button type="button" class="plain wide" onClick={props.onHistory}>
            {words.history.title}
          </button>
          <button type="button" class="plain wide" onClick={props.onTranscript}>
            {words.transcript}
          </button>
        </>
      )}
      {canEnd && <Asked label={words.end} why={words.endWhy} yes={words.endYes} words={words} failed={words.endFailed} onYes={props.onEnd} />}
      {hasTurns && (
        <Asked
          label={words.erase}
          why={words.eraseWhy}
          yes={words.eraseYes}
          words={words}
          onYes={() => {
            props.onErase();
            return true;
          }}
        />
      )}
      <Asked
        label={words.forget}
        why={words.forgetWhy}
        yes={words.forgetYes}
        words={words}
        onYes={() => {
          props.onForget();
          return true;
        }}
      />
    </div>
  );
}

function OfTheDevice({ words, locale, isSound, size, onLocale, onSound, onSize }: MenuProps): JSX.Element {
  return (
    <>
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
    </>
  );
}

interface AskedProps {
  label: string;
  why: string;
  yes: string;
  words: Words;
  failed?: string;
  /** False = it could not be done. */
  onYes(): boolean;
}

/** A button that says what it would do before it does it. */
function Asked({ label, why, yes, words, failed, onYes }: AskedProps): JSX.Element {
  const [isAsking, setAsking] = useState(false);
  const [isFailed, setFailed] = useState(false);
  const safe = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isAsking) return;
    safe.current?.focus({ preventScroll: true });
    box.current?.scrollIntoView({ block: "nearest" });
  }, [isAsking]);
  if (!isAsking) {
    return (
      <button type="button" class="plain wide" onClick={() => setAsking(true)}>
        {label}
      </button>
    );
  }
  return (
    <div class="confirm" ref={box} role="alertdialog" aria-label={label} aria-describedby="asked-why">
      <p id="asked-why">{why}</p>
      {isFailed && (
        <p class="wrong" role="alert">
          {failed}
        </p>
      )}
      <div class="buttons">
        <button type="button" class="plain" ref={safe} onClick={() => setAsking(false)}>
          {words.cancel}
        </button>
        <button type="button" class="danger" onClick={() => setFailed(!onYes())}>
          {yes}
        </button>
      </div>
    </div>
  );
}
