/**
 * What an agent of several teams has from each of them: the books that their lines tell, one beside the other. What a line gave counts; what it would
 * give is admitted while the agent has room. Rows in, rows out; each verb is one transaction's work.
 */
import type { AgentCapacity, Elsewhere, Seat, SeatAnswer, SeatQuestion, TeamBook } from "../../protocol/ports.ts";
import type { Feed } from "./feed.ts";

const SEATS = "seats:";
const VERSION = "seats-version";
/** Teams of one agent. */
const MOST_TEAMS = 200;
/** Floating-point sums of costs are compared with this slack, units. */
const SLACK = 1e-9;

interface Kept {
  stamp: number;
  seats: Seat[];
  /** What this line knows of the others; absent = nothing. */
  told?: { version: number; name: string };
}

export class Seats {
  private readonly feed: Feed;
  private readonly now: number;

  /** `now` = epoch ms: versions grow with the clock, so that a desk that begins anew is believed. */
  constructor(feed: Feed, now: number) {
    this.feed = feed;
    this.now = now;
  }

  /** Those of these teams whose books nobody told yet: they have to be asked for before anything is admitted. */
  unknown(teamIds: readonly string[]): string[] {
    return teamIds.filter((teamId) => this.feed.get(SEATS + teamId) === null);
  }

  /** A book that was asked for; what came meanwhile is newer. */
  learn(book: TeamBook): void {
    const known = this.kept().get(book.teamId);
    if (!known || known.stamp < book.stamp) this.save(book.teamId, { ...known, stamp: book.stamp, seats: book.held });
  }

  answer({ book, capacity, perChannel }: SeatQuestion): SeatAnswer {
    const kept = this.kept();
    const known = kept.get(book.teamId);
    if (known && known.stamp >= book.stamp) return { outcome: "stale", stamp: known.stamp };
    const others = [...kept].flatMap(([teamId, { seats }]) => (teamId === book.teamId ? [] : seats));
    // A seat that was admitted and whose answer was lost is admitted again: it is this line's already.
    const had = new Set(known?.seats.map(({ conversationId }) => conversationId));
    const [first, later] = [book.wanted.filter((seat) => had.has(seat.conversationId)), book.wanted.filter((seat) => !had.has(seat.conversationId))];
    const seats = [...book.held];
    const admitted: string[] = [];
    for (const seat of [...first, ...later]) {
      if (!fits([...others, ...seats], seat, { capacity, ...(perChannel ? { perChannel } : {}) })) continue;
      seats.push(seat);
      admitted.push(seat.conversationId);
    }
    this.save(book.teamId, { ...known, stamp: book.stamp, seats });
    return { outcome: "answered", admitted, elsewhere: this.elsewhere(book.teamId) };
  }

  /** Lines that do not know what the agent has from the others, or how that has changed. */
  owed(): { teamId: string; elsewhere: Elsewhere }[] {
    return [...this.kept()].flatMap(([teamId, { told }]) => {
      const elsewhere = this.elsewhere(teamId);
      return (told?.name ?? NOTHING) === nameOf(elsewhere) ? [] : [{ teamId, elsewhere }];
    });
  }

  /** The newest that a line was told counts, whichever answer comes last. */
  heard(teamId: string, elsewhere: Elsewhere): void {
    const known = this.kept().get(teamId);
    const told = { version: elsewhere.version, name: nameOf(elsewhere) };
    if (!known || (known.told && (known.told.version > told.version || known.told.name === told.name))) return;
    this.feed.put(SEATS + teamId, JSON.stringify({ ...known, told }));
  }

  /** Erased customers take no seat. How many did. */
  forget(words: readonly string[]): number {
    let gone = 0;
    for (const [teamId, known] of this.kept()) {
      const seats = known.seats.filter(({ conversationId }) => !words.some((word) => conversationId.includes(word)));
      gone += known.seats.length - seats.length;
      if (seats.length < known.seats.length) this.save(teamId, { ...known, seats });
    }
    return gone;
  }

  private elsewhere(teamId: string): Elsewhere {
    const seats = [...this.kept()].flatMap(([other, kept]) => (other === teamId ? [] : kept.seats));
    const byChannel: Record<string, number> = {};
    for (const { channel, cost } of seats) byChannel[channel] = (byChannel[channel] ?? 0) + cost;
    return { load: sum(seats), byChannel, conversations: seats.length, version: this.version() };
  }

  private version(): number {
    return Number(this.feed.get(VERSION) ?? 0);
  }

  private kept(): Map<string, Kept> {
    return new Map(this.feed.under(SEATS, MOST_TEAMS).map(({ name, value }) => [name.slice(SEATS.length), JSON.parse(value) as Kept]));
  }

  /** Each book heard is a new version, so that one that was lost is overtaken. */
  private save(teamId: string, kept: Kept): void {
    this.feed.put(SEATS + teamId, JSON.stringify(kept));
    this.feed.put(VERSION, String(Math.max(this.version() + 1, this.now)));
  }
}

const sum = (seats: readonly Seat[]): number => seats.reduce((units, { cost }) => units + cost, 0);
const nameOf = ({ load, byChannel }: Pick<Elsewhere, "load" | "byChannel">): string =>
  JSON.stringify([load, Object.entries(byChannel).sort(([a], [b]) => (a < b ? -1 : 1))]);
const NOTHING = nameOf({ load: 0, byChannel: {} });

function fits(seats: readonly Seat[], { channel, cost }: Seat, { capacity, perChannel }: Pick<AgentCapacity, "capacity" | "perChannel">): boolean {
  const most = perChannel?.[channel as keyof NonNullable<AgentCapacity["perChannel"]>];
  const ofChannel = sum(seats.filter((seat) => seat.channel === channel));
  return capacity > 0 && sum(seats) + cost <= capacity + SLACK && (most === undefined || ofChannel + cost <= most + SLACK);
}
