/**
 * What a message means. The one door to understanding for the pipeline and for POST /v1/understand: the model when it is live, rules
 * (marked `degraded`) while it is cold, missing, broken or late; the tenant's own intents beside the built-in ones; slots by shape.
 */
import type { ContextTurn, IntentScore, Understanding } from "../../protocol/understanding.ts";
import type { IntentModel, Reading } from "../../wasm-models/runtime/intent-model.ts";
import { log, whereOf } from "../resilience/log.ts";
import type { CustomIntents } from "./custom/custom-intents.ts";
import { TOPIC_OF } from "./intent-words.ts";
import { languageOf, MOST_UNITS, understandByRules } from "./rules-fallback.ts";
import { slotsOf } from "./slots.ts";

/** What understanding can draw on; none of it is needed. */
export interface UnderstandingSkills {
  /** The live model, waited for a little while it is cold; null = not to be had now. */
  model(): Promise<IntentModel | null>;
  /** The tenant's own intents. */
  custom(model: IntentModel): Promise<CustomIntents>;
  /** What was understood before, of one tenant. */
  recent: { get(key: string): Understanding | undefined; set(key: string, value: Understanding): void };
  /** Told of every reading, for whoever compares texts. */
  read?(text: string, context: readonly ContextTurn[], reading: Reading, model: IntentModel): void;
}

/** Confidences are given to a thousandth. */
const DECIMALS = 1_000;

export async function understand(text: string, context: readonly ContextTurn[], skills?: UnderstandingSkills): Promise<Understanding> {
  const model = await skills?.model();
  if (!skills || !model) return understandByRules(text, context);
  // Nothing said: there is nothing to read, and that is not the model's failure.
  if (text.trim() === "") return { ...understandByRules("", context), model: { version: model.version }, degraded: false };
  try {
    return await byModel(text, context, model, skills);
  } catch (error) {
    log("error", "the model failed on a message", whereOf(error));
    return understandByRules(text, context);
  }
}

async function byModel(given: string, context: readonly ContextTurn[], model: IntentModel, skills: UnderstandingSkills): Promise<Understanding> {
  const text = given.slice(0, MOST_UNITS);
  const custom = await skills.custom(model);
  const key = JSON.stringify([model.version, custom.version, text, context]);
  const known = skills.recent.get(key);
  if (known) return known;
  const reading = await model.read(text, context);
  skills.read?.(text, context, reading, model);
  const own = custom.match(reading.vectors);
  const understanding = withTopics({
    intents: beside(builtIn(reading), own),
    slots: slotsOf(text),
    topics: [],
    language: languageOf(text),
    outOfScope: rounded(own.length > 0 ? 0 : reading.outOfScope),
    margin: rounded(reading.margin),
    model: { version: model.version },
    degraded: false,
    ...(given.length > MOST_UNITS ? { truncated: true } : {}),
  });
  skills.recent.set(key, understanding);
  return understanding;
}

function builtIn(reading: Reading): IntentScore[] {
  return reading.named.map(({ name, confidence, span }) => ({ name, confidence: rounded(confidence), ...(span === null ? {} : { span }) }));
}

/** What a tenant defined wins over what it was before: the built-in intents of the same message step back behind it. */
function beside(intents: readonly IntentScore[], own: readonly IntentScore[]): IntentScore[] {
  const [first] = own;
  if (!first) return [...intents];
  const behind = intents
    .filter((intent) => intent.name !== "out_of_scope")
    .map((intent) => ({ ...intent, confidence: rounded(Math.min(intent.confidence, first.confidence) * (1 - first.confidence / 2)) }));
  return [...own.map((intent) => ({ ...intent, confidence: rounded(intent.confidence) })), ...behind].sort((a, b) => b.confidence - a.confidence);
}

function withTopics(understanding: Understanding): Understanding {
  return { ...understanding, topics: [...new Set(understanding.intents.flatMap((intent) => TOPIC_OF[intent.name] ?? []))] };
}

const rounded = (value: number): number => Math.round(value * DECIMALS) / DECIMALS;
