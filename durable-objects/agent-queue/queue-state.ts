/** What a queue knows: rows and memory, changed together. It keeps the books (who holds what, how loaded they are) and decides nothing. Kept whole: the books close only together. */
import type { DeskEvent } from "../../protocol/agent-frames.ts";
import type { AgentCapacity, TeamBook, Ticket } from "../../protocol/ports.ts";
import { addWork, costFor, type Desk } from "./assignment-rules.ts";
import { type Crew, crewOf } from "./crew.ts";
import { Forecaster } from "./forecast.ts";
import { Handling } from "./handling.ts";
import type { Done, Entry, EntryState, Holding, KnownAgent, QueueRows, Told } from "./queue-store.ts";
import { type QueueSettings, queueSettingsSchema } from "./settings.ts";
import { bookOf, SharedSeats, withElsewhere } from "./shared-seats.ts";
import { owedFor } from "./targets-watch.ts";
import { MINUTE_MS, Traffic } from "./traffic.ts";
import { orderOf, WaitingLine } from "./waiting-order.ts";
import { LEAST_HANDLED, learnWait, newRange, type Range, type RangeState, rangeOf } from "./waiting-time.ts";

/** What left the line is remembered so long: a session repeats a step within minutes, after an outage within hours. */
const DONE_KEPT_MS = 24 * 3_600_000;

/** What takes of an agent's capacity, by conversation. `asked` = their desk has yet to say whether there is room. */
type Work = Map<string, Piece>;
interface Piece {
  channel: string;
  intents: readonly string[];
  asked?: true;
}

export class QueueState {
  readonly entries: Map<string, Entry>;
  readonly agents: Map<string, KnownAgent>;
  readonly holdings: Map<string, Holding>;
  readonly outbox: Map<string, Told>;
  readonly traffic: Traffic;
  readonly handling: Handling;
  readonly forecaster: Forecaster;
  /** Waiting and offered: those who are not yet being given away. */
  line: WaitingLine<Entry>;
  settings: QueueSettings;
  private range: RangeState;
  private readonly done: Map<string, Done>;
  private readonly rows: QueueRows;
  private told: number;
  private readonly work = new Map<string, Work>();
  readonly seats: SharedSeats;

  constructor(rows: QueueRows, now: number) {
    this.rows = rows;
    this.entries = rows.all<Entry>("tickets");
    this.agents = rows.all<KnownAgent>("agents");
    this.seats = new SharedSeats(this.agents.values());
    this.holdings = rows.all<Holding>("holdings");
    this.outbox = new Map([...rows.all<Told>("outbox")].sort(([, a], [, b]) => a.n - b.n));
    this.told = Math.max(0, ...[...this.outbox.values()].map(({ n }) => n));
    this.done = new Map([...rows.all<Done>("done")].sort(([, a], [, b]) => a.at - b.at));
    this.settings = queueSettingsSchema.parse(rows.all<unknown>("facts").get("settings") ?? {});
    this.traffic = new Traffic(rows, now);
    this.handling = new Handling(rows);
    this.forecaster = new Forecaster(rows, this.traffic);
    this.range = this.fact<RangeState>("range") ?? newRange;
    this.line = this.newLine();
    for (const held of this.holdings.values()) this.workOf(held.agentId).set(held.conversationId, held);
    for (const entry of this.entries.values()) this.givesWork(entry);
  }

  configure(settings: QueueSettings): void {
    this.settings = settings;
    this.rows.put("facts", "settings", settings);
    for (const entry of [...this.entries.values()]) {
      const { owed: _, ...rest } = entry;
      const owed = owedFor(entry.ticket, settings);
      this.put({ ...rest, order: this.orderOf(entry.ticket), ...(owed ? { owed } : {}) });
    }
    this.line = this.newLine();
  }

  orderOf(ticket: Ticket): number {
    return orderOf(ticket, this.settings.claims, this.handling.lengthOf(ticket.intents));
  }

