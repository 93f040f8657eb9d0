/** What the alarm does: everything the worker did not finish. Each kind of work fails by itself and comes back with backoff. */
import type { Turn } from "../../protocol/conversation.ts";
import type { Appointment, NextStep, ThinkTask } from "../../protocol/ports.ts";
import { wakeUp } from "./change-owner.ts";
import { keepThought } from "./keep-thought.ts";
import { backoffMs } from "./outbox.ts";
import { projected, projectionOf, projectLater } from "./projection.ts";
import type { Sending } from "./sending.ts";
import type { Session } from "./session.ts";
import { CONTEXT_TURNS, thinkTask } from "./think-task.ts";
import type { TodoRow } from "./todo-store.ts";
import type { Workplace } from "./workplace.ts";

/** Rounds in a row before the alarm comes to its end; the rest rings again. */
const ROUNDS_AT_ONCE = 20;
/** Rows of one kind done in one alarm; the rest has the next one. */
const ROWS_AT_ONCE = 50;
/** An engine that does not answer is asked again after four seconds rather than one: a thousand sessions that ask every second are a flood themselves. */
const HEAD_START = 2;
/** The rest grows to that of so many attempts, 16 seconds: the jitter counts from there, for a limit put on what it gives would let all ask at the same beat. */
const MOST_ATTEMPTS = 5;

/** ms until an engine that has failed so many times in a row is asked to think again; chance in 0…1. */
export const thinkingRestMs = (failures: number, chance: number): number => backoffMs(Math.min(failures + HEAD_START, MOST_ATTEMPTS), chance);

function later(place: Workplace, row: TodoRow): void {
  place.write((session) => session.todos.later(row.id, session.now + backoffMs(row.attempts + 1, place.chance())));
}

/** Runs one row's work; a failure leaves the row for later and hurts nobody else. */
async function attempt(place: Workplace, row: TodoRow, work: () => Promise<boolean>): Promise<void> {
  try {
    if (await work()) return;
  } catch {
    // The row below keeps what is to be done; the component's health is reported by whoever failed.
  }
  later(place, row);
}

/** The task of a turn that nobody has thought about yet; null when there is nothing to think. */
function taskOf(session: Session, turn: Turn): ThinkTask | null {
  const conversation = session.store.conversation(turn.conversationId);
  if (!conversation || turn.intents !== undefined) return null;
  return thinkTask(session.head, conversation, turn, session.turns.page(conversation.id, turn.seq, CONTEXT_TURNS));
}

/**
 * In their order: a later message is understood with the earlier one in mind. The first failure ends the round:
 * an engine that is overloaded or down is not asked once more for every message that waits.
 */
async function think(place: Workplace): Promise<"done" | "failed" | Appointment> {
  const address = place.write((session) => session.address());
  if (!address) return "done";
  try {
    const wait = await place.engine.roomToThink(address);
    if (wait) return wait;
  } catch {
    return "failed";
  }
  for (const turn of place.write((session) => session.thinking.first(session.now, ROWS_AT_ONCE)) ?? []) {
    const task = place.write((session) => taskOf(session, turn));
    if (!task) {
      place.write((session) => session.thoughtAbout(turn));
      continue;
    }
    try {
      const thought = await place.engine.think(task);
      if ("thinkAgainAt" in thought) return thought;
      place.write((session) => keepThought(session, turn.id, task.epoch, thought, 0));
    } catch {
      return "failed";
    }
  }
  return "done";
}

async function settle(place: Workplace): Promise<void> {
  const rows = place.write((session) => session.todos.due("step", session.now, ROWS_AT_ONCE)) ?? [];
  const steps = rows.flatMap((row): NextStep[] => (row.todo.kind === "step" ? [row.todo.step] : []));
  if (steps.length === 0) return;
  const address = place.write((session) => session.address());
  if (!address) return;
  const done = new Set(await place.engine.settle(address, steps).catch((): string[] => []));
  place.write((session) => session.todos.remove([...done]));
  for (const row of rows) if (!done.has(row.id)) later(place, row);
}

