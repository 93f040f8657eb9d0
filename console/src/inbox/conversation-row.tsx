/** One conversation in a list. */
import { Link } from "@tanstack/react-router";
import { Handshake, type LucideIcon, PhoneOutgoing } from "lucide-react";
import { memo, type ReactNode } from "react";
import { useAgentNames, useTeamNames } from "../api/names.tsx";
import { useT } from "../i18n/index.ts";
import { useNow, useTimes } from "../i18n/time.ts";
import { Marked } from "../search/marked.tsx";
import { stageOf } from "../state/consults.ts";
import { useDesk } from "../state/desk.ts";
import type { Row } from "../state/model.ts";
import { ChannelMark } from "./channel-mark.tsx";
import { SlaChip } from "./sla-chip.tsx";
import { useTargetOf } from "./targets.ts";
import { WaitingTime } from "./waiting.tsx";

function LastWords({ row, wanted }: { row: Row; wanted: string }): ReactNode {
  const t = useT();
  const typing = useDesk((state) => state.typing[row.id]);
  const draft = useDesk((state) => state.outgoing.some((one) => one.conversationId === row.id && one.state === "failed"));
  if (draft) return <span className="alarm-text">{t("row.failed")}</span>;
  if (typing) return <TypingWords until={typing.until} otherwise={row.preview} />;
  return <Marked text={row.preview} wanted={wanted} />;
}

function TypingWords({ until, otherwise }: { until: number; otherwise: string }): ReactNode {
  const t = useT();
  return useNow() < until ? <span className="accent-text">{t("typing")}</span> : otherwise;
}

function Side({ row }: { row: Row }): ReactNode {
  const times = useTimes();
  const t = useT();
  if (row.status === "snoozed" && row.snoozedUntil !== null)
    return <span className="muted small">{t("row.snoozed", { time: times.moment(row.snoozedUntil) })}</span>;
  if (row.status !== "resolved" && row.waitingSince !== null) return <WaitingTime since={row.waitingSince} />;
  return <LastTime at={row.lastTurnAt} />;
}

const DAY_MS = 86_400_000;
function LastTime({ at }: { at: number }): ReactNode {
  const times = useTimes();
  return <span className="muted small tabular">{Date.now() - at < DAY_MS ? times.time(at) : times.day(at)}</span>;
}

/** A colleague is asked, or the customer waits to hear from us: a picture, and its words for whoever hovers or listens. */
function Pledge({ icon: Icon, words }: { icon: LucideIcon; words: string }): ReactNode {
  return (
    <span className="chip row-pledge" title={words}>
      <Icon size={14} strokeWidth={1.5} aria-hidden />
      <span className="hidden-text">{words}</span>
    </span>
  );
}

function Pledges({ row: { consult, callBack, status } }: { row: Row }): ReactNode {
  const t = useT();
  const agent = useAgentNames();
  const team = useTeamNames();
  if (status === "resolved") return null;
  const asked = consult && (consult.helperId ? agent(consult.helperId) : consult.to.kind === "agent" ? agent(consult.to.agentId) : team(consult.to.teamId));
  return (
    <>
      {consult && asked && <Pledge icon={Handshake} words={t(`row.consult.${stageOf(consult)}`, { name: asked })} />}
      {callBack && <Pledge icon={PhoneOutgoing} words={callBack.phone ? t("row.call-back", { phone: callBack.phone }) : t("row.write-back")} />}
    </>
  );
}

function Marks({ row, tab }: { row: Row; tab: string }): ReactNode {
  const t = useT();
  const name = useAgentNames();
  const unread = useDesk((state) => state.unread[row.id] ?? 0);
  const target = useTargetOf(row);
  const owner = row.owner.kind === "agent" ? name(row.owner.agentId) : t(`owner.${row.owner.kind}`);
  return (
    <>
      {tab === "all" && row.status !== "resolved" && <span className="chip">{owner}</span>}
      {target && <SlaChip target={target} />}
      <Pledges row={row} />
      {row.status === "resolved" && <span className="chip">{t("status.resolved")}</span>}
      {row.priority > 0 && <span className={`chip ${row.priority > 1 ? "alarm" : "warn"}`}>{t(`priority.${row.priority as 1 | 2 | 3}`)}</span>}
      {row.labels.slice(0, 2).map((label) => (
        <span key={label} className="chip">
          {label}
        </span>
      ))}
      {unread > 0 && (
        <span className="unread" title={t("row.unread", { count: unread })}>
          {unread}
        </span>
      )}
    </>
  );
}

interface RowProps {
  row: Row;
  tab: string;
  /** What was searched for stands out. */
  wanted?: string;
}

export const ConversationRow = memo(function ConversationRow({ row, tab, wanted = "" }: RowProps): ReactNode {
  const t = useT();
  const channel = row.channels[0];
  return (
    <Link
      to="/inbox/$tab/$conversationId"
      params={{ tab, conversationId: row.id }}
      className="conversation-row"
      activeProps={{ className: "active", "aria-current": "page" }}
    >
      {channel && <ChannelMark kind={channel.kind} />}
      <span className="grow">
        <span className="row">
          <span className="row-name clip grow" dir="auto">
            {row.name ? <Marked text={row.name} wanted={wanted} /> : t("customer.unnamed")}
          </span>
          <Side row={row} />
        </span>
        <span className="row">
          <span className="row-preview clip grow" dir="auto">
            <LastWords row={row} wanted={wanted} />
          </span>
          <Marks row={row} tab={tab} />
        </span>
      </span>
    </Link>
  );
});
