/** What people are shown of the line while it moves: visitors their place, agents its length. Never more often than these, and nothing of it is kept. */
import type { QueuePlace, Ticket } from "../../protocol/ports.ts";

/** The line is looked at for places to tell at most this often, ms. */
const PLACES_EVERY_MS = 1_000;
/** Only the first of a line are told their place: the others' change too often to be worth it. */
const PLACES_TOLD = 50;
/** Whoever is further back is told less often: so many ms between two, for each place. */
const PER_PLACE_MS = 100;
/** A session that nobody watches is not asked again before this, ms: it costs a call, and an object that may have slept. */
const UNWATCHED_MS = 5_000;
/** Agents are told the length of the line at most this often, ms: twice a second. */
const LENGTH_EVERY_MS = 500;
/** And a large team less often, ms for each agent: a call to every desk at each change would be more work than assigning. */
const PER_AGENT_MS = 20;

/** Runs `show` once, a while after the first call: what changes in between is shown together. */
class Throttle {
  private readonly everyMs: () => number;
  private readonly show: () => void;
  private due: ReturnType<typeof setTimeout> | null = null;

  constructor(everyMs: () => number, show: () => void) {
    this.everyMs = everyMs;
    this.show = show;
  }

  soon(): void {
    this.due ??= setTimeout(() => {
      this.due = null;
      this.show();
    }, this.everyMs());
  }
}

/** Who is told their place now, and who a little later: each once after the line moved, those in front soon, those whom nobody watches late. Pure but for its memory. */
export class PlacesDue {
  private notBefore = new Map<string, number>();
  /** Who has not been told since the line moved; null = everybody in front. */
  private owed: ReadonlySet<string> | null = null;

  /** The line moved: everybody in front is to be told once. */
  moved(): void {
    this.owed = null;
  }

  /** `front` = conversations of the first places, soonest first. `later` = somebody has yet to be told. */
  take(front: readonly string[], now: number): { due: Set<string>; later: boolean } {
    const owed = front.filter((id) => this.owed?.has(id) ?? true);
    const due = new Set(owed.filter((id) => (this.notBefore.get(id) ?? 0) <= now));
    const next = front.map((id, index): [string, number] => [id, due.has(id) ? now + (index + 1) * PER_PLACE_MS : (this.notBefore.get(id) ?? 0)]);
    // Whoever is no longer in front is forgotten.
    this.notBefore = new Map(next);
    this.owed = new Set(owed.filter((id) => !due.has(id)));
    return { due, later: this.owed.size > 0 };
  }

  unwatched(id: string, now: number): void {
    if (this.notBefore.has(id)) this.notBefore.set(id, now + UNWATCHED_MS);
  }
}

export interface ShowingPorts {
  now(): number;
  front(count: number): Ticket[];
  places(count: number): QueuePlace[];
  /** False = nobody was there to see it. */
  tellPlace(ticket: Ticket, place: QueuePlace): Promise<boolean>;
  /** What agents are shown of the line, as one string; and how many of them. */
  length(): string;
  agents(): number;
  tellLength(): void;
  later(work: Promise<void>): void;
}

export class Showing {
  private readonly ports: ShowingPorts;
  private readonly places: Throttle;
  private readonly length: Throttle;
  private readonly due = new PlacesDue();
  private shown = "";

  constructor(ports: ShowingPorts) {
    this.ports = ports;
    this.places = new Throttle(
      () => PLACES_EVERY_MS,
      () => this.showPlaces(),
    );
    this.length = new Throttle(
      () => Math.max(LENGTH_EVERY_MS, ports.agents() * PER_AGENT_MS),
      () => {
        this.shown = ports.length();
        ports.tellLength();
      },
    );
  }

  changed(waiting: number): void {
    this.due.moved();
    if (waiting > 0) this.places.soon();
    if (this.ports.length() !== this.shown) this.length.soon();
  }

  private showPlaces(): void {
    const now = this.ports.now();
    const front = this.ports.front(PLACES_TOLD);
    const live = front.filter(({ channel }) => channel.kind === "web" || channel.kind === "app");
    const { due, later } = this.due.take(
      live.map(({ conversationId }) => conversationId),
      now,
    );
    const places = due.size > 0 ? this.ports.places(front.length) : [];
    front.forEach((ticket, index) => {
      const place = places[index];
      if (place && due.has(ticket.conversationId)) this.ports.later(this.tell(ticket, place, now));
    });
    if (later) this.places.soon();
  }

  private async tell(ticket: Ticket, place: QueuePlace, now: number): Promise<void> {
    const wasSeen = await this.ports.tellPlace(ticket, place).catch(() => false);
    if (!wasSeen) this.due.unwatched(ticket.conversationId, now);
  }
}
