/** C6: to whom, with their load beside them, and a note for whoever gets it. A colleague may be asked first; the conversation stays mine until they take it. */
import { Dialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import { useAgents, useQueues, useTeams } from "../api/queries.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { clock } from "../i18n/time.ts";
import { toneOf } from "../shell/presence-switch.tsx";
import { useDesk } from "../state/desk.ts";
import type { Row } from "../state/model.ts";
import { type ConsultTarget, isMine, useActions } from "./actions.ts";

interface Choice {
  id: string;
  target: ConsultTarget;
  name: string;
  side: string;
  tone: string;
}

function useChoices(): Choice[] {
  const t = useT();
  const named = useNamed();
  const me = useDesk((state) => state.me);
  const teams = useTeams().data ?? [];
  const agents = useAgents(true).data ?? [];
  const { queues } = useQueues(teams.map((team) => team.id));
  const loads = new Map(queues.flatMap((queue) => queue.agents.map((agent) => [agent.agentId, agent.load] as const)));
  const people = agents
    .filter((agent) => agent.id !== me && !agent.disabled)
    .map((agent): Choice => {
      const load = loads.get(agent.id);
      const side = `${named("presence", agent.presence.state)}${load === undefined ? "" : ` · ${load}/${agent.capacity}`}`;
      return { id: agent.id, target: { kind: "agent", agentId: agent.id }, name: agent.name, side, tone: toneOf(agent.presence.state) };
    });
  const groups = teams.map((team): Choice => {
    const queue = queues.find((one) => one.teamId === team.id);
    const side = queue ? `${t("transfer.waiting", { count: queue.waitingCount })}${queue.waitingCount > 0 ? ` · ${clock(queue.longestWaitMs)}` : ""}` : "";
    return { id: team.id, target: { kind: "team", teamId: team.id }, name: team.name, side, tone: "" };
  });
  return [...groups, ...people];
}

function ChoiceList({ choices, chosen, onChoose }: { choices: Choice[]; chosen: string; onChoose: (id: string) => void }): ReactNode {
  const t = useT();
  return (
    <fieldset className="choice-list">
      <legend className="field-label">{t("transfer.to")}</legend>
      {choices.map((choice) => (
        <label key={choice.id} className="choice">
          <input type="radio" name="target" checked={choice.id === chosen} onChange={() => onChoose(choice.id)} />
          <span className={`dot ${choice.tone}`} />
          <span className="grow clip">{choice.name}</span>
          <span className="muted small">{choice.side}</span>
        </label>
      ))}
    </fieldset>
  );
}

function AskFirst({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }): ReactNode {
  const t = useT();
  return (
    <label className="row switch">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {t("consult.ask-first")}
        <span className="small muted block">{t("consult.ask-first-hint")}</span>
      </span>
    </label>
  );
}

export function TransferDialog({ row, onClose }: { row: Row; onClose: () => void }): ReactNode {
  const t = useT();
  const choices = useChoices();
  const actions = useActions(row);
  const [chosen, setChosen] = useState("");
  const [note, setNote] = useState("");
  const [asksFirst, setAsksFirst] = useState(false);
  const [busy, setBusy] = useState(false);
  const target = choices.find((choice) => choice.id === chosen)?.target;
  const submit = async (): Promise<void> => {
    if (!target) return;
    setBusy(true);
    const done = await (asksFirst ? actions.consult(target, note.trim()) : actions.transfer(target, note.trim(), false));
    setBusy(false);
    if (done) onClose();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="dialog" aria-describedby={undefined}>
          <Dialog.Title asChild>
            <h2>{t("transfer.title")}</h2>
          </Dialog.Title>
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void submit();
            }}
          >
            <ChoiceList choices={choices} chosen={chosen} onChoose={setChosen} />
            <div className="field">
              <label htmlFor="transfer-note">{t(asksFirst ? "consult.note" : "transfer.note")}</label>
              <textarea id="transfer-note" className="input" rows={2} maxLength={2_000} value={note} onChange={(event) => setNote(event.target.value)} />
            </div>
            {isMine(row) && !row.consult && <AskFirst on={asksFirst} onChange={setAsksFirst} />}
            <div className="actions">
              <button type="button" className="button" onClick={onClose}>
                {t("cancel")}
              </button>
              <button type="submit" className="button primary" disabled={!target || busy}>
                {t(asksFirst ? "consult.ask" : "transfer.go")}
              </button>
            </div>
          </form>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
