/** What the tenant asks before the first word. What was typed stays when something is missing; the first wrong field gets the focus. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { isEmail, isPhone } from "../contact.ts";
import { safeHref } from "../safe-text.ts";
import type { Consent, PreChatField } from "../server.ts";
import type { Words } from "../words/words.ts";

const LONGEST = 200;
const INPUT = {
  text: { type: "text", autoComplete: "off", inputMode: "text" },
  email: { type: "email", autoComplete: "email", inputMode: "email" },
  phone: { type: "tel", autoComplete: "tel", inputMode: "tel" },
  order_number: { type: "text", autoComplete: "off", inputMode: "text" },
} as const;

/** Null = fine. */
export function wrongIn({ kind, required }: PreChatField, value: string): "missing" | "email" | "phone" | null {
  const given = value.trim();
  if (given === "") return required ? "missing" : null;
  if (kind === "email" && !isEmail(given)) return "email";
  if (kind === "phone" && !isPhone(given)) return "phone";
  return null;
}

export function PreChatForm({
  fields,
  consent,
  words,
  onDone,
}: {
  fields: readonly PreChatField[];
  consent: Consent | null;
  words: Words;
  onDone(about: Record<string, string>, agreed: Consent | null): void;
}): JSX.Element {
  const [isAgreed, setAgreed] = useState(false);
  const [values, setValues] = useState<Record<string, string>>({});
  const [isTried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>("input, select")?.focus(), []);
  const submit = (event: Event): void => {
    event.preventDefault();
    setTried(true);
    const wrong = fields.find((field) => wrongIn(field, values[field.name] ?? "") !== null);
    if (wrong) form.current?.querySelector<HTMLElement>(`#ask-${wrong.name}`)?.focus();
    else if (consent && !isAgreed) form.current?.querySelector<HTMLElement>("#ask-consent")?.focus();
    else onDone(Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value.trim() === "" ? [] : [[name, value.trim()]]))), consent);
  };
  return (
    <form class="sheet" ref={form} onSubmit={submit} noValidate aria-labelledby="ask-title">
      <h2 id="ask-title">{words.ask.title}</h2>
      {fields.map((field) => {
        const value = values[field.name] ?? "";
        const wrong = isTried ? wrongIn(field, value) : null;
        const common = {
          id: `ask-${field.name}`,
          value,
          required: field.required,
          "aria-invalid": wrong !== null,
          "aria-describedby": wrong === null ? undefined : `wrong-${field.name}`,
          onInput: (event: JSX.TargetedEvent<HTMLInputElement | HTMLSelectElement>) => setValues({ ...values, [field.name]: event.currentTarget.value }),
        };
        return (
          <label key={field.name} for={common.id}>
            <span>
              <bdi>{field.label}</bdi>
              {!field.required && <small> {words.ask.optional}</small>}
            </span>
            {field.kind === "select" ? (
              <select {...common}>
                <option value="">{words.ask.choose}</option>
                {field.options.map((option) => (
                  <option key={option.value} value={option.value}>
                    {option.label}
                  </option>
                ))}
              </select>
            ) : (
              <input {...common} {...INPUT[field.kind]} maxLength={LONGEST} dir="auto" />
            )}
            {wrong && (
              <span class="wrong" id={`wrong-${field.name}`}>
                {words.ask.wrong[wrong]}
              </span>
            )}
          </label>
        );
      })}
      {consent && <Agreement consent={consent} words={words} isAgreed={isAgreed} isWrong={isTried && !isAgreed} onAgree={setAgreed} />}
      <div class="buttons">
        <button type="submit" class="primary">
          {words.ask.start}
        </button>
      </div>
    </form>
  );
}

interface AgreementProps {
  consent: Consent;
  words: Words;
  isAgreed: boolean;
  isWrong: boolean;
  onAgree(agreed: boolean): void;
}

function Agreement({ consent, words, isAgreed, isWrong, onAgree }: AgreementProps): JSX.Element {
  const href = safeHref(consent.url);
  return (
    <div class="agreement">
      <label class="tick">
        <input
          id="ask-consent"
          type="checkbox"
          checked={isAgreed}
          required
          aria-invalid={isWrong}
          aria-describedby={isWrong ? "wrong-consent" : undefined}
          onChange={(event) => onAgree(event.currentTarget.checked)}
        />
        <span>{consent.text ?? words.ask.agree}</span>
      </label>
      {href !== null && (
        <a href={href} target="_blank" rel="noopener noreferrer">
          {words.ask.policy}
        </a>
      )}
      {isWrong && (
        <p class="wrong" id="wrong-consent">
          {words.ask.wrong.consent}
        </p>
      )}
    </div>
  );
}
