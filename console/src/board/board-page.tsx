/** C11: now, the next half hour, at risk. One block per team. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useAgents, useQueue, useTeams } from "../api/queries.ts";
import type { QueueSnapshot, TeamShown } from "../api/shapes.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { clock, useTimes } from "../i18n/time.ts";
import { hasTargets } from "../inbox/targets.ts";
import { waitTone } from "../inbox/waiting.tsx";
import { toneOf } from "../shell/presence-switch.tsx";
import { Empty, Loaded } from "../ui/blocks.tsx";
import { TableBox } from "../ui/table-box.tsx";
import { AtRisk, LongestWaiting } from "./at-risk.tsx";
import { ForecastBlock } from "./forecast-block.tsx";
import { NotKnown } from "./not-known.tsx";
import { WorksLine } from "./works-line.tsx";
import "./board.css";

function Figure({ label, value, tone }: { label: string; value: string; tone?: string }): ReactNode {
  return (
    <div className="figure">
      <dt>{label}</dt>
      <dd className={`tabular ${tone ?? ""}`}>{value}</dd>
    </div>
  );
}

function Figures({ queue }: { queue: QueueSnapshot }): ReactNode {
  const t = useT();
  const online = queue.agents.filter((agent) => agent.state === "online").length;
  const load = queue.agents.reduce((sum, agent) => sum + agent.load, 0);
  const room = queue.agents.filter((agent) => agent.state === "online").reduce((sum, agent) => sum + agent.capacity, 0);
  return (
    <dl className="figures">
      <Figure label={t("board.waiting")} value={String(queue.waitingCount)} />
      <Figure label={t("board.longest")} value={clock(queue.longestWaitMs)} tone={queue.waitingCount > 0 ? waitTone(queue.longestWaitMs) : ""} />
      <Figure label={t("board.online")} value={`${online} / ${queue.agents.length}`} />
      <Figure label={t("board.load")} value={`${load} / ${room}`} />
    </dl>
  );
}

function AgentTable({ queue }: { queue: QueueSnapshot }): ReactNode {
  const t = useT();
  const named = useNamed();
  const times = useTimes();
  const agents = useAgents(true).data ?? [];
  const since = new Map(agents.map((agent) => [agent.id, agent.presence.since]));
  return (
    <TableBox>
      <table>
        <caption className="hidden-text">{t("board.agents")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("board.agent")}</th>
            <th scope="col">{t("board.state")}</th>
            <th scope="col">{t("board.load")}</th>
          </tr>
        </thead>
        <tbody>
          {queue.agents.map((agent) => (
            <tr key={agent.agentId}>
              <td>
                <Link to="/inbox/$tab" params={{ tab: "all" }} search={{ agent: agent.agentId }} title={t("board.watch", { name: agent.name })}>
                  {agent.name}
                </Link>
              </td>
              <td>
                <span className="row">
                  <span className={`dot ${toneOf(agent.state)}`} />
                  {named("presence", agent.state)}
                  {agent.reason && <span className="muted">{agent.reason}</span>}
                  {(since.get(agent.agentId) ?? 0) > 0 && (
                    <span className="muted small">{t("since", { time: times.time(since.get(agent.agentId) ?? 0) })}</span>
                  )}
                </span>
              </td>
              <td>
                <span className="row">
                  <meter min={0} max={Math.max(1, agent.capacity)} value={agent.load} aria-label={t("board.load")} />
                  <span className="tabular">
                    {agent.load} / {agent.capacity}
                  </span>
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

function TeamBlock({ team }: { team: TeamShown }): ReactNode {
  const t = useT();
  const { data: queue, error, dataUpdatedAt, refetch } = useQueue(team.id);
  return (
    <section className="team-block" aria-label={team.name}>
      <h2 className="team-name">{team.name}</h2>
      {error && <NotKnown at={dataUpdatedAt} onRetry={() => void refetch()} />}
      {queue && (
        <div className={error ? "not-known" : ""}>
          <Figures queue={queue} />
        </div>
      )}
      <ForecastBlock teamId={team.id} />
      {hasTargets(team) ? <AtRisk teamId={team.id} /> : queue && <LongestWaiting queue={queue} />}
      {queue && queue.agents.length > 0 && (
        <div className={error ? "not-known" : ""}>
          <AgentTable queue={queue} />
        </div>
      )}
      {queue && queue.agents.length === 0 && <p className="muted">{t("board.nobody")}</p>}
    </section>
  );
}

export function BoardPage(): ReactNode {
  const t = useT();
  const teams = useTeams();
  return (
    <div className="page">
      <div className="page-inner">
        <h1>{t("nav.board")}</h1>
        <WorksLine />
        <Loaded query={teams}>
          {(known) => (known.length === 0 ? <Empty text={t("board.no-team")} /> : known.map((team) => <TeamBlock key={team.id} team={team} />))}
        </Loaded>
      </div>
    </div>
  );
}
