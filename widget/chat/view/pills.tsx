/** Buttons instead of typing. An address among them opens, when it may. */
import type { JSX } from "preact";
import type { Choice } from "../../../protocol/message.ts";
import { safeHref } from "../safe-text.ts";
import type { Words } from "../words/words.ts";

export function Pills({ choices, words, onChoose }: { choices: readonly Choice[]; words: Words; onChoose(choice: Choice): void }): JSX.Element {
  return (
    <fieldset class="pills" aria-label={words.choices}>
      {choices.map((choice) => {
        const href = choice.url === undefined ? null : safeHref(choice.url);
        return href === null ? (
          <button type="button" key={choice.id} onClick={() => onChoose(choice)}>
            <bdi>{choice.label}</bdi>
          </button>
        ) : (
          <a key={choice.id} href={href} target="_blank" rel="noopener noreferrer">
            <bdi>{choice.label}</bdi>
          </a>
        );
      })}
    </fieldset>
  );
}
