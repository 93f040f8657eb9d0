/** A command of an agent's socket. The desk knows who it is; what they may do is decided by the session. */
import type { AgentCommand, EnginePort } from "../../protocol/ports.ts";
import type { Services } from "../services.ts";
import { acceptConversation, type Changed, changeIn, declineConversation, type Replied, replyIn } from "./commands.ts";

type Answer = Awaited<ReturnType<EnginePort["agentCommand"]>>;

export async function obeyAgent(services: Services, tenant: string, agentId: string, command: AgentCommand): Promise<Answer> {
  const looked = await services.agents.get(`${tenant}:${agentId}`);
  if (looked.look !== "found" || looked.value.disabledAt !== null) return { ok: false, code: "forbidden", detail: "This agent may not do that" };
  const author = { kind: "agent" as const, id: agentId, name: looked.value.name };
  const key = `${agentId}:${command.cid}`;
  switch (command.command) {
    case "reply": {
      const { parts, choices, epoch, suggestionId } = command;
      return ofReply(await replyIn(services, tenant, command.conversationId, { key, author, parts, choices, epoch, suggestionId }));
    }
    case "change": {
      const { change, epoch } = command;
      return ofChange(await changeIn(services, tenant, command.conversationId, { key, by: author, change, epoch }));
    }
    case "accept": {
      const accepted = await acceptConversation(services, tenant, agentId, command.conversationId);
      return accepted.outcome === "assigned"
        ? { ok: true, result: { conversation: accepted.conversation } }
        : { ok: false, code: "gone", detail: accepted.detail };
    }
    case "decline":
      await declineConversation(services, tenant, agentId, command.conversationId, command.reason);
      return { ok: true, result: {} };
    default:
      return command satisfies never;
  }
}

function ofReply(replied: Replied): Answer {
  switch (replied.outcome) {
    case "queued":
      return { ok: true, result: { replyId: replied.turn.id, turn: replied.turn } };
    case "stale":
      return { ok: false, code: "stale", detail: "Somebody else has this conversation now" };
    case "refused":
      return { ok: false, code: replied.code, detail: replied.detail };
    default:
      return replied satisfies never;
  }
}

function ofChange(changed: Changed): Answer {
  switch (changed.outcome) {
    case "changed":
      return { ok: true, result: { conversation: changed.conversation, turn: changed.turn } };
    case "stale":
      return { ok: false, code: "stale", detail: "The conversation has changed hands meanwhile" };
    case "refused":
      return { ok: false, code: changed.code, detail: changed.detail };
    default:
      return changed satisfies never;
  }
}
