/** Help between colleagues, above the composer: how it stands, and what its owner and its helper may do. */
import { type ReactNode, useState } from "react";
import type { Consult } from "../../../protocol/conversation.ts";
import { useAgentNames, useTeamNames } from "../api/names.tsx";
import { useT } from "../i18n/index.ts";
import { colleagueIn, partIn, stageOf } from "../state/consults.ts";
import { useDesk } from "../state/desk.ts";
import { writeDraft } from "../state/drafts.ts";
import type { Row } from "../state/model.ts";
import { dialogOnDemand } from "../ui/on-demand.tsx";
import { useActions } from "./actions.ts";
import { useOnce } from "./once.ts";

const DeclineDialog = dialogOnDemand(() => import("./decline-dialog.tsx").then((module) => module.DeclineDialog));

interface Shown {
  row: Row;
  consult: Consult;
}

function OwnersLine({ row, consult }: Shown): ReactNode {
  const t = useT();
  const { endConsult } = useActions(row);
  const agentName = useAgentNames();
  const teamName = useTeamNames();
  const [busy, once] = useOnce();
  const colleague = colleagueIn(consult);
  const name = "agentId" in colleague ? agentName(colleague.agentId) : teamName(colleague.teamId);
  const state = stageOf(consult);
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

function HelpersLine({ row, consult }: Shown): ReactNode {
  const t = useT();
  const { acceptConsult, declineConsult } = useActions(row);
  const agentName = useAgentNames();
  const [busy, once] = useOnce();
  const [declining, setDeclining] = useState(false);
  const state = stageOf(consult);
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
