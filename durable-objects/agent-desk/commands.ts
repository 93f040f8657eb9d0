/** Frames of an agent's tab: which of them are commands for the engine. Pure. */
import type { AgentClientFrame } from "../../protocol/agent-frames.ts";
import type { AgentCommand } from "../../protocol/ports.ts";

/** Null = the desk does it itself (presence, sync, viewing, drafts). `quiet` commands get no ack. */
export function commandOf(frame: AgentClientFrame, now: number): { command: AgentCommand; quiet: boolean } | null {
  switch (frame.t) {
    case "reply": {
      const { t: _, ...rest } = frame;
      return { command: { command: "reply", ...rest }, quiet: false };
    }
    case "note": {
      const change = { change: "note" as const, turnId: "", text: frame.text, ...(frame.mentions ? { mentions: frame.mentions } : {}) };
      return { command: { command: "change", cid: frame.cid, conversationId: frame.conversationId, change }, quiet: false };
    }
    case "accept":
      return { command: { command: "accept", cid: frame.cid, conversationId: frame.conversationId }, quiet: false };
    case "decline":
      return { command: { command: "decline", cid: frame.cid, conversationId: frame.conversationId, reason: frame.reason }, quiet: false };
    case "resolve": {
      const epoch = frame.epoch === undefined ? {} : { epoch: frame.epoch };
      return { command: { command: "change", cid: frame.cid, conversationId: frame.conversationId, change: { change: "resolve" }, ...epoch }, quiet: false };
    }
    case "suggestion": {
      const change = { change: "suggestion" as const, suggestionId: frame.suggestionId, used: frame.used };
      return { command: { command: "change", cid: frame.cid, conversationId: frame.conversationId, change }, quiet: false };
    }
    case "typing": {
      const change = { change: "typing" as const, on: frame.on };
      return { command: { command: "change", cid: `typing:${now}`, conversationId: frame.conversationId, change }, quiet: true };
    }
    case "read": {
      const change = { change: "read" as const, upToSeq: frame.upToSeq };
      return { command: { command: "change", cid: `read:${frame.upToSeq}`, conversationId: frame.conversationId, change }, quiet: true };
    }
    case "presence":
    case "viewing":
    case "draft":
    case "sync":
      return null;
    default:
      return frame satisfies never;
  }
}
