/** Reports about turns that are already there: edits, recalls, receipts. */
import type { DeliveryReceipt } from "../../protocol/channels.ts";
import type { Delivery, Turn } from "../../protocol/conversation.ts";
import type { NextStep, RecordInput } from "../../protocol/ports.ts";
import { raiseDelivery } from "./delivery.ts";
import { type Early, keepEarly, withEdit } from "./early.ts";
import { tellTurn } from "./ownership.ts";
import { previewOf } from "./record-turn.ts";
import type { Session } from "./session.ts";

/** Turns looked through for a receipt that speaks of everything up to a time. */
const RECEIPT_REACH = 200;

type Changed = { turnId: string; conversationId: string; seq: number; steps: NextStep[] };
type ChangeEvent = Extract<RecordInput["event"], { type: "edited" } | { type: "deleted" }>;

/** The turn that a platform's message id belongs to; a long reply has several of them. */
export function turnOf(session: Session, accountId: string, providerId: string): Turn | null {
  const turn = session.turns.byProvider(accountId, providerId);
  if (turn) return turn;
  const seq = session.store.sentSeq(accountId, providerId);
  return seq === null ? null : session.turns.bySeq(seq);
}

/** The customer changed or recalled a message. Before the message itself is here, the report is kept for it. */
export function changeTurn(session: Session, input: RecordInput, event: ChangeEvent): Changed | Record<string, never> {
  const at = input.providerAt ?? input.at;
  const report: Early = event.type === "edited" ? { edit: { parts: event.parts, at } } : { deletedAt: at };
  const turn = turnOf(session, input.channel.accountId, event.providerId);
  if (!turn) {
    keepEarly(session, input.channel.accountId, event.providerId, report);
    return {};
  }
  const place = { turnId: turn.id, conversationId: turn.conversationId, seq: turn.seq };
  const changed = withEdit(turn, report);
  if (changed === turn) return { ...place, steps: [] };
  session.changeTurn(changed);
  session.after.tell({ news: "turn", turn: changed, changed: true });
  const conversation = session.store.conversation(turn.conversationId);
  if (!conversation) return { ...place, steps: [] };
  if (conversation.lastTurnSeq === turn.seq) {
    session.saveConversation({ ...conversation, preview: changed.deletedAt === undefined ? previewOf(changed.parts) : "" });
  }
  const steps = tellTurn(conversation, changed, true);
  session.todo(steps);
  return { ...place, steps };
}

/** A platform says what became of our replies. Reports about ids that are not known yet wait for them. */
export function recordReceipt(session: Session, input: RecordInput, receipt: DeliveryReceipt): NextStep[] {
  const { accountId } = input.channel;
  const report: Delivery = {
    state: receipt.status,
    at: input.at,
    ...(receipt.error ? { code: `${receipt.error.class}:${receipt.error.code}`, reason: receipt.error.detail ?? receipt.error.code } : {}),
  };
  const turns = new Map<string, Turn>();
  for (const providerId of receipt.providerIds) {
    const turn = turnOf(session, accountId, providerId);
    if (turn) turns.set(turn.id, turn);
    else keepEarly(session, accountId, providerId, { delivery: report });
  }
  const { upTo } = receipt;
  if (upTo !== undefined) {
    for (const turn of session.turns.repliesAfter(accountId, session.head.seq - RECEIPT_REACH, RECEIPT_REACH)) {
      if (turn.thread === input.thread && turn.at <= upTo && reachedPlatform(turn)) turns.set(turn.id, turn);
    }
  }
  const steps = [...turns.values()].flatMap((turn) => (turn.kind === "reply" ? raiseDelivery(session, turn, report) : []));
  session.todo(steps);
  return steps;
}

/** A report about "everything so far" does not speak of what still waits or failed. */
const reachedPlatform = (turn: Turn): boolean => turn.delivery !== undefined && ["sent", "unknown", "delivered"].includes(turn.delivery.state);
