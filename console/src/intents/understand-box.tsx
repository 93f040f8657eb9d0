import { type ReactNode, useState } from "react";
import type { Understanding } from "../../../protocol/understanding.ts";
import { ask } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { problemWords } from "../ui/problem-words.ts";

function Understood({ answer }: { answer: Understanding }): ReactNode {
  const t = useT();
  const named = useNamed();
  return (
    <div className="stack" role="status">
      {answer.intents.length === 0 && <p className="muted">{t("understand.nothing")}</p>}
      {answer.intents.map((intent) => (
        <div key={intent.name} className="row">
          <span className="understand-name">{named("intent", intent.name)}</span>
          <meter min={0} max={1} value={intent.confidence} aria-label={named("intent", intent.name)} />
          <span className="tabular">{intent.confidence.toFixed(2)}</span>
        </div>
      ))}
      {answer.slots.length > 0 && (
        <p className="row wrap">
          {answer.slots.map((slot) => (
            <span key={`${slot.name}${slot.start}`} className="chip machine">
              {named("slot", slot.name)} {slot.value}
            </span>
          ))}
        </p>
      )}
      <p className="small muted">
        {t("understand.model", { version: answer.model.version })}
        {answer.degraded && ` · ${t("suggestion.degraded")}`}
      </p>
    </div>
  );
}

/** What a message would be understood as, by what runs now. */
export function UnderstandBox(): ReactNode {
  const t = useT();
  const [text, setText] = useState("");
  const [answer, setAnswer] = useState<Understanding | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const test = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    const understood = await ask<Understanding>("POST", "/v1/understand", { text: text.trim() });
    setBusy(false);
    if (understood.ok) setAnswer(understood.value);
    else setProblem(understood.problem);
  };
  return (
    <section className="section">
      <h2>{t("understand.title")}</h2>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== "") void test();
        }}
      >
        <input
          className="input grow"
          aria-label={t("understand.label")}
          placeholder={t("understand.hint")}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="button" disabled={busy || text.trim() === ""}>
          {t("test")}
        </button>
      </form>
      {problem && (
        <p className="alarm-text" role="alert">
          {problemWords(t, problem)}
        </p>
      )}
      {answer && <Understood answer={answer} />}
    </section>
  );
}
