/** What a desk asks of the engine: commands and presence, written down and answered as a test wants. */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { AgentCommand, AgentState, EnginePort } from "../../../protocol/ports.ts";

export const told: { agentId: string; state: AgentState; reason: string | undefined }[] = [];
export const commands: { agentId: string; command: AgentCommand }[] = [];
export const script = { isDown: false };

export class DeskEngine extends WorkerEntrypoint {
  async presenceChanged(_tenant: string, agentId: string, state: AgentState, reason: string | undefined): Promise<void> {
    if (script.isDown) throw new Error("the engine is down");
    told.push({ agentId, state, reason });
  }
  async agentCommand(_tenant: string, agentId: string, command: AgentCommand): ReturnType<EnginePort["agentCommand"]> {
    if (script.isDown) throw new Error("the engine is down");
    commands.push({ agentId, command });
    return { ok: true, result: { did: command.command } };
  }
}
