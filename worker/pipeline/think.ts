/**
 * The second verb: what a message means, what is known about it, what could be answered, who is needed next.
 * Never fails: each skill has a deadline and an answer for when it does not answer; the result says what was degraded.
 */
import type { ThinkTask } from "../../protocol/ports.ts";
import type { ContextTurn, KnowledgeHit, OrderFinding, Suggestion, Thought, Understanding } from "../../protocol/understanding.ts";
import { answeredChoice } from "../channels/rules.ts";
import { platformTimer, type Timer, within } from "../resilience/deadline.ts";
import { factsOf } from "./facts-of.ts";
import { type MoveSettings, nextMove } from "./next-move.ts";
import { readyFor } from "./prepared.ts";

/** ms each skill may take; later answers are worth less than a person at once. */
const UNDERSTAND_MS = 1_000;
const KNOWLEDGE_MS = 1_000;
const ORDERS_MS = 2_500;
const SUGGEST_MS = 1_500;

export interface Findings {
  hits: KnowledgeHit[];
  /** False when the search was degraded. */
  complete: boolean;
}

/** The skills that think composes; each is plugged in by `thinkers`. */
export interface Thinkers {
  understand(text: string, context: readonly ContextTurn[]): Promise<Understanding>;
  search(task: ThinkTask, understanding: Understanding): Promise<Findings>;
  lookUp(task: ThinkTask, understanding: Understanding): Promise<OrderFinding[]>;
  suggest(task: ThinkTask, understanding: Understanding, findings: Findings, orders: readonly OrderFinding[]): Promise<Suggestion[]>;
  settings: MoveSettings;
  /** Told of skills that failed or were late. */
  report(component: "model" | "knowledge" | "orders" | "suggestions", state: "ok" | "degraded", detail: string): void;
  timer?: Timer;
}

/** What is understood when nothing can understand: a person is needed. */
export const NOT_UNDERSTOOD: Understanding = {
  intents: [],
  slots: [],
  topics: [],
  language: "other",
  outOfScope: 0,
  margin: 0,
  model: { version: "none" },
  degraded: true,
};

/** A bare number that answers an offered list is understood as what it stands for. */
function inWords(task: ThinkTask): ThinkTask {
  const chosen = task.choices ? answeredChoice(task.text, task.choices) : null;
  return chosen ? { ...task, text: chosen.label } : task;
}

export async function think(given: ThinkTask, thinkers: Thinkers, now: number): Promise<Thought> {
  const task = inWords(given);
  const ask = <T>(component: Parameters<Thinkers["report"]>[0], ms: number, work: () => Promise<T>, otherwise: T, lack?: (value: T) => string): Promise<T> =>
    inTimeOr(thinkers, component, ms, work, otherwise, lack);
  const ready = readyFor(task, now);
  const read = () => ask("model", UNDERSTAND_MS, () => thinkers.understand(task.text, task.context), NOT_UNDERSTOOD, lackOfModel);
  const understanding = task.text === "" ? NOT_UNDERSTOOD : (ready?.understanding ?? (await read()));
  const [findings, orders] = await Promise.all([
    ready ?? ask("knowledge", KNOWLEDGE_MS, () => thinkers.search(task, understanding), { hits: [], complete: false }),
    ask("orders", ORDERS_MS, () => thinkers.lookUp(task, understanding), UNAVAILABLE),
  ]);
  const suggestions = await ask("suggestions", SUGGEST_MS, () => thinkers.suggest(task, understanding, findings, orders), []);
  return {
    understanding,
    hits: findings.hits,
    complete: findings.complete,
    orders,
    suggestions,
    facts: factsOf(understanding),
    next: nextMove(task, understanding, suggestions, thinkers.settings),
    at: now,
  };
}

const UNAVAILABLE: OrderFinding[] = [{ found: "unavailable", reason: "The order system did not answer in time" }];

/** Rules gave an answer in time, and yet the model did not: health says so. */
const lackOfModel = (understanding: Understanding): string => (understanding.degraded ? "rules answer: the model is cold, missing or broken" : "");

/** `lack` says what an answer in time was still wanting; "" = nothing. */
async function inTimeOr<T>(
  thinkers: Thinkers,
  component: Parameters<Thinkers["report"]>[0],
  ms: number,
  work: () => Promise<T>,
  otherwise: T,
  lack: (value: T) => string = () => "",
): Promise<T> {
  try {
    const answer = await within(work(), ms, thinkers.timer ?? platformTimer);
    const detail = answer.inTime ? lack(answer.value) : `no answer within ${ms} ms`;
    thinkers.report(component, detail === "" ? "ok" : "degraded", detail);
    return answer.inTime ? answer.value : otherwise;
  } catch (error) {
    thinkers.report(component, "degraded", error instanceof Error ? error.message : "failed");
    return otherwise;
  }
}
