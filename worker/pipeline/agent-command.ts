/** A command of an agent's socket. The desk knows who it is; what they may do is decided by the session. */
import type { AgentCommand, EnginePort } from "../../protocol/ports.ts";
import type { Services } from "../services.ts";
import type { AgentRow } from "../tenants/people.ts";
import { maySee } from "../tenants/roles.ts";
import { acceptConversation, type Changed, changeIn, declineConversation, type Replied, replyIn, viewConversation } from "./commands.ts";

type Answer = Awaited<ReturnType<EnginePort["agentCommand"]>>;

export async function obeyAgent(services: Services, tenant: string, agentId: string, command: AgentCommand): Promise<Answer> {
  const looked = await services.agents.get(`${tenant}:${agentId}`);
  if (looked.look !== "found" || looked.value.disabledAt !== null) return { ok: false, code: "forbidden", detail: "This agent may not do that" };
  // Whether an offer may be taken or refused is the queue's to say.
  const isAboutOffer = command.command === "accept" || command.command === "decline";
  if (!isAboutOffer && !(await isVisible(services, looked.value, command.conversationId)))
    return { ok: false, code: "not_found", detail: "There is no such conversation" };
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

/** A socket shows no more than the routes do: another team's conversation is none. */
async function isVisible(services: Services, agent: AgentRow, conversationId: string): Promise<boolean> {
  if (agent.role === "admin") return true;
  const view = await viewConversation(services, agent.tenant, conversationId, { limit: 1 });
  const user = {
    kind: "agent" as const,
    tenant: agent.tenant,
    agentId: agent.id,
    name: agent.name,
    email: agent.email,
    role: agent.role,
    teamIds: agent.teamIds,
    signInId: "",
  };
  // What the session does not know it refuses in its own words.
  return !view || maySee(user, view.conversation);
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
    case "unavailable":
      return { ok: false, code: "unavailable", detail: changed.detail };
    default:
      return changed satisfies never;
  }
}
