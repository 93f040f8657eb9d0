/** Agents and teams: who can what, how much, and how a team's queue works. */
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTeamNames } from "../api/names.tsx";
import { useAgents, useMay, useTeams } from "../api/queries.ts";
import type { AgentShown, TeamShown } from "../api/shapes.ts";
import { useNamed, useT } from "../i18n/index.ts";
import { toneOf } from "../shell/presence-switch.tsx";
import { Loaded } from "../ui/blocks.tsx";
import { ActionsHead } from "../ui/row-actions.tsx";
import { TableBox } from "../ui/table-box.tsx";
import { AgentDialog } from "./agent-dialog.tsx";
import { TeamDialog } from "./team-dialog.tsx";

function AgentRow({ agent, onEdit }: { agent: AgentShown; onEdit: (() => void) | null }): ReactNode {
  const t = useT();
  const named = useNamed();
  const teamName = useTeamNames();
  return (
    <tr>
      <td>
        {agent.name}
        <span className="small muted block">{agent.email}</span>
      </td>
      <td>
        <span className="row">
          <span className={`dot ${agent.disabled ? "" : toneOf(agent.presence.state)}`} />
          {agent.disabled ? t("people.disabled") : named("presence", agent.presence.state)}
        </span>
      </td>
      <td>{t(`role.${agent.role}`)}</td>
      <td>{agent.teamIds.map(teamName).join(", ")}</td>
      <td>{[...agent.skills, ...agent.languages].join(", ")}</td>
      <td className="number">{agent.capacity}</td>
      {onEdit && (
        <td>
          <button type="button" className="button small" onClick={onEdit} aria-label={`${t("edit")} ${agent.name}`}>
            {t("edit")}
          </button>
        </td>
      )}
    </tr>
  );
}

function AgentTable({ agents, onEdit }: { agents: AgentShown[]; onEdit: ((agent: AgentShown) => void) | null }): ReactNode {
  const t = useT();
  return (
    <TableBox>
      <table>
        <caption className="hidden-text">{t("people.agents")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("people.name")}</th>
            <th scope="col">{t("board.state")}</th>
            <th scope="col">{t("people.role")}</th>
            <th scope="col">{t("people.teams")}</th>
            <th scope="col">{t("people.skills")}</th>
            <th scope="col" className="number">
              {t("people.capacity")}
            </th>
            {onEdit && <ActionsHead />}
          </tr>
        </thead>
        <tbody>
          {agents.map((agent) => (
            <AgentRow key={agent.id} agent={agent} onEdit={onEdit && (() => onEdit(agent))} />
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

function TeamTable({ teams, onEdit }: { teams: TeamShown[]; onEdit: ((team: TeamShown) => void) | null }): ReactNode {
  const t = useT();
  return (
    <TableBox>
      <table>
        <caption className="hidden-text">{t("people.teams")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("people.name")}</th>
            <th scope="col">{t("people.mode")}</th>
            <th scope="col" className="number">
              {t("people.members")}
            </th>
            {onEdit && <ActionsHead />}
          </tr>
        </thead>
        <tbody>
          {teams.map((team) => (
            <tr key={team.id}>
              <td>{team.name}</td>
              <td>{t(`mode.${(team.settings.mode as "offer" | "auto" | "manual" | undefined) ?? "offer"}`)}</td>
              <td className="number">{team.members.length}</td>
              {onEdit && (
                <td>
                  <button type="button" className="button small" onClick={() => onEdit(team)} aria-label={`${t("edit")} ${team.name}`}>
                    {t("edit")}
                  </button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

function Heading({ text, add, onAdd }: { text: string; add: string; onAdd: (() => void) | null }): ReactNode {
  return (
    <div className="page-head">
      <h2 className="grow">{text}</h2>
      {onAdd && (
        <button type="button" className="button" onClick={onAdd}>
          {add}
        </button>
      )}
    </div>
  );
}

export function PeoplePage(): ReactNode {
  const t = useT();
  const writes = useMay("team:write");
  const queries = useQueryClient();
  const agents = useAgents(true);
  const teams = useTeams();
  const [agent, setAgent] = useState<AgentShown | "new" | null>(null);
  const [team, setTeam] = useState<TeamShown | "new" | null>(null);
  const done = async (): Promise<void> => {
    setAgent(null);
    setTeam(null);
    await Promise.all([queries.invalidateQueries({ queryKey: ["agents"] }), queries.invalidateQueries({ queryKey: ["teams"] })]);
  };
  return (
    <div className="page">
      <div className="page-inner">
        <h1>{t("nav.people")}</h1>
        <section className="section">
          <Heading text={t("people.agents")} add={t("people.add-agent")} onAdd={writes ? () => setAgent("new") : null} />
          <Loaded query={agents}>{(known) => <AgentTable agents={known} onEdit={writes ? setAgent : null} />}</Loaded>
        </section>
        <section className="section">
          <Heading text={t("people.teams")} add={t("people.add-team")} onAdd={writes ? () => setTeam("new") : null} />
          <Loaded query={teams}>{(known) => <TeamTable teams={known} onEdit={writes ? setTeam : null} />}</Loaded>
        </section>
        {agent !== null && (
          <AgentDialog agent={agent === "new" ? null : agent} teams={teams.data ?? []} onDone={() => void done()} onClose={() => setAgent(null)} />
        )}
        {team !== null && (
          <TeamDialog team={team === "new" ? null : team} agents={agents.data ?? []} onDone={() => void done()} onClose={() => setTeam(null)} />
        )}
      </div>
    </div>
  );
}
