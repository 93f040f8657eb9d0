/** C6: to whom, with their load beside them, how, and a note for whoever gets it. Cold: it leaves at once. Warm: they are asked first, and it stays mine until they take it. */
import { type ReactNode, useState } from "react";
import { useT } from "../i18n/index.ts";
import type { Row } from "../state/model.ts";
import { LoadError, ThinBar } from "../ui/blocks.tsx";
import { FormDialog } from "../ui/form-dialog.tsx";
import { toast } from "../ui/toasts.tsx";
import { isMine, useActions } from "./actions.ts";
import { type Choice, useChoices } from "./transfer-choices.ts";

type How = "cold" | "warm";
const DONE_MS = 4_000;

function ChoiceList({ choices, chosen, onChoose }: { choices: readonly Choice[]; chosen: string; onChoose: (id: string) => void }): ReactNode {
  const t = useT();
  return (
    <fieldset className="choice-list">
      <legend className="field-label">{t("transfer.to")}</legend>
      {choices.map((choice) => (
        <label key={choice.id} className="choice">
          <input type="radio" name="target" checked={choice.id === chosen} onChange={() => onChoose(choice.id)} />
          <span className={`dot ${choice.tone}`} aria-hidden />
          <span className="grow clip">{choice.name}</span>
          <span className="muted small">{choice.side}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** What may be done with this target; the first is what happens unless another is chosen. */
function waysTo({ target, outside }: Choice, row: Row): readonly How[] {
  const asks = target.kind !== "bot" && isMine(row) && !row.consult;
  return [...(outside ? [] : (["cold"] as const)), ...(asks ? (["warm"] as const) : [])];
}

function HowList({ ways, how, outcome, onChoose }: { ways: readonly How[]; how: How | undefined; outcome: string; onChoose: (how: How) => void }): ReactNode {
  const t = useT();
  const hints: Record<How, string> = { cold: outcome === "" ? t("transfer.cold-hint") : outcome, warm: t("consult.ask-first-hint") };
  const labels: Record<How, string> = { cold: t("transfer.cold"), warm: t("consult.ask-first") };
  return (
    <fieldset className="stack how-list">
      <legend className="field-label">{t("transfer.how")}</legend>
      {!ways.includes("cold") && <p className="small muted">{outcome}</p>}
      {ways.map((way) => (
        <label key={way} className="row switch">
          <input type="radio" name="how" checked={way === how} onChange={() => onChoose(way)} />
          <span>
            {labels[way]}
            <span className="small muted block">{hints[way]}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

export function TransferDialog({ row, onClose }: { row: Row; onClose: () => void }): ReactNode {
  const t = useT();
  const { choices, loading, error, retry } = useChoices(row);
  const actions = useActions(row);
  const [chosen, setChosen] = useState("");
  const [wish, setWish] = useState<How>("cold");
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const choice = choices.find(({ id }) => id === chosen);
  const ways = choice ? waysTo(choice, row) : [];
  const how = ways.includes(wish) ? wish : ways[0];
  const warm = how === "warm";
  const submit = async (): Promise<void> => {
    if (!choice || how === undefined) return;
    const { target, name } = choice;
    setBusy(true);
    const done = warm && target.kind !== "bot" ? await actions.consult(target, note.trim()) : await actions.transfer(target, note.trim());
    setBusy(false);
    if (!done) return;
    onClose();
    if (!warm) toast({ id: "transferred", text: t("transfer.done", { name }), tone: "calm", lasts: DONE_MS });
  };
  return (
    <FormDialog
      title={t("transfer.title")}
      submitLabel={t(warm ? "consult.ask" : "transfer.go")}
      busy={busy || how === undefined}
      problem={null}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <ThinBar on={loading} />
      {error !== null && <LoadError error={error} onRetry={retry} />}
      <ChoiceList choices={choices} chosen={chosen} onChoose={setChosen} />
      {choice && <HowList ways={ways} how={how} outcome={choice.outcome} onChoose={setWish} />}
      <div className="field">
        <label htmlFor="transfer-note">{t(warm ? "consult.note" : "transfer.note")}</label>
        <textarea id="transfer-note" className="input" rows={2} maxLength={2_000} value={note} onChange={(event) => setNote(event.target.value)} />
      </div>
    </FormDialog>
  );
}
