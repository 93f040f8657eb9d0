/** What a transaction leaves to be told and done once it is over: frames for visitors, whispers for agents, the time of the next work. */
import type { AgentServerFrame } from "../../protocol/agent-frames.ts";
import type { Conversation, Turn } from "../../protocol/conversation.ts";
import type { Errand } from "../../protocol/ports.ts";

/** Something the visitor's sockets are told after the write is durable. */
export type VisitorNews =
  | { news: "turn"; turn: Turn; changed: boolean }
  | { news: "state"; conversation: Conversation }
  | { news: "receipt"; conversationId: string; upToSeq: number; state: "delivered" | "read" }
  | { news: "typing"; conversationId: string; on: boolean }
  | { news: "rate"; conversationId: string };

export interface Left {
  news: VisitorNews[];
  whispers: Errand[];
  /** When the next work is due, epoch ms; null = nothing new. */
  dueAt: number | null;
  /** A reply waits to be sent. */
  unsent: boolean;
}

const nothing = (): Left => ({ news: [], whispers: [], dueAt: null, unsent: false });

export class Afterwards {
  private left: Left = nothing();

  tell(...news: VisitorNews[]): void {
    this.left.news.push(...news);
  }

  /** Shown on an agent's tabs, kept nowhere. */
  whisper(agentId: string, frame: AgentServerFrame, now: number): void {
    this.left.whispers.push({ id: `whisper:${agentId}:${now}`, errand: "whisper", agentId, frame });
  }

  /** Something is due at `at`: the alarm must ring by then. */
  ring(at: number): void {
    this.left.dueAt = this.left.dueAt === null ? at : Math.min(this.left.dueAt, at);
  }

  /** A reply waits to be sent now. */
  send(now: number): void {
    this.left.unsent = true;
    this.ring(now);
  }

  /** Everything since the last time. */
  take(): Left {
    const { left } = this;
    this.left = nothing();
    return left;
  }
}
