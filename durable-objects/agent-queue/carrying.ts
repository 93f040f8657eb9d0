/** What the queue decided, done at the sessions: given, sent to another team, taken back. Each answer goes into the books; a question without an answer is asked again by the clock. */
import type { Conversation } from "../../protocol/conversation.ts";
import type { Address, DeskPort, NextStep, SessionPort, Ticket } from "../../protocol/ports.ts";
import { assignInSession, returnInSession, transferInSession } from "./ask-session.ts";
import type { Effect } from "./giving.ts";
import type { Queue } from "./queue.ts";

export interface CarryingPorts {
  session(address: Address): SessionPort;
  queue(): Queue;
  whose(): { tenant: string; teamId: string };
  seats: DeskPort["seats"];
  /** One transaction of the queue; its own effects follow. */
  write(tenant: string, teamId: string, decide: (queue: Queue, now: number) => void): void;
  now(): number;
}

export class Carrying {
  private readonly ports: CarryingPorts;
  /** Agents whose desks are being asked. */
  private readonly telling = new Set<string>();

  constructor(ports: CarryingPorts) {
    this.ports = ports;
  }

  async carryOut(effect: Effect): Promise<void> {
    switch (effect.effect) {
      case "assign":
        await this.assign(effect.ticket, effect.agentId);
        return;
      case "overflow": {
        const { ticket } = effect;
        await transferInSession(this.ports.session, ticket, effect.teamId, this.ports.now());
        this.ports.write(ticket.tenant, ticket.teamId, (queue, now) => queue.lost(ticket, now));
        return;
      }
      case "return":
        await this.takeBack(effect.conversationId);
        return;
      case "seats":
        await this.tellSeats(effect.agentId);
        return;
      default:
        return effect satisfies never;
    }
  }

  /** Null = the conversation is somebody else's by now. */
  async assign(ticket: Ticket, agentId: string): Promise<Conversation | null> {
    const outcome = await assignInSession(this.ports.session, ticket, agentId, this.ports.now());
    const conversation = outcome.outcome === "changed" ? outcome.conversation : null;
    const isTheirs = conversation?.owner.kind === "agent" && conversation.owner.agentId === agentId;
    const given = isTheirs ? conversation : null;
    this.ports.write(ticket.tenant, ticket.teamId, (queue, now) => (given ? queue.assigned(ticket, agentId, given, now) : queue.lost(ticket, now)));
    return given;
  }

  /** One call to a desk at a time, until it knows all; a desk that does not answer is told again by the clock. */
  private async tellSeats(agentId: string): Promise<void> {
    if (this.telling.has(agentId)) return;
    this.telling.add(agentId);
    try {
      for (;;) {
        const { tenant, teamId } = this.ports.whose();
        const question = this.ports.queue().bookToTell(teamId, agentId, this.ports.now());
        if (!question) return;
        const answer = await this.ports.seats(tenant, agentId, question);
        this.ports.write(tenant, teamId, (queue, now) => queue.seated(agentId, question.book, answer, now));
      }
    } finally {
      this.telling.delete(agentId);
    }
  }

  /** From an absent agent. The session's own steps say where it goes; ours are done at once, the others by its alarm. */
  private async takeBack(conversationId: string): Promise<void> {
    const held = this.ports.queue().state.holdings.get(conversationId);
    // Given by hand to somebody who is there, meanwhile: it is not taken from them.
    if (held?.returningSince === undefined) return;
    const outcome = await returnInSession(this.ports.session, held, this.ports.now());
    const steps: readonly NextStep[] = outcome.outcome === "changed" ? outcome.steps : [];
    this.ports.write(held.tenant, held.teamId, (queue, now) => {
      queue.returned(conversationId, now);
      for (const step of steps) if (step.step === "enqueue" && step.ticket.teamId === held.teamId) queue.enqueue(step.ticket, now);
    });
  }
}
