/** How it was: a score by pointer or number key, whether it was solved, what it was about, a comment. Changed again for a day. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { RatingReason, Verdict } from "../chat-state.ts";
import type { Words } from "../words/words.ts";

const LONGEST_COMMENT = 2_000;
const REASONS: readonly RatingReason[] = ["speed", "answer", "kindness", "ease"];
/** From here on what is named is praise. */
const GOOD = 4;

export interface RatingProps {
  words: Words;
  /** What was said before; null = nothing. */
  before: Verdict | null;
  /** False = it did not leave this device. */
  onRate(verdict: Verdict): boolean;
  onSkip(): void;
}

export function RatingForm({ words, before, onRate, onSkip }: RatingProps): JSX.Element {
  const [verdict, setVerdict] = useState<Verdict>(before ?? { score: 0, reasons: [], comment: "" });
  const [isFailed, setFailed] = useState(false);
  const { score, solved, reasons, comment } = verdict;
  const change = (changed: Partial<Verdict>): void => setVerdict({ ...verdict, ...changed });
  /** Number keys choose, but not while words are written. */
  const pressed = (event: KeyboardEvent): void => {
    if (/^[1-5]$/.test(event.key) && !(event.target instanceof HTMLTextAreaElement)) change({ score: Number(event.key) });
  };
  return (
    <form
      class="rating"
      onKeyDown={pressed}
      onSubmit={(event) => {
        event.preventDefault();
        if (score > 0) setFailed(!onRate({ ...verdict, comment: comment.trim() }));
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
                onChange={() => change({ score: index + 1 })}
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
        <>
          <Choices
            legend={words.solved}
            options={[
              [true, words.yes],
              [false, words.no],
            ]}
            isOn={(option) => solved === option}
            onChoose={(option) => change({ solved: option })}
          />
          <Choices
            legend={score >= GOOD ? words.good : words.better}
            options={REASONS.map((reason) => [reason, words.reasons[reason]])}
            isOn={(reason) => reasons.includes(reason)}
            onChoose={(reason) => change({ reasons: reasons.includes(reason) ? reasons.filter((known) => known !== reason) : [...reasons, reason] })}
          />
          <textarea
            rows={2}
            value={comment}
            maxLength={LONGEST_COMMENT}
            placeholder={words.comment}
            aria-label={words.comment}
            onInput={(event) => change({ comment: event.currentTarget.value })}
            dir="auto"
          />
        </>
      )}
      {isFailed && (
        <p class="wrong" role="alert">
          {words.rateFailed}
        </p>
      )}
      <div class="buttons">
        <button type="button" class="plain" onClick={onSkip}>
          {before ? words.cancel : words.rateSkip}
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

interface ChoicesProps<T> {
  legend: string;
  options: readonly (readonly [T, string])[];
  isOn(option: T): boolean;
  onChoose(option: T): void;
}

function Choices<T extends string | boolean>({ legend, options, isOn, onChoose }: ChoicesProps<T>): JSX.Element {
  return (
    <fieldset class="marks">
      <legend>{legend}</legend>
      {options.map(([option, name]) => (
        <button key={name} type="button" aria-pressed={isOn(option)} onClick={() => onChoose(option)}>
          {name}
        </button>
      ))}
    </fieldset>
  );
}
