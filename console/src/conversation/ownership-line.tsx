/** Whose conversation this is when it is not mine, and how to have it. */
import type { ReactNode } from "react";
import { useAgentNames, useTeamNames } from "../api/names.tsx";
import { useMay } from "../api/queries.ts";
import { useT } from "../i18n/index.ts";
import { useDesk } from "../state/desk.ts";
import type { Row } from "../state/model.ts";
import { isMine, useActions } from "./actions.ts";

export function OwnershipLine({ row }: { row: Row }): ReactNode {
  const t = useT();
  const actions = useActions(row);
  const me = useDesk((state) => state.me);
  const supervises = useMay("supervise");
  const agentName = useAgentNames();
  const teamName = useTeamNames();
  const { owner } = row;
  if (isMine(row) || row.status === "resolved") return null;
  const words =
    owner.kind === "agent"
      ? t("owned.agent", { name: agentName(owner.agentId) })
      : owner.kind === "queue"
        ? t("owned.queue", { team: teamName(owner.teamId) })
        : t("owned.bot");
  const takes = owner.kind !== "agent" || supervises;
  return (
    <div className="banner calm">
      <span className="grow">{words}</span>
      {takes && (
        <button type="button" className="button small primary" onClick={() => void (owner.kind === "agent" ? actions.assign(me) : actions.take())}>
          {owner.kind === "agent" ? t("take-over") : t("take")}
        </button>
      )}
    </div>
  );
}
