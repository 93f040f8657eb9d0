/** Agents' desks are told from rows that are kept until a desk has answered: one call at a time for each agent, so that they hear things in their order. */
import type { DeskEvent } from "../../protocol/agent-frames.ts";
import type { Told } from "./queue-store.ts";

/** A desk that did not answer is told again after so long, ms. */
export const TELL_AGAIN_MS = 2_000;
/** Events of one call. */
const AT_ONCE = 100;

export interface TellingPorts {
  /** Rows by id, oldest first. */
  rows(): ReadonlyMap<string, Told>;
  tell(agentId: string, events: readonly DeskEvent[]): Promise<unknown>;
  /** The desk has them: the rows go. */
  heard(ids: readonly string[]): void;
  /** Keeps the work alive; ring `flush` again in so many ms. */
  later(work: Promise<void>): void;
  againIn(ms: number): void;
}

export class Telling {
  private readonly ports: TellingPorts;
  private readonly busy = new Set<string>();

  constructor(ports: TellingPorts) {
    this.ports = ports;
  }

  flush(): void {
    const agents = new Set([...this.ports.rows().values()].map(({ agentId }) => agentId));
    for (const agentId of agents) {
      if (this.busy.has(agentId)) continue;
      this.busy.add(agentId);
      this.ports.later(this.tellAll(agentId).finally(() => this.busy.delete(agentId)));
    }
  }

  private async tellAll(agentId: string): Promise<void> {
    for (;;) {
      const rows = [...this.ports.rows()].filter(([, told]) => told.agentId === agentId).slice(0, AT_ONCE);
      if (rows.length === 0) return;
      try {
        await this.ports.tell(
          agentId,
          rows.map(([, told]) => told.event),
        );
      } catch {
        this.ports.againIn(TELL_AGAIN_MS);
        return;
      }
      this.ports.heard(rows.map(([id]) => id));
    }
  }
}
