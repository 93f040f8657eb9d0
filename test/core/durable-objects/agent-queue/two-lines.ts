/** The lines of two teams and the desk of one agent of both, in plain Node: calls are made when the test says so, and may be lost. */
import { Feed } from "../../../../durable-objects/agent-desk/feed.ts";
import { Seats } from "../../../../durable-objects/agent-desk/seats.ts";
import type { AgentCapacity, SeatAnswer, SeatQuestion } from "../../../../protocol/ports.ts";
import { sqliteStorage } from "../../../support/sqlite-storage.ts";
import { agentOf, World } from "./world.ts";

export const CAPACITY = 2;
const TEAMS = ["tm_a", "tm_b"] as const;
export const ofBoth = (more: Partial<AgentCapacity> = {}): AgentCapacity => agentOf("a1", "online", { capacity: CAPACITY, teamIds: [...TEAMS], ...more });

export class Pair {
  readonly worlds: readonly [World, World];
  private readonly storage = sqliteStorage();
  private readonly feed = new Feed(this.storage.sql);

  constructor(settings: Record<string, unknown> = {}, agent: AgentCapacity = ofBoth()) {
    const desk = (_agentId: string, question: SeatQuestion): SeatAnswer => this.answers(question);
    const [a, b] = TEAMS.map((teamId) => new World({ missesToAway: 0, ...settings }, teamId, desk));
    if (!a || !b) throw new Error("two teams");
    this.worlds = [a, b];
    for (const world of this.worlds) world.do((queue) => queue.agentChanged(agent, world.now));
  }

  get now(): number {
    return Math.max(...this.worlds.map(({ now }) => now));
  }
  seats<T>(decide: (seats: Seats) => T): T {
    return this.storage.transaction(() => decide(new Seats(this.feed, this.now)));
  }
  private lineOf(teamId: string): World {
    const world = this.worlds.find((one) => one.teamId === teamId);
    if (!world) throw new Error(teamId);
    return world;
  }
  /** As the desk does: first the books it does not know. */
  private answers(question: SeatQuestion): SeatAnswer {
    for (const teamId of this.seats((seats) => seats.unknown(question.teamIds))) {
      const line = this.lineOf(teamId);
      const book = line.do((queue) => queue.wholeBook(teamId, "a1", question.teamIds, line.now));
      this.seats((seats) => seats.learn(book));
    }
    const answer = this.seats((seats) => seats.answer(question));
    if (answer.outcome === "answered") this.seats((seats) => seats.heard(question.book.teamId, answer.elsewhere));
    return answer;
  }
  /** The desk tells the lines what they do not know. */
  tells(isLost = false): void {
    for (const { teamId, elsewhere } of this.seats((seats) => seats.owed())) {
      this.lineOf(teamId).do((queue) => queue.elsewhere("a1", elsewhere, this.now));
      if (!isLost) this.seats((seats) => seats.heard(teamId, elsewhere));
    }
  }
  /** Until nobody has anything to say. */
  settles(): void {
    for (let rounds = 0; this.worlds.some(({ pending }) => pending.length > 0) || this.seats((seats) => seats.owed()).length > 0; rounds++) {
      for (const world of this.worlds) world.answerAll();
      this.tells();
      if (rounds > 100) throw new Error("the lines and the desk never come to rest");
    }
  }
  /** Desk and lines know each other before the first customer. */
  static known(agent: AgentCapacity = ofBoth(), settings: Record<string, unknown> = {}): Pair {
    const pair = new Pair(settings, agent);
    pair.settles();
    return pair;
  }
  loseBook(): void {
    this.storage.sql.exec("DELETE FROM desk");
  }

  /** Offered, being assigned and held: what the agent was given. */
  get given(): string[] {
    return this.worlds.flatMap((world) => {
      const given = [...world.queue.state.entries.values()].filter(({ at }) => (at.state === "offered" || at.state === "assigning") && at.agentId === "a1");
      return [...given.map(({ ticket }) => ticket.conversationId), ...world.holdsOf("a1")];
    });
  }
}
