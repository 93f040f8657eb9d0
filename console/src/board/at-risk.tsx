/** Whose target is nearly or already missed, each to be opened; in a team without targets, who waits longest. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ChannelKind } from "../../../protocol/channels.ts";
import { useAgentNames } from "../api/names.tsx";
import type { QueueSnapshot } from "../api/shapes.ts";
import { useT } from "../i18n/index.ts";
import { ChannelMark } from "../inbox/channel-mark.tsx";
import { SlaChip } from "../inbox/sla-chip.tsx";
import { useAtRisk } from "../inbox/targets.ts";
import { WaitingTime } from "../inbox/waiting.tsx";
import { useDesk } from "../state/desk.ts";
import { NotKnown } from "./not-known.tsx";

const SHOWN = 8;

export function LongestWaiting({ queue }: { queue: QueueSnapshot }): ReactNode {
  const t = useT();
  const rows = useDesk((state) => state.rows);
  const longest = queue.waiting.toSorted((a, b) => a.waitingSince - b.waitingSince).slice(0, SHOWN);
  if (longest.length === 0) return null;
  return (
    <div className="section">
      <h3 className="field-label">{t("board.waiting-longest")}</h3>
      <ul>
        {longest.map((one) => (
          <li key={one.conversationId}>
            <Link className="branch" to="/inbox/$tab/$conversationId" params={{ tab: "queue", conversationId: one.conversationId }}>
              <ChannelMark kind={one.channel as ChannelKind} />
              <span className="grow clip">{rows[one.conversationId]?.preview ?? t("board.position", { position: one.position })}</span>
              <WaitingTime since={one.waitingSince} />
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function AtRisk({ teamId }: { teamId: string }): ReactNode {
  const t = useT();
  const agentName = useAgentNames();
  const { data, error, dataUpdatedAt, refetch } = useAtRisk(teamId);
  const found = data?.conversations ?? [];
  return (
    <div className={`section ${error ? "not-known" : ""}`}>
      <h3 className="field-label">
        {t("board.at-risk")} {found.length > 0 && <span className="tabular">{found.length}</span>}
      </h3>
      {error && <NotKnown at={dataUpdatedAt} onRetry={() => void refetch()} />}
      {data && found.length === 0 && !error && <p className="muted">{t("board.at-risk-none")}</p>}
      <ul>
        {found.slice(0, SHOWN).map((target) => (
          <li key={target.conversationId}>
            <Link className="branch" to="/inbox/$tab/$conversationId" params={{ tab: "all", conversationId: target.conversationId }}>
              <ChannelMark kind={target.channel as ChannelKind} />
              <span className="grow clip" dir="auto">
                {target.name ?? t("customer.unnamed")}
              </span>
              <span className="muted small clip">{target.agentId === null ? t("owner.queue") : agentName(target.agentId)}</span>
              <SlaChip target={target} />
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