async function runErrands(place: Workplace): Promise<void> {
  const address = place.write((session) => session.address());
  for (const row of place.write((session) => session.todos.due("errand", session.now, ROWS_AT_ONCE)) ?? []) {
    const { todo } = row;
    if (todo.kind !== "errand" || !address) continue;
    await attempt(place, row, async () => {
      const done = (await place.engine.errand?.(address, todo.errand)) === true;
      if (done) place.write((session) => session.todos.remove([row.id]));
      return done;
    });
  }
}

function wakeConversations(place: Workplace): void {
  place.write((session) => {
    const rows = session.todos.due("wake", session.now, ROWS_AT_ONCE);
    if (rows.length === 0) return;
    const steps = rows.flatMap((row) => (row.todo.kind === "wake" ? wakeUp(session, row.todo.conversationId) : []));
    session.todos.remove(rows.map((row) => row.id));
    session.todo(steps, 0);
    session.save();
  });
}

async function project(place: Workplace): Promise<void> {
  const task = place.write((session) => (session.head.projectAt !== null && session.head.projectAt <= session.now ? projectionOf(session) : null));
  if (!task) return;
  const told = await place.engine.project(task).catch(() => false);
  place.write((session) => {
    session.listened = told === "listened";
    if (told === false) projectLater(session, place.chance());
    else projected(session, task);
  });
}

/** One look at what is due, so that a round opens no transaction for nothing: most have one thing to do. */
function whatIsDue(session: Session): Record<"moved" | "wake" | "think" | "step" | "errand" | "project", boolean> {
  session.dropSettled();
  const has = (kind: "wake" | "step" | "errand"): boolean => session.todos.due(kind, session.now, 1).length > 0;
  const { projectAt } = session.head;
  const thinkAt = session.thinking.nextDue();
  return {
    moved: session.moved() !== null,
    wake: has("wake"),
    think: thinkAt !== null && thinkAt <= session.now,
    step: has("step"),
    errand: has("errand"),
    project: projectAt !== null && projectAt <= session.now,
  };
}

/** Due work, one round at a time: a call during a round adds another one behind it. */
export class DueWork {
  private readonly place: Workplace;
  private readonly sending: Sending;
  /** Rounds in a row in which thinking failed; the turns wait meanwhile. In memory: a new instance tries at once. */
  private failures = 0;
  private running: Promise<void> | null = null;
  private again = false;

  constructor(place: Workplace, sending: Sending) {
    this.place = place;
    this.sending = sending;
  }

  /** Resolves when nothing is due any more; what is due later rings by itself. */
  run(): Promise<void> {
    this.again = true;
    this.running ??= this.rounds().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async rounds(): Promise<void> {
    for (let round = 0; this.again && round < ROUNDS_AT_ONCE; round++) {
      this.again = false;
      await this.round();
      const next = this.place.write((session) => ({ at: session.nextDue(), now: session.now }));
      // What a round leaves due at once (a sent reply is told to its agent) is done with it.
      if (next?.at !== null && next && next.at <= next.now) this.again = true;
    }
    this.place.write((session) => {
      const next = session.nextDue();
      if (next !== null) session.after.ring(next);
    });
  }

  private async think(): Promise<void> {
    const { place } = this;
    const went = await think(place);
    this.failures = went === "failed" ? this.failures + 1 : 0;
    if (went === "done") return;
    place.write((session) => {
      session.thinking.notBefore = went === "failed" ? session.now + thinkingRestMs(this.failures, place.chance()) : went.thinkAgainAt;
    });
  }

  private async round(): Promise<void> {
    const { place, sending } = this;
    const due = place.write(whatIsDue);
    if (due === null) return;
    if (due.moved) {
      await Promise.all([settle(place), runErrands(place)]);
      return;
    }
    sending.start();
    if (due.wake) wakeConversations(place);
    if (due.think) await this.think();
    // What thinking asks for is looked at in the next round.
    await Promise.all([due.step && settle(place), due.errand && runErrands(place), due.project && project(place)]);
    sending.start();
    await sending.idle();
  }
}