  save(entry: Entry): void {
    const before = this.entries.get(entry.ticket.conversationId);
    if (before) this.takesWork(before);
    this.put(entry);
    this.givesWork(entry);
    const [was, is] = [before !== undefined && inLine(before), inLine(entry)];
    if (before && was && is) this.line.replace(before, entry);
    else if (before && was) this.line.remove(before);
    else if (is) this.line.add(entry);
  }

  remove(entry: Entry, now: number): void {
    const { conversationId, epoch } = entry.ticket;
    const known = this.entries.get(conversationId);
    if (!known) return;
    this.takesWork(known);
    if (inLine(known)) this.line.remove(known);
    this.entries.delete(conversationId);
    this.rows.delete("tickets", conversationId);
    this.remember(conversationId, epoch, now);
  }

  hold(held: Holding, now: number): void {
    const before = this.holdings.get(held.conversationId);
    if (before) this.setWork(before.agentId, before.conversationId, null);
    this.holdings.set(held.conversationId, held);
    this.rows.put("holdings", held.conversationId, held);
    this.setWork(held.agentId, held.conversationId, held);
    this.remember(held.conversationId, held.epoch - 1, now);
  }

  drop(held: Holding, now: number): void {
    if (this.holdings.get(held.conversationId) !== held) return;
    this.setWork(held.agentId, held.conversationId, null);
    this.holdings.delete(held.conversationId);
    this.rows.delete("holdings", held.conversationId);
    this.remember(held.conversationId, held.epoch - 1, now);
  }

  /** The newest epoch of this conversation that this line is done with; null = none. */
  doneWith(conversationId: string): number | null {
    return this.done.get(conversationId)?.epoch ?? null;
  }

  saveAgent(agent: KnownAgent): void {
    this.agents.set(agent.agent.agentId, agent);
    this.rows.put("agents", agent.agent.agentId, agent);
  }

  changeAgent(agentId: string, change: Partial<KnownAgent>): void {
    const known = this.agents.get(agentId);
    if (known) this.saveAgent({ ...known, ...change });
  }

  fact<T>(name: string): T | null {
    return this.rows.all<T>("facts").get(name) ?? null;
  }

  saveFact(name: string, value: unknown): void {
    this.rows.put("facts", name, value);
  }

  tell(agentId: string, event: DeskEvent): void {
    this.told += 1;
    const told: Told = { agentId, event, n: this.told };
    this.outbox.set(`${agentId} ${event.id}`, told);
    this.rows.put("outbox", `${agentId} ${event.id}`, told);
  }

  heard(ids: readonly string[]): void {
    for (const id of ids) {
      this.outbox.delete(id);
      this.rows.delete("outbox", id);
    }
  }

  roll(now: number): void {
    this.forecaster.learn(now, () => this.crew(now));
    this.forget(now);
  }

  /** `roll` without learning: for a copied floor that is only played on. */
  forget(now: number): void {
    this.traffic.roll(now, this.line.length);
    for (const [id, { at }] of this.done) {
      if (now - at < DONE_KEPT_MS) break;
      this.done.delete(id);
      this.rows.delete("done", id);
    }
  }

  desks(): Desk[] {
    return [...this.agents.values()].map((known) => this.deskOf(known));
  }

  deskOf(known: KnownAgent): Desk {
    const { agent, idleSince, givenAt, restsUntil, misses } = known;
    const away = this.settings.missesToAway > 0 && misses >= this.settings.missesToAway;
    const desk: Desk = { agent, idleSince, givenAt, restsUntil, away, load: 0, effort: 0, conversations: 0, byChannel: {} };
    for (const { channel, intents } of this.work.get(agent.agentId)?.values() ?? [])
      addWork(desk, costFor(agent, channel, this.settings.channelCost), channel, this.weightOf(intents, known.pace));
    return withElsewhere(desk, known);
  }

