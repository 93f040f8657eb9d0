/**
 * Snapshots for the read model that come close together are written together, in pieces so small that messages are not kept waiting by
 * one, and one piece at a time.
 */
import type { ProjectTask } from "../../protocol/ports.ts";
import { platformTimer, type Timer, within } from "../resilience/deadline.ts";
import { writeSnapshots } from "./project.ts";

/** ms a snapshot waits for others; longer while messages are being recorded one upon the other: each batch is one commit on the same thread */
const GATHER_MS = 50;
const GATHER_BUSY_MS = 400;
/** Turns in one batch, which take D1 some 20 ms; a single customer's snapshot is written whole. */
const MOST_TURNS = 300;
/** Longer than any write takes by its own deadline. A request that was cut off takes its timers with it, and then nobody would ever hear of its batch. */
const PATIENCE_MS = 3_000;

interface Gathering {
  tasks: ProjectTask[];
  turns: number;
  /** epoch ms */
  since: number;
  written: Promise<boolean>;
}

/** What the projector needs of its isolate. */
export interface ProjectorHost {
  db: D1Database;
  now(): number;
  report(state: "ok" | "degraded", detail: string): void;
  /** Messages are being recorded one upon the other. */
  isBusy(): boolean;
  timer?: Timer;
}

export class Projector {
  readonly #host: ProjectorHost;
  readonly #timer: Timer;
  #open: Gathering | null = null;
  /** The newest batch, waiting or under way. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(host: ProjectorHost) {
    this.#host = host;
    this.#timer = host.timer ?? platformTimer;
  }

  /** False = D1 refused; the session asks again later. */
  project(task: ProjectTask): Promise<boolean> {
    const now = this.#host.now();
    const open = this.#open;
    if (open && open.turns + task.turns.length <= MOST_TURNS && now - open.since < PATIENCE_MS) {
      open.tasks.push(task);
      open.turns += task.turns.length;
      return this.#heard(open.written);
    }
    const tasks = [task];
    const written = this.#write(tasks, this.#last);
    this.#open = { tasks, turns: task.turns.length, since: now, written };
    this.#last = written;
    return written;
  }

  async #write(tasks: ProjectTask[], before: Promise<unknown>): Promise<boolean> {
    await this.#pause(this.#host.isBusy() ? GATHER_BUSY_MS : GATHER_MS);
    // The pause after the batch before lets the engine look at the network.
    await within(before, PATIENCE_MS, this.#timer);
    await this.#pause(0);
    if (this.#open?.tasks === tasks) this.#open = null;
    try {
      await writeSnapshots(this.#host.db, tasks);
      this.#host.report("ok", "");
      return true;
    } catch (error) {
      this.#host.report("degraded", error instanceof Error ? error.message : "the read model could not be written");
      return false;
    }
  }

  /** For those who came along: should the batch's own request be cut off, it would never tell them. */
  async #heard(written: Promise<boolean>): Promise<boolean> {
    const heard = await within(written, 2 * PATIENCE_MS, this.#timer);
    return heard.inTime && heard.value;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#timer(ms, resolve));
  }
}
