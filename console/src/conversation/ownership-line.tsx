/** Whose conversation this is when it is not mine, and how to have it. A supervisor looks on, says something to the agent alone, or takes over. */
import type { ReactNode } from "react";
import { useAgentNames, useTeamNames } from "../api/names.tsx";
import { useMay } from "../api/queries.ts";
import { useT } from "../i18n/index.ts";
import { partIn } from "../state/consults.ts";
import { useDesk } from "../state/desk.ts";
import { draftOf, writeDraft } from "../state/drafts.ts";
import type { Row } from "../state/model.ts";
import { isMine, useActions } from "./actions.ts";
import { COMPOSER_ID } from "./conversation-keys.ts";

/** A note that names the agent is told to them at once, and never to the customer. */
function whisper(conversationId: string, name: string): void {
  const { note } = draftOf(conversationId);
  writeDraft(conversationId, { mode: "note", note: note === "" ? `@${name} ` : note });
  document.getElementById(COMPOSER_ID)?.focus();
}

export function OwnershipLine({ row }: { row: Row }): ReactNode {
  const t = useT();
  const actions = useActions(row);
  const me = useDesk((state) => state.me);
  const supervises = useMay("supervise");
  const agentName = useAgentNames();
  const teamName = useTeamNames();
  const refusedBy = useDesk((state) => state.returned[row.id]);
  const { owner } = row;
  const helps = row.consult !== undefined && partIn(row.consult, me) !== null;
  if (isMine(row) || helps || row.status === "resolved") return null;
  const others = owner.kind === "agent" ? agentName(owner.agentId) : null;
  const words =
    others !== null
      ? t(supervises ? "owned.watched" : "owned.agent", { name: others })
      : owner.kind === "queue"
        ? t("owned.queue", { team: teamName(owner.teamId) })
        : t("owned.bot");
  const takes = owner.kind !== "agent" || supervises;
  return (
    <div className="banner calm">
      <span className="grow">
        {owner.kind === "queue" && refusedBy !== undefined && `${t("offer.returned", { name: refusedBy })} `}
        {words}
      </span>
      {others !== null && supervises && (
        <button type="button" className="button small" title={t("whisper.title", { name: others })} onClick={() => whisper(row.id, others)}>
          {t("whisper")}
        </button>
      )}
      {takes && (
        <button type="button" className="button small primary" onClick={() => void (owner.kind === "agent" ? actions.assign(me) : actions.take())}>
          {owner.kind === "agent" ? t("take-over") : t("take")}
        </button>
      )}
    </div>
  );
}
