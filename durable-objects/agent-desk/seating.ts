/** The talk about seats with the lines of an agent's teams: books that are not known are asked for, and who has less room or more is told at once. */
import type { Elsewhere, QueuePort, SeatAnswer, SeatQuestion } from "../../protocol/ports.ts";
import type { Seats } from "./seats.ts";

/** A line that did not answer is told again after so long, ms. */
export const TELL_LINES_AGAIN_MS = 2_000;

export interface SeatingPorts {
  /** One transaction. */
  write<T>(change: (seats: Seats) => T): T;
  seatsOf(teamId: string, teamIds: readonly string[]): ReturnType<QueuePort["seatsOf"]>;
  tell(teamId: string, elsewhere: Elsewhere): Promise<void>;
  later(work: Promise<void>): void;
  againIn(ms: number): void;
}

export class Seating {
  private readonly ports: SeatingPorts;
  private readonly busy = new Set<string>();

  constructor(ports: SeatingPorts) {
    this.ports = ports;
  }

  async answer(question: SeatQuestion): Promise<SeatAnswer> {
    const { teamId } = question.book;
    const unknown = this.ports.write((seats) => seats.unknown(question.teamIds)).filter((other) => other !== teamId);
    for (const book of await Promise.all(unknown.map((other) => this.ports.seatsOf(other, question.teamIds)))) this.ports.write((seats) => seats.learn(book));
    const answer = this.ports.write((seats) => {
      const given = seats.answer(question);
      if (given.outcome === "answered") seats.heard(teamId, given.elsewhere);
      return given;
    });
    this.tellLines();
    return answer;
  }

  /** Whoever has not heard how things are; one call to a line at a time. */
  tellLines(): void {
    const owed = this.ports.write((seats) => seats.owed());
    // Should this object die before they are told, its alarm tells them.
    if (owed.length > 0) this.ports.againIn(TELL_LINES_AGAIN_MS);
    for (const { teamId } of owed) {
      if (this.busy.has(teamId)) continue;
      this.busy.add(teamId);
      this.ports.later(this.tellLine(teamId).finally(() => this.busy.delete(teamId)));
    }
  }

  private async tellLine(teamId: string): Promise<void> {
    for (;;) {
      const owed = this.ports.write((seats) => seats.owed()).find((one) => one.teamId === teamId);
      if (!owed) return;
      try {
        await this.ports.tell(teamId, owed.elsewhere);
      } catch {
        return;
      }
      this.ports.write((seats) => seats.heard(teamId, owed.elsewhere));
    }
  }
}
