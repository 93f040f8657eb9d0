/** What is worth remembering of a message beyond this conversation: it is then known on every channel. Pure. */
import type { SlotName, Understanding } from "../../protocol/understanding.ts";

/** Slots that stay true for a while. Dates and amounts belong to one sentence. */
const LASTING_SLOTS: ReadonlySet<SlotName> = new Set(["order_number", "order_tail", "phone", "phone_tail", "tracking_number", "email", "product"]);
/** Intents that are about talking, not about a problem. */
const TALK = new Set(["greeting", "thanks_goodbye", "acknowledge", "human_handoff"]);
/** Below this an intent is not remembered as the customer's problem. */
const PROBLEM_CONFIDENCE = 0.6;

export function factsOf(understanding: Understanding): { name: string; value: string }[] {
  const facts = understanding.slots.filter((slot) => LASTING_SLOTS.has(slot.name)).map((slot) => ({ name: slot.name as string, value: slot.value }));
  const problem = understanding.intents.find((intent) => !TALK.has(intent.name));
  if (problem && problem.confidence >= PROBLEM_CONFIDENCE && !understanding.degraded) facts.push({ name: "problem", value: problem.name });
  return [...new Map(facts.map((fact) => [`${fact.name}=${fact.value}`, fact])).values()];
}
