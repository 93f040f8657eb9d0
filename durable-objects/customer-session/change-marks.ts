/** Changes that leave the voice alone: notes, labels, priority, facts, ratings, what became of a suggestion. */
import type { Conversation, Turn } from "../../protocol/conversation.ts";
import { newId } from "../../protocol/ids.ts";
import type { ChangeInput, ConversationChange, NextStep } from "../../protocol/ports.ts";
import type { Changed, Decision } from "./change.ts";
import { addUnspoken } from "./event-turn.ts";
import { withFactSet } from "./facts.ts";
import { happenedBy } from "./happened.ts";
import { tellTurn } from "./ownership.ts";
import type { Session } from "./session.ts";

type Change<K extends ConversationChange["change"]> = Extract<ConversationChange, { change: K }>;
const MAX_LABELS = 50;
/** Used suggestions kept for a read model that does not listen; the oldest go first. */
const MOST_USED_UNTOLD = 200;
const HIGHEST_PRIORITY = 3;

export function note(session: Session, conversation: Conversation, input: ChangeInput, change: Change<"note">): Changed {
  const detail = change.mentions && change.mentions.length > 0 ? { mentions: change.mentions.join(",") } : undefined;
  const written = addUnspoken(session, conversation, {
    id: change.turnId,
    kind: "note",
    author: input.by,
    at: input.at,
    parts: [{ type: "text", text: change.text }],
    ...(detail ? { event: { name: "note", detail } } : {}),
  });
  happenedBy(session, input, "note.added", written.turn.seq, detail);
  return { ...written, steps: [...tellTurn(written.conversation, written.turn, false), ...mentionSteps(written, input, change.mentions ?? [])] };
}

/** Who is named in a note is told, whoever has the conversation; not its words, which they read where they may. */
function mentionSteps({ conversation, turn }: { conversation: Conversation; turn: Turn }, { by, at }: ChangeInput, mentions: readonly string[]): NextStep[] {
  const writer = by.kind === "agent" ? by.id : null;
  const detail = "name" in by && by.name !== undefined ? by.name : "";
  return [...new Set(mentions)]
    .filter((agentId) => agentId !== writer)
    .map((agentId) => {
      const id = `mention:${turn.id}:${agentId}`;
      return { id, step: "tell", agentId, events: [{ id, at, type: "notice", code: "mention", detail, conversationIds: [conversation.id] }] };
    });
}

export function label(session: Session, conversation: Conversation, input: ChangeInput, change: Change<"label">): Decision {
  const labels = new Set(conversation.labels);
  for (const name of change.add) labels.add(name);
  for (const name of change.remove) labels.delete(name);
  if (labels.size > MAX_LABELS) return { refused: "not_allowed", detail: `A conversation may have ${MAX_LABELS} labels` };
  const added = [...labels].filter((name) => !conversation.labels.includes(name));
  const removed = conversation.labels.filter((name) => !labels.has(name));
  if (added.length + removed.length > 0) {
    happenedBy(session, input, "conversation.labelled", undefined, { added: added.join(","), removed: removed.join(",") });
  }
  return { conversation: { ...conversation, labels: [...labels].sort() } };
}

export function priority(session: Session, conversation: Conversation, input: ChangeInput, change: Change<"priority">): Changed {
  const wanted = Math.min(HIGHEST_PRIORITY, Math.max(0, Math.round(change.priority)));
  if (wanted !== conversation.priority) happenedBy(session, input, "conversation.prioritised", undefined, { priority: String(wanted) });
  return { conversation: { ...conversation, priority: wanted } };
}

/** Told to the read model, which measures how often suggestions are right. */
export function takeSuggestion(session: Session, conversation: Conversation, input: ChangeInput, change: Change<"suggestion">): Changed {
  const known = session.store.suggestions(conversation.id).find((suggestion) => suggestion.id === change.suggestionId);
  const about = known && {
    conversationId: conversation.id,
    turnId: known.turnId,
    intents: known.intents,
    articleId: known.evidence.find((evidence) => evidence.kind === "article")?.id ?? null,
    confidence: known.confidence,
  };
  const used = { suggestionId: change.suggestionId, used: change.used, at: input.at, ...(about ? { about } : {}) };
  if (change.used !== "refused") happenedBy(session, input, "suggestion.accepted", undefined, { suggestionId: change.suggestionId, used: change.used });
  session.head.suggestionsUsed = [...session.head.suggestionsUsed, used].slice(-MOST_USED_UNTOLD);
  return { conversation };
}

export function setFact(session: Session, conversation: Conversation, input: ChangeInput, change: Change<"fact">): Decision {
  if (input.by.kind !== "agent") return { refused: "not_allowed", detail: "Only a person sets facts by hand" };
  const { profile } = session.head;
  const source = { agentId: input.by.id, at: input.at };
  profile.facts = withFactSet(profile.facts, { id: newId("fa", session.now), name: change.name, value: change.value, source });
  return { conversation };
}

export function rate(session: Session, conversation: Conversation, input: ChangeInput, change: Change<"rate">): Changed {
  const { score, solved, reasons = [], comment } = change;
  const detail: Record<string, string> = {
    score: String(score),
    ...(solved === undefined ? {} : { solved: solved ? "yes" : "no" }),
    ...(reasons.length === 0 ? {} : { reasons: reasons.join(",") }),
    ...(comment === undefined ? {} : { comment }),
  };
  const written = addUnspoken(session, conversation, {
    id: newId("ev", session.now),
    kind: "event",
    author: input.by,
    at: input.at,
    event: { name: "rated", detail },
  });
  happenedBy(session, input, "csat.received", written.turn.seq, detail);
  return { ...written, steps: tellTurn(written.conversation, written.turn, false) };
}
