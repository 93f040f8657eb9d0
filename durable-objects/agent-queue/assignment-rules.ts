/**
 * Who gets a conversation: an ordered list of rules that a supervisor can read and change. Pure: state and time come in.
 * A choosing rule narrows the agents that have room (and may say: wait for somebody better, within its patience); a ranking rule keeps the best of those left.
 */
import { z } from "zod";
import type { AgentCapacity, Ticket } from "../../protocol/ports.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const patience = z
  .number()
  .int()
  .min(0)
  .max(60 * MINUTE);

export const assignmentRuleSchema = z.discriminatedUnion("rule", [
  /** A transfer or an owner rule names the agent: they are waited for. */
  z.object({ rule: z.literal("named_agent"), waitMs: patience.default(MINUTE) }),
  /** The agent who had this customer last. */
  z.object({ rule: z.literal("last_agent"), waitMs: patience.default(0) }),
  /** After the patience, skills are wishes no more. */
  z.object({ rule: z.literal("skills"), waitMs: patience.default(2 * MINUTE) }),
  z.object({ rule: z.literal("language"), waitMs: patience.default(2 * MINUTE) }),
  /** Whoever can do the fewest other things, so that the others stay free for what only they can do. */
  z.object({ rule: z.literal("keep_specialists") }),
  /** The smallest share of capacity in use, weighted by channel cost, the usual length of what they have, and their own pace. */
  z.object({ rule: z.literal("least_loaded") }),
  z.object({ rule: z.literal("fewest_conversations") }),
  /** Whoever was given something longest ago. */
  z.object({ rule: z.literal("round_robin") }),
  /** Whoever has had nothing new and nothing ended for longest. */
  z.object({ rule: z.literal("longest_idle") }),
]);
export type AssignmentRule = z.infer<typeof assignmentRuleSchema>;

export const DEFAULT_RULES: AssignmentRule[] = [
  { rule: "named_agent", waitMs: MINUTE },
  { rule: "last_agent", waitMs: 0 },
  { rule: "skills", waitMs: 2 * MINUTE },
  { rule: "language", waitMs: 2 * MINUTE },
  { rule: "keep_specialists" },
  { rule: "least_loaded" },
  { rule: "longest_idle" },
];

/** How long a colleague named by another team is waited for, ms: as long as one of this team; a minute where nobody is waited for by name. */
export const namedPatience = (rules: readonly AssignmentRule[]): number => rules.find((rule) => rule.rule === "named_agent")?.waitMs ?? MINUTE;

/** An agent as the rules see them. */
export interface Desk {
  agent: AgentCapacity;
  /** units held, offered and being assigned */
  load: number;
  /** the same, each weighted by how long its kind usually takes and by the agent's own pace; 1 = usual */
  effort: number;
  conversations: number;
  /** units per channel kind */
  byChannel: Record<string, number>;
  /** When something was given last, epoch ms. */
  givenAt: number;
  /** Since when nothing was given and nothing ended, epoch ms. */
  idleSince: number;
  /** Until then nothing new comes: wrapping up. Epoch ms. */
  restsUntil: number;
  /** Missed too many offers. */
  away: boolean;
}

/** Floating-point sums of costs are compared with this slack, units. */
const SLACK = 1e-9;

/** Works for this team now: somebody of them may be waited for. */
export const isAround = (desk: Desk): boolean => desk.agent.state !== "offline" && desk.agent.state !== "hidden" && !desk.away;

/** `transfers_only` takes what names the agent; `busy`, `break`, `wrap_up` and `hidden` take nothing by themselves. */
export function takesNew(desk: Desk, ticket: Ticket, now: number): boolean {
  if (desk.away) return false;
  const { state, agentId } = desk.agent;
  if (state === "transfers_only") return ticket.wantedAgentId === agentId;
  return state === "online" && (now >= desk.restsUntil || ticket.wantedAgentId === agentId);
}

/** What a conversation takes of one agent; never more than they have, so that everybody can take something. */
export const costFor = (agent: AgentCapacity, channel: string, costs: Readonly<Record<string, number>>): number =>
  Math.min(costs[channel] ?? 1, Math.max(0, agent.capacity));

