/** What the engine needs to think about a turn, gathered while it is at hand. */
import type { Conversation, Turn } from "../../protocol/conversation.ts";
import { textOf } from "../../protocol/message.ts";
import type { ThinkTask } from "../../protocol/ports.ts";
import type { ContextTurn } from "../../protocol/understanding.ts";
import type { Head } from "./head.ts";

/** Earlier turns that go along as context. */
export const CONTEXT_TURNS = 6;
const CONTEXT_UNITS = 500;

function contextOf(turn: Turn): ContextTurn[] {
  if (turn.kind !== "message" && turn.kind !== "reply") return [];
  const text = textOf(turn.parts).slice(0, CONTEXT_UNITS);
  if (text === "" || turn.author.kind === "system") return [];
  return [{ from: turn.author.kind, text }];
}

/** Bot replies since an agent last spoke. */
function botRepliesIn(turns: readonly Turn[]): number {
  const lastAgent = turns.findLastIndex((turn) => turn.kind === "reply" && turn.author.kind === "agent");
  return turns.slice(lastAgent + 1).filter((turn) => turn.kind === "reply" && turn.author.kind === "bot").length;
}

/** What the last word of our side offered, if it offered anything. */
function offered(turns: readonly Turn[]): Pick<ThinkTask, "choices"> {
  const { choices } = turns.findLast((turn) => turn.kind === "reply") ?? {};
  return choices && choices.length > 0 ? { choices } : {};
}

/** What goes along with the words that are being thought about, out of the turns before them. */
export const contextOfAll = (earlier: readonly Turn[]): ContextTurn[] => earlier.flatMap(contextOf).slice(-CONTEXT_TURNS);

export function thinkTask(head: Head, conversation: Conversation, turn: Turn, earlier: readonly Turn[]): ThinkTask {
  return {
    tenant: head.profile.tenant,
    customerId: head.profile.id,
    turnId: turn.id,
    conversationId: conversation.id,
    channel: turn.channel,
    text: textOf(turn.parts),
    context: contextOfAll(earlier),
    facts: head.profile.facts,
    identities: head.profile.identities,
    owner: conversation.owner,
    epoch: conversation.epoch,
    teamId: conversation.teamId,
    lastAgentId: conversation.lastAgentId,
    language: conversation.language,
    botReplies: botRepliesIn(earlier),
    ...offered(earlier),
    ...(turn.trace === undefined ? {} : { trace: turn.trace }),
    at: turn.at,
  };
}
