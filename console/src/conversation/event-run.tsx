/** Events between turns: one line each, a run of several folded. */
import type { ReactNode } from "react";
import type { Turn } from "../../../protocol/conversation.ts";
import { useAgentNames, useTeamNames } from "../api/names.tsx";
import { useNamed, useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";

const SHOWN = 2;

function Event({ turn }: { turn: Turn }): ReactNode {
  const t = useT();
  const named = useNamed();
  const times = useTimes();
  const agentName = useAgentNames();
  const teamName = useTeamNames();
  const detail = turn.event?.detail ?? {};
  const by = turn.author.kind === "agent" ? (turn.author.name ?? agentName(turn.author.id)) : turn.author.kind === "customer" ? t("customer") : t("system");
  const to = detail.agent ? agentName(detail.agent) : detail.team ? teamName(detail.team) : detail.to === "bot" ? t("owner.bot") : "";
  const until = detail.until ? times.moment(Number(detail.until)) : "";
  const words = [named("event", turn.event?.name ?? ""), to && `→ ${to}`, until, detail.reason, detail.score && `${detail.score}/5`, detail.comment]
    .filter(Boolean)
    .join(" ");
  return (
    <p className="event">
      <span>
        {by} · {words} · <span className="tabular">{times.time(turn.at)}</span>
      </span>
    </p>
  );
}

export function EventRun({ turns }: { turns: readonly Turn[] }): ReactNode {
  const t = useT();
  const list = turns.map((turn) => <Event key={turn.id} turn={turn} />);
  if (turns.length <= SHOWN) return list;
  return (
    <details className="events">
      <summary>{t("events", { count: turns.length })}</summary>
      {list}
    </details>
  );
}
