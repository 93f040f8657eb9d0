/** What was prepared while a message was typed, when the message comes: used if it still fits. Pure. */
import type { Anticipation, ThinkTask } from "../../protocol/ports.ts";
import type { Thought } from "../../protocol/understanding.ts";

/** A preparation is used for so long: articles and own intents change. ms */
const FRESH_MS = 30_000;

/** What was prepared, if it is for just these words in just this place. */
export function readyFor(
  { text, context, prepared }: Pick<ThinkTask, "text" | "context" | "prepared">,
  now: number,
): NonNullable<Anticipation["ready"]> | null {
  const ready = prepared?.ready;
  if (!prepared || !ready || prepared.words !== text.trim() || now - prepared.at > FRESH_MS) return null;
  // Rules that stood in for the model are asked again: it may be there by now.
  if (ready.understanding.degraded || !ready.complete) return null;
  return JSON.stringify(ready.context) === JSON.stringify(context) ? ready : null;
}

/** What came of a preparation: used as it was, its articles held the answer, or it was for nothing; null = there was none. */
export function useOf(task: ThinkTask, { hits }: Pick<Thought, "hits">, now: number): "used" | "warm" | "cold" | null {
  const { prepared } = task;
  if (!prepared) return null;
  if (readyFor(task, now)) return "used";
  const [top] = hits;
  return top && prepared.articleIds.includes(top.articleId) ? "warm" : "cold";
}
