/** The real desk, which a test may take down. */
import { AgentDesk } from "../../../durable-objects/agent-desk/agent-desk-object.ts";
import type { DeskEvent } from "../../../protocol/agent-frames.ts";

/** Agents whose desks do not answer. */
export const down = new Set<string>();
/** Frames that were not kept, by agent. */
export const whispered = new Map<string, unknown[]>();

export class ScriptedDesk extends AgentDesk {
  override async tell(tenant: string, agentId: string, events: readonly DeskEvent[]): Promise<{ seq: number }> {
    if (down.has(agentId)) throw new Error("the desk is being moved");
    return super.tell(tenant, agentId, events);
  }

  override async whisper(tenant: string, agentId: string, frame: unknown): Promise<void> {
    whispered.set(agentId, [...(whispered.get(agentId) ?? []), frame]);
    return super.whisper(tenant, agentId, frame);
  }
}
