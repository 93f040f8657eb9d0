import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ChannelKind } from "../../../protocol/channels.ts";
import type { QueueSnapshot } from "../api/shapes.ts";
import { useT } from "../i18n/index.ts";
import { ChannelMark } from "../inbox/channel-mark.tsx";
import { WaitingTime } from "../inbox/waiting.tsx";
import { useDesk } from "../state/desk.ts";

const SHOWN = 8;

/** Who waits longest, each to be opened. */
export function AtRisk({ queue }: { queue: QueueSnapshot }): ReactNode {
  const t = useT();
  const rows = useDesk((state) => state.rows);
  const longest = queue.waiting.toSorted((a, b) => a.waitingSince - b.waitingSince).slice(0, SHOWN);
  return (
    <div className="section">
      <h3 className="field-label">{t("board.at-risk")}</h3>
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
