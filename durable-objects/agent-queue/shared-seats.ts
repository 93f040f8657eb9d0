/**
 * Agents of several teams: each team has a line of its own, and the agent's desk is the one place that all of these lines talk to. What a line would
 * give such an agent it first asks the desk for, and every change of what it gave is told there. Told is the whole book, so that nothing leaks: an
 * answer that was lost is answered again, and a line that begins anew tells everything. Who is of one team only is given to without any of this.
 */
import type { Seat, SeatAnswer, TeamBook } from "../../protocol/ports.ts";
import type { Desk } from "./assignment-rules.ts";
import type { KnownAgent } from "./queue-store.ts";

/** Their other teams' lines may give to them as well; or did, and have something out yet. */
export function isShared({ agent, elsewhere }: KnownAgent): boolean {
  return (agent.teamIds?.length ?? 0) > 1 || (elsewhere?.conversations ?? 0) > 0;
}

/** With what the agent has from other teams. */
export function withElsewhere(desk: Desk, known: KnownAgent): Desk {
  const { elsewhere } = known;
  if (!elsewhere || !isShared(known)) return desk;
  const byChannel = { ...desk.byChannel };
  for (const [channel, units] of Object.entries(elsewhere.byChannel)) byChannel[channel] = (byChannel[channel] ?? 0) + units;
  return {
    ...desk,
    load: desk.load + elsewhere.load,
    effort: desk.effort + elsewhere.load,
    conversations: desk.conversations + elsewhere.conversations,
    byChannel,
  };
}

export function bookOf(
  teamId: string,
  stamp: number,
  work: ReadonlyMap<string, { channel: string; asked?: true }>,
  costOf: (channel: string) => number,
): TeamBook {
  const [held, wanted]: [Seat[], Seat[]] = [[], []];
  for (const [conversationId, { channel, asked }] of work) (asked ? wanted : held).push({ conversationId, channel, cost: costOf(channel) });
  return { teamId, stamp, held, wanted };
}

const nameOf = (seats: readonly Seat[]): string =>
  seats
    .map(({ conversationId, channel, cost }) => `${conversationId} ${channel} ${cost}`)
    .sort()
    .join("\n");

/** While somebody waits, what an agent is said to have elsewhere is believed so long: a desk may have lost its book, and then says nothing. */
const BELIEVED_MS = 60_000;

/** Which desks have yet to be told. Memory alone: after a restart all of them are told again. */
export class SharedSeats {
  private readonly untold: Set<string>;
  /** What each desk was told and has, by agent. */
  private readonly told = new Map<string, string>();
  /** When a desk spoke last, epoch ms. */
  private readonly heardAt = new Map<string, number>();
  private stamp = 0;

  constructor(agents: Iterable<KnownAgent>) {
    this.untold = new Set([...agents].filter(isShared).map(({ agent }) => agent.agentId));
  }

  changed(known: KnownAgent | undefined): void {
    // Who was shared once and is no more is told until their desk knows.
    if (known && (isShared(known) || this.told.has(known.agent.agentId))) this.untold.add(known.agent.agentId);
  }

  /** The desk of an agent who seems busy elsewhere has not spoken for long: it is told again, and says how things are. */
  doubt(agents: Iterable<KnownAgent>, now: number): void {
    for (const { agent } of this.doubtful(agents)) {
      if (now < this.believedUntil(agent.agentId)) continue;
      this.told.delete(agent.agentId);
      this.untold.add(agent.agentId);
      this.heard(agent.agentId, now);
    }
  }
  /** When the first of them is to be doubted, epoch ms. */
  doubtAt(agents: Iterable<KnownAgent>): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.doubtful(agents).map(({ agent }) => this.believedUntil(agent.agentId)));
  }
  private doubtful(agents: Iterable<KnownAgent>): KnownAgent[] {
    return [...agents].filter(({ agent, elsewhere }) => agent.state !== "offline" && (elsewhere?.conversations ?? 0) > 0);
  }
  private believedUntil(agentId: string): number {
    return (this.heardAt.get(agentId) ?? 0) + BELIEVED_MS;
  }
  heard(agentId: string, now: number): void {
    this.heardAt.set(agentId, now);
  }

  /** Grows with the clock, so that a line that begins anew is believed. */
  nextStamp(now: number): number {
    this.stamp = Math.max(this.stamp + 1, now);
    return this.stamp;
  }

  get waiting(): readonly string[] {
    return [...this.untold];
  }

  /** Nothing of this book is news to the desk. */
  isKnown({ held, wanted }: TeamBook, agentId: string): boolean {
    const known = wanted.length === 0 && this.told.get(agentId) === nameOf(held);
    if (known) this.untold.delete(agentId);
    return known;
  }

  answered(agentId: string, { held, wanted }: TeamBook, answer: SeatAnswer): void {
    if (answer.outcome === "stale") {
      this.stamp = Math.max(this.stamp, answer.stamp);
      return;
    }
    this.told.set(agentId, nameOf([...held, ...wanted.filter(({ conversationId }) => answer.admitted.includes(conversationId))]));
  }
}
