/**
 * Agents' desks are told together: while one call to a desk is under way, what else is for it waits and leaves in one call, since each
 * call is one commit of the desk. Whoever comes alone waits for nothing.
 */
import type { DeskEvent } from "../../protocol/agent-frames.ts";
import type { DeskPort } from "../../protocol/ports.ts";
import { platformTimer, type Timer, within } from "../resilience/deadline.ts";

/** ms a call is waited for by those behind it. Its request may have been cut off, and then nobody would ever hear of it. */
const CALL_PATIENCE_MS = 3_000;
const MOST_AT_ONCE = 100;

interface Gathering {
  events: DeskEvent[];
  told: Promise<void>;
}
interface Line {
  /** The newest call, under way or waiting for the one before. */
  last: Promise<void>;
  /** epoch ms */
  since: number;
  open: Gathering | null;
}

export interface Desks {
  desk(tenant: string, agentId: string): Pick<DeskPort, "tell">;
  now(): number;
  timer?: Timer;
}

export class DeskTeller {
  readonly #desks: Desks;
  readonly #timer: Timer;
  /** Desks that are being told just now. */
  readonly #lines = new Map<string, Line>();

  constructor(desks: Desks) {
    this.#desks = desks;
    this.#timer = desks.timer ?? platformTimer;
  }

  /** Resolves when the desk has the events durably; rejects when it refused, or did not say so in time. Telling again is harmless: events have ids. */
  async tell(tenant: string, agentId: string, events: readonly DeskEvent[]): Promise<void> {
    const key = `${tenant}:${agentId}`;
    const call = async (all: readonly DeskEvent[]): Promise<void> => void (await this.#desks.desk(tenant, agentId).tell(tenant, agentId, all));
    const line = this.#lines.get(key);
    if (!line || this.#desks.now() - line.since > 2 * CALL_PATIENCE_MS) return this.#lead(key, { last: call(events), since: this.#desks.now(), open: null });
    if (line.open && line.open.events.length < MOST_AT_ONCE) {
      line.open.events.push(...events);
      const told = await within(line.open.told, 2 * CALL_PATIENCE_MS, this.#timer);
      if (!told.inTime) throw new Error("the desk did not answer in time");
      return;
    }
    const gathering = this.#gather(line, [...events], call);
    line.open = gathering;
    line.last = gathering.told;
    line.since = this.#desks.now();
    return this.#lead(key, line);
  }

  /** Leaves when the call before has ended, however it did. */
  #gather(line: Line, events: DeskEvent[], call: (events: readonly DeskEvent[]) => Promise<void>): Gathering {
    const before = line.last;
    const gathering: Gathering = {
      events,
      told: within(before, CALL_PATIENCE_MS, this.#timer)
        .catch(() => undefined)
        .then(() => {
          if (line.open === gathering) line.open = null;
          return call(gathering.events);
        }),
    };
    return gathering;
  }

  /** Waits for the newest call of the line, which ends with it when nobody came behind. */
  async #lead(key: string, line: Line): Promise<void> {
    const { last } = line;
    this.#lines.set(key, line);
    try {
      await last;
    } finally {
      if (line.last === last && this.#lines.get(key) === line) this.#lines.delete(key);
    }
  }
}
