/** Who is needed after a message: nobody yet, a person, or the bot. Pure. */
import type { ThinkTask } from "../../protocol/ports.ts";
import type { NextMove, Suggestion, Understanding } from "../../protocol/understanding.ts";

/** What a tenant decides about it. */
export interface MoveSettings {
  /** The bot may answer by itself when it is sure enough. */
  autoReply: boolean;
  /** Calibrated probability that an agent would send the suggestion as it stands. */
  autoReplyConfidence: number;
  /** Where conversations without a team go. */
  defaultTeamId: string;
}

/** Bot answers in a row before a person looks, whatever the confidence. */
export const MOST_BOT_REPLIES = 3;
/** Below this a message is not taken for mere talk: nobody would look at it. */
const TALK_CONFIDENCE = 0.8;
/** Longer messages say more than hello. UTF-16 units. */
const LONGEST_TALK = 40;

const WANTS_PERSON = "human_handoff";
const TALK = new Set(["greeting", "thanks_goodbye", "acknowledge"]);
const URGENT = new Map([
  ["complaint", 2],
  ["payment_issue", 1],
  ["package_not_received", 1],
  [WANTS_PERSON, 1],
]);

export function nextMove(task: ThinkTask, understanding: Understanding, suggestions: readonly Suggestion[], settings: MoveSettings): NextMove {
  if (task.owner.kind !== "bot") return { move: "stay" };
  const names = understanding.intents.map((intent) => intent.name);
  if (names.includes(WANTS_PERSON)) return queue(task, names, settings, WANTS_PERSON);
  if (isMereTalk(task, understanding)) return { move: "stay" };
  const best = suggestions[0];
  if (best && mayAnswer(task, understanding, best, settings)) return { move: "reply", suggestionId: best.id, text: best.text };
  return queue(task, names, settings, names[0] ?? "message");
}

/** A greeting or a thank-you alone needs no person. A degraded understanding is not trusted with that. */
function isMereTalk(task: ThinkTask, understanding: Understanding): boolean {
  const { intents, slots, degraded } = understanding;
  if (degraded || intents.length === 0 || slots.length > 0 || task.text.length > LONGEST_TALK) return false;
  return intents.every((intent) => TALK.has(intent.name) && intent.confidence >= TALK_CONFIDENCE);
}

function mayAnswer(task: ThinkTask, understanding: Understanding, best: Suggestion, settings: MoveSettings): boolean {
  if (!settings.autoReply || understanding.degraded || best.unproven || task.botReplies >= MOST_BOT_REPLIES) return false;
  return best.confidence >= settings.autoReplyConfidence && (best.kind === "clarify" || best.evidence.length > 0);
}

function queue(task: ThinkTask, intents: readonly string[], settings: MoveSettings, reason: string): NextMove {
  const priority = Math.max(0, ...intents.map((name) => URGENT.get(name) ?? 0));
  return { move: "queue", teamId: task.teamId ?? settings.defaultTeamId, priority, skills: [], reason };
}
