/** One remembered fact, corrected in its place: Enter keeps it, Esc leaves it as it was. */
import { type KeyboardEvent, type ReactNode, useId, useState } from "react";
import type { Fact } from "../../../protocol/understanding.ts";
import { useIntents } from "../api/queries.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { loadThread } from "../live/desk-link.ts";
import { change } from "../state/outgoing.ts";
import { toast, toastProblem } from "../ui/toasts.tsx";

const MOST_UNITS = 500;
const UNDO_MS = 6_000;

interface Typed {
  id: string;
  value: string;
  onValue: (value: string) => void;
}

/** What the customer's problem is called is one of the intents' names. */
function Problems({ id, value, onValue }: Typed): ReactNode {
  const named = useNamed();
  const { data = [] } = useIntents();
  const names = [...new Set([value, ...data.map(({ name }) => name)])];
  return (
    <select id={id} className="input" value={value} onChange={(event) => onValue(event.target.value)}>
      {names.map((name) => (
        <option key={name} value={name}>
          {named("intent", name)}
        </option>
      ))}
    </select>
  );
}

export function FactForm({ conversationId, fact, onDone }: { conversationId: string; fact: Fact; onDone: () => void }): ReactNode {
  const t = useT();
  const named = useNamed();
  const id = useId();
  const [value, setValue] = useState(fact.value);
  const [busy, setBusy] = useState(false);
  const set = async (to: string | null): Promise<boolean> => {
    const answer = await change(conversationId, "facts", { name: fact.name, value: to });
    if (!answer.ok) toastProblem(t, "fact", answer.problem);
    else await loadThread(conversationId, 1);
    return answer.ok;
  };
  const save = async (to: string | null): Promise<void> => {
    if (to === fact.value || to === "") return onDone();
    setBusy(true);
    const kept = await set(to);
    setBusy(false);
    if (!kept) return;
    onDone();
    const back = { label: t("facts.undo"), run: () => void set(fact.value) };
    toast({ id: "fact", text: t(to === null ? "facts.removed" : "facts.changed"), tone: "calm", lasts: UNDO_MS, action: back });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.nativeEvent.isComposing) return;
    event.stopPropagation();
    onDone();
  };
  return (
    <form
      className="fact-form"
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        void save(value.trim());
      }}
    >
      <label className="field-label" htmlFor={id}>
        {named("slot", fact.name)}
      </label>
      {fact.name === "problem" ? (
        <Problems id={id} value={value} onValue={setValue} />
      ) : (
        // biome-ignore lint/a11y/noAutofocus: it stands where the button was that was pressed
        <input id={id} className="input" autoFocus maxLength={MOST_UNITS} value={value} onChange={(event) => setValue(event.target.value)} />
      )}
      <p className="row">
        <button type="submit" className="button small primary" disabled={busy || value.trim() === ""}>
          {t("save")}
        </button>
        <button type="button" className="button small" disabled={busy} onClick={onDone}>
          {t("cancel")}
        </button>
        <button type="button" className="button small danger" disabled={busy} onClick={() => void save(null)}>
          {t("remove")}
        </button>
      </p>
    </form>
  );
}
