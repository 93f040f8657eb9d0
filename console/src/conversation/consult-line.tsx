/** Help between colleagues, above the composer: how it stands, and what its owner and its helper may do. */
import { useNavigate, useParams } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { Consult } from "../../../protocol/conversation.ts";
import { useAgentNames, useTeamNames } from "../api/names.tsx";
import { useT } from "../i18n/index.ts";
import { colleagueIn, partIn } from "../state/consults.ts";
import { useDesk } from "../state/desk.ts";
import { writeDraft } from "../state/drafts.ts";
import type { Row } from "../state/model.ts";
import { FormDialog } from "../ui/form-dialog.tsx";
import { type Actions, useActions } from "./actions.ts";

interface Shown {
  row: Row;
  consult: Consult;
}

const MOST_REASON = 200;

/** One at a time: a second click waits for the first answer. */
function useOnce(): [busy: boolean, once: (act: () => Promise<unknown>) => void] {
  const [busy, setBusy] = useState(false);
  const once = (act: () => Promise<unknown>): void => {
    setBusy(true);
    void act().finally(() => setBusy(false));
  };
  return [busy, once];
}

function OwnersLine({ row, consult }: Shown): ReactNode {
  const t = useT();
  const { endConsult } = useActions(row);
  const agentName = useAgentNames();
  const teamName = useTeamNames();
  const [busy, once] = useOnce();
  const colleague = colleagueIn(consult);
  const name = "agentId" in colleague ? agentName(colleague.agentId) : teamName(colleague.teamId);
  const state = consult.handing ? "handing" : consult.helperId === null ? "asked" : "joined";
  return (
    <div className="banner calm consult" role="status">
      <span className="grow">{t(`consult.owner.${state}`, { name })}</span>
      <button type="button" className="button small" disabled={busy} onClick={() => once(() => endConsult("take-back"))}>
        {t(state === "joined" ? "consult.end" : "consult.take-back")}
      </button>
      {state === "joined" && (
        <button type="button" className="button small primary" disabled={busy} onClick={() => once(() => endConsult("handover"))}>
          {t("consult.handover")}
        </button>
      )}
    </div>
  );
}

/** Whoever does not help goes back to the list: the conversation may not be theirs to see. */
function DeclineDialog({ decline, title, onClose }: { decline: Actions["declineConsult"]; title: string; onClose: () => void }): ReactNode {
  const t = useT();
  const navigate = useNavigate();
  const { tab = "mine" } = useParams({ strict: false });
  const [reason, setReason] = useState("");
  const [busy, once] = useOnce();
  const submit = async (): Promise<void> => {
    if (!(await decline(reason.trim()))) return;
    onClose();
    await navigate({ to: "/inbox/$tab", params: { tab } });
  };
  return (
    <FormDialog title={title} submitLabel={title} busy={busy} problem={null} onSubmit={() => once(submit)} onClose={onClose}>
      <div className="field">
        <label htmlFor="decline-reason">
          {t("consult.reason")} <span className="muted">{t("optional")}</span>
        </label>
        <input id="decline-reason" className="input" maxLength={MOST_REASON} value={reason} onChange={(event) => setReason(event.target.value)} />
      </div>
    </FormDialog>
  );
}

function HelpersLine({ row, consult }: Shown): ReactNode {
  const t = useT();
  const { acceptConsult, declineConsult } = useActions(row);
  const agentName = useAgentNames();
  const [busy, once] = useOnce();
  const [declining, setDeclining] = useState(false);
  const state = consult.handing ? "handing" : consult.helperId === null ? "asked" : "joined";
  /** A helper writes notes; who takes it over answers the customer. */
  const accept = async (): Promise<void> => {
    if (await acceptConsult()) writeDraft(row.id, { mode: consult.handing ? "reply" : "note" });
  };
  const decline = t(state === "joined" ? "consult.leave" : "consult.decline");
  return (
    <div className="banner calm consult" role="status">
      <span className="grow">{t(`consult.helper.${state}`, { name: agentName(consult.by) })}</span>
      <button type="button" className="button small" disabled={busy} onClick={() => setDeclining(true)}>
        {decline}
      </button>
      {state !== "joined" && (
        <button type="button" className="button small primary" disabled={busy} onClick={() => once(accept)}>
          {t(consult.handing ? "consult.take" : "consult.join")}
        </button>
      )}
      {declining && <DeclineDialog decline={declineConsult} title={decline} onClose={() => setDeclining(false)} />}
    </div>
  );
}

export function ConsultLine({ row }: { row: Row }): ReactNode {
  const me = useDesk((state) => state.me);
  const { consult } = row;
  const part = consult && row.status !== "resolved" ? partIn(consult, me) : null;
  if (!consult || part === null) return null;
  return part === "owner" ? <OwnersLine row={row} consult={consult} /> : <HelpersLine row={row} consult={consult} />;
}
