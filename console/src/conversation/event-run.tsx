/** Events between turns: one line each, a run of several folded. */
import type { ReactNode } from "react";
import type { Turn } from "../../../protocol/conversation.ts";
import { useAgentNames, useTeamNames } from "../api/names.tsx";
import { useNamed, useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";

const SHOWN = 2;
/** Events whose agent is the one who speaks. */
const OF_THEMSELVES: ReadonlySet<string> = new Set(["consult_joined", "consult_declined", "taken_over"]);

/** Two events say in a detail which of two things has happened. */
function eventName({ name, detail = {} }: NonNullable<Turn["event"]>): string {
  if (name === "assigned" && detail.warm) return "taken_over";
  if (name === "called_back" && detail.reached !== "yes") return "called_in_vain";
  return name;
}

function Event({ turn }: { turn: Turn }): ReactNode {
  const t = useT();
  const named = useNamed();
  const times = useTimes();
  const agentName = useAgentNames();
  const teamName = useTeamNames();
  const detail = turn.event?.detail ?? {};
  const by = turn.author.kind === "agent" ? (turn.author.name ?? agentName(turn.author.id)) : turn.author.kind === "customer" ? t("customer") : t("system");
  const name = turn.event ? eventName(turn.event) : "";
  const said = name === "taken_over" ? t("event.taken_over", { name: agentName(detail.from ?? "") }) : named("event", name);
  const agent = OF_THEMSELVES.has(name) ? undefined : detail.agent;
  const to = agent ? agentName(agent) : detail.team ? teamName(detail.team) : detail.to === "bot" ? t("owner.bot") : "";
  const until = detail.until ? times.moment(Number(detail.until)) : "";
  const score = detail.score && `${detail.score}/5`;
  const solved = detail.solved && t(detail.solved === "yes" ? "rated.solved" : "rated.unsolved");
  const about = (detail.reasons ?? "")
    .split(",")
    .filter((reason) => reason !== "")
    .map((reason) => named("rated-about", reason))
    .join(", ");
  const words = [said, to && `→ ${to}`, until, detail.reason, score, solved, about, detail.comment, detail.phone, detail.email].filter(Boolean).join(" ");
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
