/** What a visitor's frames ask for, as decisions on the session. Pure but for the session given. */
import { identityKey, newId } from "../../protocol/ids.ts";
import { maskParts } from "../../protocol/masking.ts";
import type { Part } from "../../protocol/message.ts";
import type { RecordInput, RecordOutcome } from "../../protocol/ports.ts";
import type { Visit } from "../../protocol/visitor-frames.ts";
import { MAX_VISITOR_TEXT, type VisitorClientFrame, type VisitorServerFrame } from "../../protocol/visitor-frames.ts";
import { raiseDelivery } from "./delivery.ts";
import { withFacts } from "./facts.ts";
import { agentOf } from "./ownership.ts";
import { recordEvent } from "./record.ts";
import type { Session } from "./session.ts";
import { maySee } from "./visitor-view.ts";

/** Turns looked through when a visitor has received or read up to one. */
const RECEIPT_REACH = 200;
const ASKED_FOR_PERSON: Readonly<Record<string, string>> = { zh: "转人工客服", en: "I would like to talk to a person" };

type Frame<T extends VisitorClientFrame["t"]> = Extract<VisitorClientFrame, { t: T }>;
export type Answered = { frame: VisitorServerFrame; recorded?: Extract<RecordOutcome, { outcome: "recorded" }> };

export const refusal = (code: string, detail: string, cid?: string): Answered => ({ frame: { t: "err", code, detail, ...(cid === undefined ? {} : { cid }) } });

/** Media must have been uploaded here: an address of the visitor's choice would be opened on an agent's screen. */
function badPart(parts: readonly Part[]): string | null {
  for (const part of parts) {
    if (part.type === "text" && part.text.length > MAX_VISITOR_TEXT) return `A message may have ${MAX_VISITOR_TEXT} characters`;
    if (part.type === "media" && !("blobKey" in part.media.ref)) return "Files must be uploaded first";
    if (part.type === "unsupported") return "This part is not understood";
  }
  return null;
}

function inputOf(session: Session, visit: Visit, cid: string, parts: Part[], providerAt: number | undefined): RecordInput {
  return {
    tenant: session.head.profile.tenant,
    customerId: session.head.profile.id,
    key: `${identityKey(visit.identity)} ${cid}`,
    channel: { kind: visit.kind, accountId: visit.accountId },
    thread: visit.identity.value,
    identities: [visit.identity],
    ...(visit.name === undefined ? {} : { name: visit.name }),
    ...(visit.locale === undefined ? {} : { locale: visit.locale }),
    ...(visit.teamId === undefined ? {} : { teamId: visit.teamId }),
    at: session.now,
    ...(providerAt === undefined ? {} : { providerAt }),
    event: { type: "message", turnId: newId("tn", session.now), parts, providerId: cid },
  };
}

/** Records the visitor's words; the same cid is the same message. */
function say(session: Session, visit: Visit, cid: string, parts: Part[], providerAt?: number): Answered {
  const bad = badPart(parts);
  if (bad !== null) return refusal("invalid", bad, cid);
  const outcome = recordEvent(session, inputOf(session, visit, cid, maskParts(parts, visit.mask ?? []), providerAt));
  switch (outcome.outcome) {
    case "recorded": {
      const turn = outcome.turnId === null ? null : session.turns.bySeq(outcome.seq);
      if (!turn) return refusal("moved", "Please connect again", cid);
      return { frame: { t: "ack", cid, seq: turn.seq, id: turn.id, at: turn.at, conversationId: turn.conversationId }, recorded: outcome };
    }
    case "moved":
      return refusal("moved", "Please connect again", cid);
    case "refused":
      return refusal(outcome.code, outcome.detail, cid);
    default:
      return outcome satisfies never;
  }
}

/** Words with what the visitor told of themselves before: remembered with the message that brought it, so it is told once. */
export function sayWith(session: Session, visit: Visit, frame: Frame<"send" | "human">): Answered {
  const { name, ...facts } = frame.about ?? {};
  const named = name === undefined ? visit : { ...visit, name };
  const answered = frame.t === "send" ? say(session, named, frame.cid, frame.parts, frame.at) : askForPerson(session, named, frame.cid);
  remember(session, visit, answered, facts);
  return answered;
}

/** Facts that came with a message; with a repeated one they are known. */
function remember(session: Session, visit: Visit, { recorded }: Answered, told: Readonly<Record<string, string>>): void {
  if (!recorded || recorded.duplicate || recorded.turnId === null || Object.keys(told).length === 0) return;
  const { profile } = session.head;
  const source = { turnId: recorded.turnId, channel: visit.kind, at: session.now };
  profile.facts = withFacts(
    profile.facts,
    Object.entries(told).map(([name, value]) => ({ id: newId("fa", session.now), name, value, source })),
  );
  session.saveQuietly();
}

function askForPerson(session: Session, visit: Visit, cid: string): Answered {
  const language = (visit.locale ?? session.current()?.language ?? "zh").slice(0, 2);
  const label = ASKED_FOR_PERSON[language] ?? ASKED_FOR_PERSON.en ?? "";
  return say(session, visit, cid, [{ type: "action", id: "human", label }]);
}

/** Words left while nobody is there, with a way to answer them. */
export function leave(session: Session, visit: Visit, frame: Frame<"leave">): Answered {
  const answered = say(session, visit, frame.cid, [{ type: "text", text: frame.text }, ...(frame.files ?? [])]);
  remember(session, visit, answered, { contact: frame.contact });
  return answered;
}

/** The visitor has received (or read) everything up to a turn. */
export function received(session: Session, visit: Visit, upToSeq: number, state: "delivered" | "read"): void {
  if (session.moved()) return;
  const turns = session.turns.repliesAfter(visit.accountId, session.head.seq - RECEIPT_REACH, RECEIPT_REACH);
  const reached = turns.filter((turn) => turn.seq <= upToSeq && turn.delivery?.state !== state && maySee(visit, turn, session.head));
  const steps = reached.flatMap((turn) => raiseDelivery(session, turn, { state, at: session.now }));
  if (reached.length === 0) return;
  session.todo(steps, 0);
  session.save();
}

/** Shown to the agent who has the conversation; the words themselves are not. */
export function showTyping(session: Session, on: boolean): void {
  const current = session.current();
  const agentId = current ? agentOf(current) : null;
  if (current && agentId !== null) session.after.whisper(agentId, { t: "typing", conversationId: current.id, on }, session.now);
}
