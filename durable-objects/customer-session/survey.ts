/** The answer to "how was it?" on channels without stars: a plain number soon after the question rates the conversation, which stays resolved. */
import { newId } from "../../protocol/ids.ts";
import { textOf } from "../../protocol/message.ts";
import type { RecordInput } from "../../protocol/ports.ts";
import { changeConversation } from "./change.ts";
import type { Recorded } from "./record.ts";
import { afterTurn, messageTurn, routeAfter } from "./record-turn.ts";
import { queueReply } from "./reply.ts";
import type { Session } from "./session.ts";

type MessageEvent = Extract<RecordInput["event"], { type: "message" }>;

const HAN_DIGITS = "零一二三四五";
const MOST_STARS = 5;

/** 1…5, or null for words that are no score. */
export function scoreOf(text: string): number | null {
  const plain = text.normalize("NFKC").trim();
  const stars = /^(?:(?:⭐|★|🌟)\ufe0f?){1,5}$/u.test(plain) ? [...plain].filter((one) => "⭐★🌟".includes(one)).length : 0;
  if (stars > 0) return Math.min(stars, MOST_STARS);
  const found = /^([1-5]|[一二三四五])\s*(?:分|星|颗星|stars?|\/\s*5)?\s*[.。!！]?$/i.exec(plain)?.[1];
  if (found === undefined) return null;
  return HAN_DIGITS.includes(found) ? HAN_DIGITS.indexOf(found) : Number(found);
}

/** The message as an answer to the question; null = it is a message like any other, and the question is closed. */
export function recordScore(session: Session, input: RecordInput, event: MessageEvent, source: string): Recorded | null {
  const { survey } = session.head;
  if (!survey) return null;
  session.head.survey = null;
  const conversation = session.store.conversation(survey.conversationId);
  const score = scoreOf(textOf(event.parts));
  if (conversation?.status !== "resolved" || input.at > survey.until || score === null) return null;
  const turn = messageTurn(session.head, input, event, conversation.id);
  session.addTurn(turn, source);
  const { accountId } = input.channel;
  session.store.saveRoute(routeAfter(session.store.route(accountId, input.thread), input), turn.graftId ?? null);
  session.saveConversation({ ...afterTurn(conversation, turn), waitingSince: null });
  session.after.tell({ news: "turn", turn, changed: false });
  changeConversation(session, {
    ...session.address(),
    key: `survey:${turn.id}`,
    conversationId: conversation.id,
    by: turn.author,
    change: { change: "rate", score },
    at: input.at,
  });
  const rated = session.store.conversation(conversation.id) ?? conversation;
  const parts = [{ type: "text" as const, text: survey.thanks }];
  const thanked = queueReply(session, rated, { turnId: newId("tn", session.now), author: { kind: "bot" }, parts, at: session.now }, null);
  if (thanked.outcome === "queued") session.saveConversation(thanked.conversation);
  return { outcome: "recorded", turnId: turn.id, conversationId: conversation.id, seq: turn.seq, duplicate: false, steps: [] };
}
