/**
 * What this isolate knows of the components' health, told to `component-health` only when it changes, and at most once a second
 * per component. Readable from memory when the object itself is out of reach.
 */
import type { ComponentState, HealthPort } from "../../protocol/ports.ts";
import { within } from "./deadline.ts";

/** ms between two reports on one component */
const LEAST_BETWEEN_MS = 1_000;
/** A component that is still unwell is reported again, so that the object may forget reporters that died. */
const REPEAT_MS = 30_000;
/** ms the object may take to answer before memory answers alone */
const READ_DEADLINE_MS = 300;

interface Known {
  now: ComponentState;
  told: ComponentState["state"];
  toldAt: number;
}

export class HealthReporter {
  readonly #object: () => HealthPort;
  readonly #later: (work: Promise<unknown>) => void;
  readonly #known = new Map<string, Known>();

  constructor(object: () => HealthPort, later: (work: Promise<unknown>) => void) {
    this.#object = object;
    this.#later = later;
  }

  /** Cheap when nothing changed: called on every success. */
  report(component: string, state: ComponentState["state"], detail: string, now: number): void {
    const known = this.#known.get(component);
    if (!known && state === "ok") return;
    const since = known?.now.state === state ? known.now.since : now;
    const next: Known = { now: { state, since, detail }, told: known?.told ?? "ok", toldAt: known?.toldAt ?? Number.NEGATIVE_INFINITY };
    const due = next.told === state ? state !== "ok" && now - next.toldAt >= REPEAT_MS : now - next.toldAt >= LEAST_BETWEEN_MS;
    this.#known.set(component, due ? { ...next, told: state, toldAt: now } : next);
    if (due) this.#tell(component, state, detail, now);
  }

  /** The shared view, with what this isolate sees itself on top. `reachable: false` = memory alone. */
  async read(): Promise<{ components: Record<string, ComponentState>; reachable: boolean }> {
    const answer = await this.#ask();
    const components: Record<string, ComponentState> = { ...answer };
    for (const [component, { now }] of this.#known) {
      if (now.state !== "ok" || !components[component]) components[component] = now;
    }
    return { components, reachable: answer !== null };
  }

  async #ask(): Promise<Record<string, ComponentState> | null> {
    try {
      const answer = await within(this.#object().read(), READ_DEADLINE_MS);
      return answer.inTime ? answer.value : null;
    } catch {
      return null;
    }
  }

  #tell(component: string, state: ComponentState["state"], detail: string, now: number): void {
    const told = (async () => {
      try {
        await this.#object().report(component, state, detail, now);
      } catch {
        // The next change or repetition tells again; health must never break what it watches.
        const known = this.#known.get(component);
        if (known) this.#known.set(component, { ...known, told: known.told === state ? "ok" : known.told });
      }
    })();
    this.#later(told);
  }
}
