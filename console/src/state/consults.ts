/** Help between colleagues. Pure. */
import type { Consult } from "../../../protocol/conversation.ts";
import type { ConsultEvent, DeskState, Question, Row } from "./model.ts";
import { staleThread } from "./threads.ts";

/** What a consult is to an agent; null = it is between others. */
export function partIn({ by, helperId, asked }: Consult, agentId: string): "owner" | "asked" | "helper" | null {
  if (by === agentId) return "owner";
  if (helperId !== null) return helperId === agentId ? "helper" : null;
  return asked.includes(agentId) ? "asked" : null;
}

/** Who was asked, or came. */
export const colleagueIn = ({ helperId, to }: Consult): { agentId: string } | { teamId: string } =>
  helperId !== null ? { agentId: helperId } : to.kind === "agent" ? { agentId: to.agentId } : { teamId: to.teamId };

/** How far it is: nobody came yet, somebody helps, or they are to take it over. */
export const stageOf = ({ handing, helperId }: Consult): "asked" | "joined" | "handing" => (handing ? "handing" : helperId === null ? "asked" : "joined");

const withConsult = ({ consult: _, ...row }: Row, consult: Consult | null): Row => (consult ? { ...row, consult } : row);

/** An event says how it stands now: my question to a colleague stands in the conversation, a colleague's to me among the questions as well. */
export function consulted(state: DeskState, event: ConsultEvent): DeskState {
  const { conversationId, consult, at } = event;
  const row = state.rows[conversationId];
  const rows = row ? { ...state.rows, [conversationId]: withConsult(row, consult) } : state.rows;
  return staleThread({ ...asked(state, [event]), rows }, conversationId, at);
}

/** Questions as they stand now, by conversation; those of which nothing is said stay. */
export function asked(state: DeskState, events: readonly ConsultEvent[]): DeskState {
  const questions: Record<string, Question> = { ...state.questions };
  for (const { conversationId, name, consult } of events) {
    if (consult !== null && consult.by !== state.me) questions[conversationId] = { conversationId, name, consult };
    else delete questions[conversationId];
  }
  return { ...state, questions };
}
