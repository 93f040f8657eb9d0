/** To whom a conversation can go, and what becomes of it there. */
import { useAgents, useQueues, useTeams } from "../api/queries.ts";
import type { AgentShown, QueueSnapshot } from "../api/shapes.ts";
import { type Translate, useT } from "../i18n/index.ts";
import { clock } from "../i18n/time.ts";
import { toneOf } from "../shell/presence-switch.tsx";
import { useDesk } from "../state/desk.ts";
import type { Row } from "../state/model.ts";
import type { TransferTarget } from "./actions.ts";
import { useColleagueSide } from "./colleague-side.ts";

export interface Choice {
  id: string;
  target: TransferTarget;
  name: string;
  /** Presence and load, or how many are there and wait. */
  side: string;
  tone: string;
  /** What a handover at once leads to; empty = the target gets it now. */
  outcome: string;
  /** No line reaches them: they are of no team and can only be asked first. */
  outside: boolean;
}

export interface Choices {
  choices: Choice[];
  loading: boolean;
  error: unknown;
  retry: () => void;
}

const isAround = (state: string): boolean => state !== "offline" && state !== "hidden";

interface Line {
  name: string;
  queue: QueueSnapshot | undefined;
}

/** The place of one more in a line. */
const placeIn = ({ queue }: Line): number => (queue?.waitingCount ?? 0) + 1;

/** A named colleague is waited for while they are around; then whoever is free comes. */
function outcomeOf(t: Translate, agent: AgentShown, load: number, line: Line | null): string {
  if (line === null) return "";
  const words = { name: agent.name, team: line.name, position: placeIn(line) };
  if (!isAround(agent.presence.state)) return t("transfer.not-there", words);
  const takes = agent.presence.state === "online" || agent.presence.state === "transfers_only";
  return takes && load < agent.capacity ? "" : t("transfer.full", words);
}

export function useChoices(row: Row): Choices {
  const t = useT();
  const me = useDesk((state) => state.me);
  const teams = useTeams();
  const agents = useAgents(true);
  const known = teams.data ?? [];
  const { queues } = useQueues(known.map((team) => team.id));
  const lineOf = (id: string, name: string): Line => ({ name, queue: queues.find((one) => one.teamId === id) });
  const home = known.find((team) => team.id === row.teamId);
  const { loadOf, sideOf } = useColleagueSide(queues);
  const people = (agents.data ?? [])
    .filter((agent) => agent.id !== me && !agent.disabled)
    .map((agent): Choice => {
      const [first] = agent.teamIds.toSorted();
      const elsewhere = row.teamId !== null && !agent.teamIds.includes(row.teamId);
      const outside = elsewhere && first === undefined;
      const theirs = known.find((team) => team.id === first)?.name ?? first ?? "";
      const there = t(outside ? "transfer.outside" : "transfer.elsewhere", { name: agent.name, team: theirs });
      const outcome = elsewhere ? there : outcomeOf(t, agent, loadOf(agent.id) ?? 0, home ? lineOf(home.id, home.name) : null);
      return {
        id: agent.id,
        target: { kind: "agent", agentId: agent.id },
        name: agent.name,
        side: sideOf(agent),
        tone: toneOf(agent.presence.state),
        outcome,
        outside,
      };
    });
  const groups = known.map((team): Choice => {
    const line = lineOf(team.id, team.name);
    const there = line.queue?.agents.filter(({ state }) => isAround(state)).length ?? 0;
    const waiting = line.queue?.waitingCount ?? 0;
    const wait = waiting > 0 ? ` · ${clock(line.queue?.longestWaitMs ?? 0)}` : "";
    const side = line.queue ? `${t("transfer.there", { count: there })} · ${t("transfer.waiting", { count: waiting })}${wait}` : "";
    const outcome = line.queue && there === 0 ? t("transfer.nobody", { team: team.name, position: placeIn(line) }) : "";
    return { id: team.id, target: { kind: "team", teamId: team.id }, name: team.name, side, tone: there > 0 ? "ok" : "", outcome, outside: false };
  });
  const bot: Choice = { id: "bot", target: { kind: "bot" }, name: t("owner.bot"), side: "", tone: "machine", outcome: t("transfer.bot"), outside: false };
  return {
    choices: [...groups, ...people, bot],
    loading: teams.isPending || agents.isPending,
    error: teams.error ?? agents.error,
    retry: () => void Promise.all([teams.refetch(), agents.refetch()]),
  };
}
