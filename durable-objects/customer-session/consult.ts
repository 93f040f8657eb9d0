/**
 * A colleague helps: asked by the owner, they see the conversation and write notes, and may take it over when it is handed to them. The customer
 * notices nothing before that: the owner stays the owner. `consult` of the conversation is the state; any change of owner takes it away.
 */
import type { ConsultNews, DeskEvent } from "../../protocol/agent-frames.ts";
import type { Consult, Conversation } from "../../protocol/conversation.ts";
import { newId } from "../../protocol/ids.ts";
import { type ChangeInput, type ConversationChange, helpSeat, type NextStep } from "../../protocol/ports.ts";
import type { Decision } from "./change.ts";
import { handover, withEvent, withNote } from "./change-owner.ts";
import { sayInside } from "./event-turn.ts";
import { agentOf, seatOf, withOwner } from "./ownership.ts";
import type { Session } from "./session.ts";

type Change<K extends ConversationChange["change"]> = Extract<ConversationChange, { change: K }>;

const writerOf = ({ by }: ChangeInput): string | null => (by.kind === "agent" ? by.id : null);

export function askColleague(session: Session, given: Conversation, input: ChangeInput, { to, asked, note }: Change<"consult">): Decision {
  const by = agentOf(given);
  if (by === null || by !== writerOf(input)) return { refused: "not_allowed", detail: "Only the agent who has the conversation asks a colleague" };
  if (given.consult) return { refused: "already", detail: "A colleague is asked already; take that back first" };
  const others = asked.filter((agentId) => agentId !== by);
  if (others.length === 0) return { refused: "not_allowed", detail: "There is nobody else who could be asked" };
  const before = withNote(session, given, input, note).conversation;
  const consult: Consult = { id: newId("ev", session.now), by, to, asked: others, helperId: null, handing: false, at: input.at };
  return sayInside(session, { ...before, consult }, input, "consult_asked", to.kind === "agent" ? { agent: to.agentId } : { team: to.teamId });
}

export function answerConsult(session: Session, before: Conversation, input: ChangeInput, { answer, reason }: Change<"consult_answer">): Decision {
  const { consult } = before;
  const agentId = writerOf(input);
  if (!consult || agentId === null || !mayAnswer(consult, agentId)) return { refused: "not_allowed", detail: "Nobody asks you for help in this conversation" };
  if (answer === "decline") return decline(session, before, input, consult, agentId, reason);
  if (consult.handing) return takeOver(session, before, input, consult, agentId);
  if (consult.helperId === agentId) return { refused: "already", detail: "You are here already" };
  const joined: Consult = { ...consult, asked: [agentId], helperId: agentId };
  return sayInside(session, { ...before, consult: joined }, input, "consult_joined", { agent: agentId });
}

const mayAnswer = ({ helperId, asked }: Consult, agentId: string): boolean => (helperId === null ? asked.includes(agentId) : helperId === agentId);

/** One of a team who does not come leaves the others asked; else it is over, and the owner has it as before. */
function decline(session: Session, before: Conversation, input: ChangeInput, consult: Consult, agentId: string, reason: string | undefined): Decision {
  const { consult: _, ...without } = before;
  const left = consult.helperId === null ? consult.asked.filter((one) => one !== agentId) : [];
  const after = left.length > 0 ? { ...without, consult: { ...consult, asked: left } } : without;
  return sayInside(session, after, input, "consult_declined", { agent: agentId, reason: reason || undefined });
}

function takeOver(session: Session, before: Conversation, input: ChangeInput, { by, to }: Consult, agentId: string): Decision {
  const moved = to.kind === "team" ? { ...before, teamId: to.teamId } : before;
  const told = withEvent(session, withOwner(moved, { kind: "agent", agentId }), input, "assigned", { agent: agentId, from: by, warm: "yes" });
  return { ...told, steps: handover(session, before, told.conversation, input, "handed_over") };
}

/** By the owner: they hand it over, or need no help any more. */
export function endConsult(session: Session, before: Conversation, input: ChangeInput, { as }: Change<"consult_end">): Decision {
  const { consult, ...without } = before;
  if (!consult) return { refused: "already", detail: "No colleague is asked in this conversation" };
  if (consult.by !== writerOf(input))
    return { refused: "not_allowed", detail: "Only the agent who has the conversation hands it over or takes the question back" };
  if (as === "taken_back") return sayInside(session, without, input, "consult_ended", {});
  if (consult.handing) return { refused: "already", detail: "It is being handed over; your colleague has yet to answer" };
  return sayInside(session, { ...before, consult: { ...consult, handing: true } }, input, "consult_handing", {});
}

/** Whoever helps has the less room for others. */
function seatSteps(session: Session, was: Consult | undefined, is: Consult | undefined, after: Conversation): NextStep[] {
  const [had, has] = [was?.helperId ?? null, is?.helperId ?? null];
  if (had === has) return [];
  const [rank, conversationId] = [session.head.version + 1, helpSeat(after.id)];
  const steps: NextStep[] = [];
  if (had !== null) steps.push({ id: `release:${conversationId}:${rank}`, step: "release", teamId: after.teamId, agentId: had, conversationId, rank });
  if (has !== null) steps.push({ id: `hold:${conversationId}:${rank}`, step: "hold", held: { ...seatOf(after, has, rank), conversationId, helps: true } });
  return steps;
}

/** The conversation goes away from here without its question: its helper has their room again. */
export const freeHelper = (session: Session, conversation: Conversation): NextStep[] => seatSteps(session, conversation.consult, undefined, conversation);

/** What owner, helper and those who were asked are told of a change, and what it does to the helper's room. */
export function consultSteps(session: Session, input: ChangeInput, { consult: was }: Conversation, after: Conversation): NextStep[] {
  const { consult: is } = after;
  if (was === is) return [];
  const concerned = was ?? is;
  if (!concerned) return [];
  const news = newsOf(input, is);
  const there = new Set([concerned.by, ...(is ?? concerned).asked]);
  const gone = (was?.asked ?? []).filter((agentId) => !there.has(agentId));
  const tell = (agentId: string, what: ConsultNews, consult: Consult | null): NextStep => {
    const id = `consult:${after.id}:${session.head.version + 1}`;
    const reason = input.change.change === "consult_answer" && input.change.reason ? { reason: input.change.reason } : {};
    const { name } = session.head.profile;
    const event: DeskEvent = { id, at: input.at, type: "consult", conversationId: after.id, name, news: what, consult, by: writerOf(input), ...reason };
    return { id: `tell:${id}:${agentId}`, step: "tell", agentId, events: [event] };
  };
  const goneNews = news === "joined" ? "taken" : news;
  return [
    ...seatSteps(session, was, is, after),
    ...[...there].map((agentId) => tell(agentId, news, is ?? null)),
    ...gone.map((agentId) => tell(agentId, goneNews, null)),
  ];
}

function newsOf({ change }: ChangeInput, is: Consult | undefined): ConsultNews {
  switch (change.change) {
    case "consult":
      return "asked";
    case "consult_answer":
      if (change.answer === "decline") return "declined";
      return is ? "joined" : "handed_over";
    case "consult_end":
      return change.as === "taken_back" ? "taken_back" : "handing";
    default:
      return "over";
  }
}
