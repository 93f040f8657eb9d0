/**
 * The road of a request by its id: recorded, thought, queued, sent, with times. The id goes along with the work (also behind the answer) and
 * into the objects, which keep it on the turn, so that what an alarm does later is told to the same trace. What an isolate has seen lies in
 * its memory, bounded; with LOG_ROAD the same steps are lines of the log, which is where several isolates meet.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { BoundedMap } from "./bounded-map.ts";

export type RoadStep = "recorded" | "kept" | "refused" | "thought" | "queued" | "told" | "sent" | "due again" | "parked";

export interface Step {
  step: RoadStep;
  /** epoch ms */
  at: number;
  /** A turn's, conversation's or channel's id or kind; never words. */
  about: string;
}

interface Trace {
  tenant: string;
  steps: Step[];
}

/** Requests an isolate remembers, and steps of one. */
const REMEMBERED = 5_000;
const MOST_STEPS = 200;
/** A caller's own id is taken when it looks like one. */
const REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{7,99}$/;

const current = new AsyncLocalStorage<string>();

export const currentTrace = (): string | undefined => current.getStore();
export const withTrace = <T>(id: string, work: () => T): T => current.run(id, work);
/** The id goes onto what is stored, when there is one. */
export const tracedBy = (id: string | undefined = currentTrace()): { trace?: string } => (id === undefined ? {} : { trace: id });

export const isRequestId = (text: string | undefined): text is string => text !== undefined && REQUEST_ID.test(text);

export class Traces {
  readonly #traces = new BoundedMap<string, Trace>(REMEMBERED);
  readonly #now: () => number;
  readonly #tell: ((tenant: string, id: string, step: Step) => void) | null;

  constructor(now: () => number, tell: ((tenant: string, id: string, step: Step) => void) | null = null) {
    this.#now = now;
    this.#tell = tell;
  }

  /** `id` absent = the running request; outside of any it is nobody's step. */
  note(tenant: string, step: RoadStep, about: string, id: string | undefined = currentTrace()): void {
    if (id === undefined) return;
    const key = `${tenant}\n${id}`;
    const trace = this.#traces.get(key) ?? { tenant, steps: [] };
    const next = { step, at: this.#now(), about };
    if (trace.steps.length < MOST_STEPS) trace.steps.push(next);
    this.#traces.set(key, trace);
    this.#tell?.(tenant, id, next);
  }

  of(tenant: string, id: string): readonly Step[] | null {
    return this.#traces.get(`${tenant}\n${id}`)?.steps ?? null;
  }
}
