/** The report as anybody would count it over raw rows. It shares nothing with the reports but the names of the figures. */
import type { Figure, Group } from "../../../../protocol/report-figures.ts";

export interface Told {
  type: string;
  at: number;
  detail?: Record<string, string | number>;
  byKind?: string;
}
export interface Raw {
  id: string;
  team: string | null;
  agent: string | null;
  channel: string;
  labels: string[];
  openedAt: number;
  firstReplyAt: number | null;
  resolvedAt: number | null;
  turns: { kind: string; author: string; intents: string[] }[];
  events: Told[];
  uses: ("accepted" | "edited" | "refused")[];
  canned: number;
}

export const groupsOf = (raw: Raw, by: Group, offsetMin: number): string[] => {
  const intents = raw.turns.filter(({ kind }) => kind === "message").flatMap((turn) => turn.intents);
  const all: Record<Group, string[]> = {
    day: [new Date(raw.openedAt + offsetMin * 60_000).toISOString().slice(0, 10)],
    team: [raw.team ?? ""],
    agent: [raw.agent ?? ""],
    channel: [raw.channel],
    intent: [...new Set(intents)],
    label: raw.labels,
  };
  return all[by];
};

const mean = (all: readonly number[]): number | null => (all.length === 0 ? null : all.reduce((sum, one) => sum + one, 0) / all.length);
const known = (all: readonly (number | null | undefined)[]): number[] => all.filter((one) => one !== null && one !== undefined);

/** The time between an event of one kind and the next that ends it. */
function between(raw: Raw, begin: string, ends: readonly string[]): number | null {
  const first = raw.events.find(({ type }) => type === begin);
  const last = first && raw.events.find(({ type, at }) => ends.includes(type) && at >= first.at);
  return first && last ? last.at - first.at : null;
}

export function plainly(all: readonly Raw[]): Record<Figure, number | null> {
  const counts = (kind: string, author?: string): number =>
    all.flatMap(({ turns }) => turns).filter((turn) => turn.kind === kind && (author === undefined || turn.author === author)).length;
  const first = known(all.map(({ firstReplyAt, openedAt }) => (firstReplyAt === null ? null : firstReplyAt - openedAt)));
  const resolved = all.filter(({ resolvedAt }) => resolvedAt !== null);
  const alone = resolved.filter(
    ({ turns }) => turns.some((one) => one.kind === "reply" && one.author === "bot") && !turns.some((one) => one.kind === "reply" && one.author === "agent"),
  );
  const uses = all.flatMap((raw) => raw.uses);
  const sent = uses.filter((one) => one !== "refused");
  const canned = all.reduce((sum, raw) => sum + raw.canned, 0);
  const scores = known(all.map(({ events }) => Number(events.findLast(({ type }) => type === "csat.received")?.detail?.score ?? Number.NaN))).filter(
    (one) => !Number.isNaN(one),
  );
  const halves = uses.filter((one) => one === "edited").length;
  return {
    conversations: all.length,
    resolved: resolved.length,
    reopened: all.filter(({ events }) => events.some(({ type }) => type === "conversation.reopened")).length,
    answered: first.length,
    firstReplyMs: mean(first),
    firstReplyWithinMinute: mean(first.map((ms) => (ms <= 60_000 ? 1 : 0))),
    slaMissed: all.filter(({ events }) => events.some(({ type, detail }) => type === "sla.at_risk" && detail?.state === "breached")).length,
    waitMs: mean(known(all.map((raw) => between(raw, "conversation.queued", ["conversation.assigned", "conversation.reopened"])))),
    handleMs: mean(known(all.map((raw) => between(raw, "conversation.assigned", ["conversation.resolved", "conversation.reopened"])))),
    resolutionMs: mean(resolved.map(({ resolvedAt, openedAt }) => (resolvedAt ?? 0) - openedAt)),
    messages: counts("message"),
    agentReplies: counts("reply", "agent"),
    botReplies: counts("reply", "bot"),
    botShare: resolved.length === 0 ? null : alone.length / resolved.length,
    suggestionUse: uses.length === 0 ? null : sent.length / uses.length,
    cannedUses: canned,
    minutesSaved: Math.round((45 * (sent.length - halves / 2 + canned + counts("reply", "bot"))) / 60),
    rated: scores.length,
    csat: mean(scores),
  };
}
