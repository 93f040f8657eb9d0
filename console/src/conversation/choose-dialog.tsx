/** One of several, found by a few letters or with the arrows: who gets the conversation, how urgent it is. */
import { Command } from "cmdk";
import type { ReactNode } from "react";
import { useAgents, useQueues } from "../api/queries.ts";
import { useT } from "../i18n/index.ts";
import { toneOf } from "../shell/presence-switch.tsx";
import { deskNow } from "../state/desk.ts";
import type { Row } from "../state/model.ts";
import { useActions } from "./actions.ts";
import { useColleagueSide } from "./colleague-side.ts";
import "../command/command.css";

interface Option {
  id: string;
  name: string;
  side?: string;
  dot?: string;
  chosen?: boolean;
  run: () => Promise<boolean>;
}

function Chooser({ title, options, onClose }: { title: string; options: readonly Option[]; onClose: () => void }): ReactNode {
  const t = useT();
  return (
    <Command.Dialog open onOpenChange={(on) => !on && onClose()} label={title} overlayClassName="veil" contentClassName="dialog command" loop>
      <Command.Input className="command-input" placeholder={title} aria-label={title} />
      <Command.List className="command-list">
        <Command.Empty className="muted command-empty">{t("choose.none")}</Command.Empty>
        {options.map(({ id, name, side, dot, chosen, run }) => (
          <Command.Item
            key={id}
            value={`${name} ${id}`}
            onSelect={() => {
              onClose();
              void run();
            }}
          >
            {dot !== undefined && <span className={`dot ${dot}`} aria-hidden />}
            <span className="grow clip">{name}</span>
            {side && <span className="muted small">{side}</span>}
            {chosen && (
              <span role="img" aria-label={t("chosen")}>
                ✓
              </span>
            )}
          </Command.Item>
        ))}
      </Command.List>
    </Command.Dialog>
  );
}

interface Props {
  row: Row;
  onClose: () => void;
}

/** Given at once, without a question: unlike a transfer it does not go through the line. */
export function AssignDialog({ row, onClose }: Props): ReactNode {
  const t = useT();
  const actions = useActions(row);
  const { me } = deskNow();
  const agents = useAgents(true).data ?? [];
  const { queues } = useQueues(row.teamId === null ? [] : [row.teamId]);
  const { sideOf } = useColleagueSide(queues);
  const owner = row.owner.kind === "agent" ? row.owner.agentId : null;
  const people = agents
    .filter((agent) => !agent.disabled && (row.teamId === null || agent.role === "admin" || agent.teamIds.includes(row.teamId)))
    .toSorted((a, b) => Number(b.id === me) - Number(a.id === me))
    .map((agent): Option => {
      const name = agent.id === me ? t("assign.me", { name: agent.name }) : agent.name;
      return { id: agent.id, name, side: sideOf(agent), dot: toneOf(agent.presence.state), chosen: agent.id === owner, run: () => actions.assign(agent.id) };
    });
  const line: Option[] = row.teamId === null ? [] : [{ id: "queue", name: t("to-queue"), dot: "", run: () => actions.assign(null) }];
  return <Chooser title={t("assign.title")} options={[...people, ...line]} onClose={onClose} />;
}

const PRIORITIES = [0, 1, 2, 3] as const;

export function PriorityDialog({ row, onClose }: Props): ReactNode {
  const t = useT();
  const actions = useActions(row);
  const options = PRIORITIES.map(
    (priority): Option => ({ id: String(priority), name: t(`priority.${priority}`), chosen: row.priority === priority, run: () => actions.priority(priority) }),
  );
  return <Chooser title={t("priority.title")} options={options} onClose={onClose} />;
}
