/** What happened, kept with the change itself until the engine has told it to subscribers, rules and reports. */
import type { Delivery, Turn } from "../../protocol/conversation.ts";
import { DELIVERY_STATES } from "../../protocol/conversation.ts";
import type { EventType, Happened, ToldEvent } from "../../protocol/events.ts";
import { newId } from "../../protocol/ids.ts";
import type { ChangeInput } from "../../protocol/ports.ts";
import type { Session } from "./session.ts";

/** Told in one go. */
const TOLD_AT_ONCE = 200;

export function happened(session: Session, what: Omit<Happened, "id" | "at">, at: number = session.now): void {
  const event: Happened = { ...what, id: newId("ev", at), at };
  session.untold.add([event]);
}

/** Something that a change of a conversation made happen. */
export function happenedBy(session: Session, input: ChangeInput, type: EventType, seq: number | undefined, detail: Record<string, string> = {}): void {
  happened(session, {
    type,
    conversationId: input.conversationId,
    by: input.by,
    ...(seq === undefined ? {} : { seq }),
    ...(Object.keys(detail).length > 0 ? { detail } : {}),
    ...(input.cause ? { cause: input.cause } : {}),
  });
}

/** Something about a message or reply. */
export function happenedTo(session: Session, turn: Turn, type: EventType, detail?: Record<string, string>): void {
  const { conversationId, seq, author: by, cause } = turn;
  happened(session, { type, conversationId, seq, by, ...(detail ? { detail } : {}), ...(cause ? { cause } : {}) });
}

const MILESTONES = [
  ["sent", "message.sent"],
  ["delivered", "message.delivered"],
  ["read", "message.read"],
] as const;

/** What a reply has reached between two states: a late first report passes several at once. */
export function reached(session: Session, turn: Turn, before: Delivery, now: Delivery): void {
  const place = (state: Delivery["state"]): number => DELIVERY_STATES.indexOf(state);
  if (now.state === "failed" || now.state === "unknown") {
    happenedTo(session, turn, "message.failed", { state: now.state, ...(now.code ? { code: now.code } : {}), ...(now.reason ? { reason: now.reason } : {}) });
    return;
  }
  for (const [state, type] of MILESTONES) {
    if (place(before.state) < place(state) && place(state) <= place(now.state)) happenedTo(session, turn, type);
  }
}

/** With what they are about as that is now. */
export function toldEvents(session: Session): ToldEvent[] {
  return session.untold
    .all()
    .slice(0, TOLD_AT_ONCE)
    .map((event): ToldEvent => {
      const turn = event.turn ?? (event.seq === undefined ? null : session.turns.bySeq(event.seq));
      const conversation = event.conversationId === null ? null : session.store.conversation(event.conversationId);
      return { ...event, ...(turn ? { turn } : {}), ...(conversation ? { conversation } : {}) };
    });
}

/** They were told. */
export function forgetTold(session: Session, told: readonly Happened[]): void {
  session.untold.forget(new Set(told.map(({ id }) => id)));
}

/** On the way to another customer: the turn goes along, since its place there is another. */
export const carriedEvents = (session: Session): Happened[] =>
  session.untold.all().map((event) => {
    const turn = event.turn ?? (event.seq === undefined ? null : session.turns.bySeq(event.seq));
    const { seq: _, ...rest } = event;
    return turn ? { ...rest, turn } : rest;
  });

/** From a customer that was merged into this one; what is known already stays as it is. */
export function takeEvents(session: Session, carried: readonly Happened[]): void {
  const known = new Set(session.untold.all().map(({ id }) => id));
  session.untold.add(carried.filter(({ id }) => !known.has(id)));
}
