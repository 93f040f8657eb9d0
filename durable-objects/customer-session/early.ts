/** Reports that overtook what they are about: a receipt before the send was answered, a recall before its message. Kept by platform id until it comes. */
import { type Delivery, joinDelivery, type Turn } from "../../protocol/conversation.ts";
import type { Part } from "../../protocol/message.ts";
import type { Session } from "./session.ts";

/** More than this many reports that never met their turn are no longer believed in. */
const MOST_EARLY = 500;

export interface Early {
  delivery?: Delivery;
  edit?: { parts: Part[]; at: number };
  deletedAt?: number;
}

export function keepEarly(session: Session, accountId: string, providerId: string, report: Early): void {
  const known = session.store.early(accountId, providerId) ?? {};
  const delivery = known.delivery && report.delivery ? joinDelivery(known.delivery, report.delivery) : (report.delivery ?? known.delivery);
  const edit = known.edit && report.edit && known.edit.at > report.edit.at ? known.edit : (report.edit ?? known.edit);
  const deletedAt = known.deletedAt ?? report.deletedAt;
  const joined: Early = { ...(delivery ? { delivery } : {}), ...(edit ? { edit } : {}), ...(deletedAt === undefined ? {} : { deletedAt }) };
  session.head.early++;
  if (session.head.early > MOST_EARLY) {
    session.store.removeAllEarly();
    session.head.early = 1;
  }
  session.store.saveEarly(accountId, providerId, joined);
}

/** An edit or a recall as it changes a turn; an older edit and an edit after a recall change nothing. */
export function withEdit(turn: Turn, report: Early): Turn {
  if (turn.deletedAt !== undefined) return turn;
  if (report.deletedAt !== undefined) return { ...turn, parts: [], deletedAt: report.deletedAt };
  if (!report.edit || report.edit.at <= (turn.editedAt ?? 0)) return turn;
  return { ...turn, parts: report.edit.parts, editedAt: report.edit.at };
}

/** A new turn with what was already said about its platform id. */
export function withEarly(session: Session, turn: Turn, providerId: string | undefined): Turn {
  const early = takeEarly(session, turn.channel.accountId, providerId);
  if (!early) return turn;
  const edited = withEdit(turn, early);
  return early.delivery && edited.delivery ? { ...edited, delivery: joinDelivery(edited.delivery, early.delivery) } : edited;
}

export function takeEarly(session: Session, accountId: string, providerId: string | undefined): Early | null {
  if (providerId === undefined || session.head.early === 0) return null;
  const early = session.store.early(accountId, providerId);
  if (early) {
    session.store.removeEarly(accountId, providerId);
    session.head.early = Math.max(0, session.head.early - 1);
  }
  return early;
}
