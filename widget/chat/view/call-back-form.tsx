/** For whoever does not want to wait: called, written to by mail or here when it is their turn, with what the contact is for; or another way out of the line. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { emailFrom, phoneFrom } from "../contact.ts";
import type { OtherWay, QueueWish, Wished } from "../server.ts";
import type { WayToWait, Words } from "../words/words.ts";
import { OtherWays } from "./other-ways.tsx";

const WAYS: readonly WayToWait[] = ["phone", "email", "here"];
const LONGEST = { phone: 40, email: 200 };

export interface CallBackProps {
  words: Words;
  links: readonly OtherWay[];
  onWish(wish: QueueWish): Promise<Wished>;
  /** It is noted: nothing is left to do here. */
  onDone(): void;
  onLeave(): void;
  onStop(): void;
}

type Wrong = keyof Words["otherwise"]["wrong"];

/** What is asked of the server, or what is wrong with what was typed. */
export function wishFrom(way: WayToWait, text: string): QueueWish | "phone" | "email" {
  if (way === "here") return { wish: "callback" };
  if (way === "phone") {
    const phone = phoneFrom(text);
    return phone === null ? "phone" : { wish: "callback", contact: { phone } };
  }
  const email = emailFrom(text);
  return email === null ? "email" : { wish: "callback", contact: { email } };
}

export function CallBackForm({ words, links, onWish, onDone, onLeave, onStop }: CallBackProps): JSX.Element {
  const [way, setWay] = useState<WayToWait>("phone");
  const [text, setText] = useState({ phone: "", email: "" });
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const [isBusy, setBusy] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => title.current?.focus(), []);
  const { otherwise } = words;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (isBusy) return;
    const wish = wishFrom(way, way === "here" ? "" : text[way]);
    if (typeof wish === "string") {
      setWrong(wish);
      field.current?.focus();
      return;
    }
    setBusy(true);
    const outcome = await onWish(wish);
    setBusy(false);
    if (outcome === "noted") onDone();
    else setWrong(outcome === "invalid" && way !== "here" ? way : outcome === "late" ? "late" : "unreachable");
  };
  return (
    <form class="sheet" onSubmit={(event) => void submit(event)} noValidate aria-labelledby="wait-title">
      <h2 id="wait-title" ref={title} tabIndex={-1}>
        {otherwise.title}
      </h2>
      <p class="quiet">{otherwise.why}</p>
      <fieldset class="ways">
        <legend class="unseen">{otherwise.why}</legend>
        {WAYS.map((known) => (
          <label key={known}>
            <input
              type="radio"
              name="way"
              checked={way === known}
              onChange={() => {
                setWay(known);
                setWrong(null);
              }}
            />
            <span>{otherwise.ways[known]}</span>
          </label>
        ))}
      </fieldset>
      {way !== "here" && (
        <label key={way}>
          <span>{otherwise.fields[way]}</span>
          <input
            ref={field}
            type={way === "phone" ? "tel" : "email"}
            autoComplete={way === "phone" ? "tel" : "email"}
            value={text[way]}
            maxLength={LONGEST[way]}
            required
            aria-invalid={wrong === way}
            aria-describedby={wrong === way ? "way-why way-wrong" : "way-why"}
            onInput={(event) => setText({ ...text, [way]: event.currentTarget.value })}
            dir="ltr"
          />
        </label>
      )}
      <p class="quiet" id="way-why">
        {otherwise.hints[way]}
      </p>
      {wrong && (
        <p class="wrong" id="way-wrong" role="alert">
          {otherwise.wrong[wrong]}
        </p>
      )}
      <div class="buttons">
        <button type="submit" class="primary" aria-disabled={isBusy}>
          {otherwise.send}
        </button>
      </div>
      <button type="button" class="plain wide" onClick={onLeave}>
        {otherwise.other}
      </button>
      <button type="button" class="plain wide" onClick={onStop}>
        {otherwise.stop}
      </button>
      <OtherWays links={links} words={words} />
    </form>
  );
}