  /** All that this line gave, and asks for, of one agent. */
  book(known: KnownAgent, teamId: string, stamp: number): TeamBook {
    return bookOf(teamId, stamp, this.work.get(known.agent.agentId) ?? new Map(), (channel) => costFor(known.agent, channel, this.settings.channelCost));
  }

  /** How much a conversation counts against a usual one. */
  weightOf(intents: readonly string[], pace: number): number {
    return this.handling.lengthOf(intents) * pace;
  }

  crew(now: number): Crew {
    let oldest = now;
    for (const { ticket } of this.line) oldest = Math.min(oldest, ticket.waitingSince);
    const [held, waiting] = [this.holdings.size, this.entries.size];
    return crewOf(this.desks(), this.settings, { held, waiting, oldestMin: (now - oldest) / MINUTE_MS, handledMin: this.handling.minutesAtFull() });
  }

  /** Range by position; null = too little is known to say. Who works is looked up once for all positions. */
  ranges(now: number): (position: number) => Range | null {
    if (this.handling.count < LEAST_HANDLED) return () => null;
    const takers = this.desks().filter((desk) => desk.agent.state === "online" && !desk.away);
    const slots = takers.reduce((sum, { agent }) => sum + agent.capacity, 0);
    const [handledMin, leavePerMin] = [this.handling.minutesAtFull(), this.traffic.leavePerMin(now)];
    return (position) => rangeOf(this.range, { position, slots, handledMin, leavePerMin });
  }

  /** The wait of this entry is over, or (`isOver` false) its customer left. */
  waited({ shown }: Entry, now: number, isOver: boolean): void {
    if (!shown) return;
    const next = learnWait(this.range, shown, (now - shown.at) / 1_000, isOver);
    if (next === this.range) return;
    this.range = next;
    this.saveFact("range", next);
  }

  private newLine(): WaitingLine<Entry> {
    return new WaitingLine([...this.entries.values()].filter(inLine));
  }

  private put(entry: Entry): void {
    this.entries.set(entry.ticket.conversationId, entry);
    this.rows.put("tickets", entry.ticket.conversationId, entry);
  }

  /** Of this conversation nothing up to that epoch is news. Kept oldest first: one that is remembered again goes to the end. */
  remember(conversationId: string, epoch: number, now: number): void {
    const known = this.done.get(conversationId);
    this.done.delete(conversationId);
    const done: Done = { epoch: Math.max(epoch, known?.epoch ?? epoch), at: now };
    this.done.set(conversationId, done);
    this.rows.put("done", conversationId, done);
  }

  private workOf(agentId: string): Work {
    const known = this.work.get(agentId);
    if (known) return known;
    const work: Work = new Map();
    this.work.set(agentId, work);
    return work;
  }
  private setWork(agentId: string, conversationId: string, what: Piece | null): void {
    if (what === null) this.workOf(agentId).delete(conversationId);
    else this.workOf(agentId).set(conversationId, what);
    this.seats.changed(this.agents.get(agentId));
  }

  /** Offered, being asked for and being assigned take room as well. */
  private givesWork({ at, ticket }: Entry): void {
    if (!hasAgent(at)) return;
    const asked = at.state === "asking" ? { asked: true as const } : {};
    this.setWork(at.agentId, ticket.conversationId, { channel: ticket.channel.kind, intents: ticket.intents, ...asked });
  }

  private takesWork({ at, ticket }: Entry): void {
    if (hasAgent(at)) this.setWork(at.agentId, ticket.conversationId, null);
  }
}

const inLine = ({ at }: Entry): boolean => at.state === "waiting" || at.state === "offered" || at.state === "asking";
const hasAgent = (at: EntryState): at is Extract<EntryState, { agentId: string }> => "agentId" in at;

export const newAgent = (agent: AgentCapacity, now: number): KnownAgent => ({
  agent,
  idleSince: now,
  givenAt: 0,
  misses: 0,
  restsUntil: 0,
  offlineSince: agent.state === "offline" ? now : null,
  pace: 1,
});