export function hasRoom(desk: Desk, channel: string, costs: Readonly<Record<string, number>>): boolean {
  const { agent } = desk;
  if (agent.capacity <= 0) return false;
  const most = agent.perChannel?.[channel as keyof NonNullable<AgentCapacity["perChannel"]>];
  const cost = costFor(agent, channel, costs);
  return desk.load + cost <= agent.capacity + SLACK && (most === undefined || (desk.byChannel[channel] ?? 0) + cost <= most + SLACK);
}

/** One more conversation at this desk. `weight` = its length against the usual one. */
export function addWork(desk: Desk, cost: number, channel: string, weight: number): void {
  desk.load += cost;
  desk.effort += cost * weight;
  desk.conversations += 1;
  desk.byChannel[channel] = (desk.byChannel[channel] ?? 0) + cost;
}

export interface Choice {
  ticket: Ticket;
  /** ms in this line */
  waited: number;
  /** agents who said no to it, or missed it, lately */
  refused: ReadonlySet<string>;
}

/** `free` = agents who take new conversations and have room for this one; `all` = everybody of the team. Null = it goes on waiting. */
export function chooseAgent({ ticket, waited, refused }: Choice, free: readonly Desk[], all: readonly Desk[], rules: readonly AssignmentRule[]): Desk | null {
  let left = free.filter((desk) => !refused.has(desk.agent.agentId));
  for (const rule of rules) {
    switch (rule.rule) {
      case "named_agent":
      case "last_agent": {
        const named = rule.rule === "named_agent" ? ticket.wantedAgentId : ticket.lastAgentId;
        const wanted = named === null ? undefined : left.find((desk) => desk.agent.agentId === named);
        if (wanted) return wanted;
        const mayCome = named !== null && !refused.has(named) && all.some((desk) => desk.agent.agentId === named && isAround(desk));
        if (mayCome && waited < rule.waitMs) return null;
        break;
      }
      case "skills":
      case "language": {
        const fits = rule.rule === "skills" ? knows : speaks;
        const fitting = left.filter((desk) => fits(desk, ticket));
        if (fitting.length === 0 && waited < rule.waitMs && all.some((desk) => isAround(desk) && fits(desk, ticket))) return null;
        if (fitting.length > 0) left = fitting;
        break;
      }
      default:
        left = best(left, rank(rule.rule, ticket));
    }
  }
  return left.reduce<Desk | null>((first, desk) => (first === null || desk.agent.agentId < first.agent.agentId ? desk : first), null);
}

const knows = (desk: Desk, ticket: Ticket): boolean => ticket.skills.every((skill) => desk.agent.skills.includes(skill));
const speaks = (desk: Desk, ticket: Ticket): boolean =>
  ticket.language === null || desk.agent.languages.length === 0 || desk.agent.languages.includes(ticket.language);

type Ranking = Exclude<AssignmentRule["rule"], "named_agent" | "last_agent" | "skills" | "language">;

/** Smaller is better. */
function rank(rule: Ranking, ticket: Ticket): (desk: Desk) => number {
  switch (rule) {
    case "keep_specialists":
      return ({ agent }) => agent.skills.length + agent.languages.length - ticket.skills.length;
    case "least_loaded":
      return (desk) => desk.effort / Math.max(1, desk.agent.capacity);
    case "fewest_conversations":
      return (desk) => desk.conversations;
    case "round_robin":
      return (desk) => desk.givenAt;
    case "longest_idle":
      return (desk) => desk.idleSince;
    default:
      return rule satisfies never;
  }
}

function best(desks: readonly Desk[], value: (desk: Desk) => number): Desk[] {
  let least = Number.POSITIVE_INFINITY;
  let kept: Desk[] = [];
  for (const desk of desks) {
    const at = value(desk);
    if (at < least - SLACK) {
      least = at;
      kept = [desk];
    } else if (at <= least + SLACK) kept.push(desk);
  }
  return kept;
}
