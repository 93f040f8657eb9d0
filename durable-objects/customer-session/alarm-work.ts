/** What the alarm does: everything the worker did not finish. Each kind of work fails by itself and comes back with backoff. */
import type { NextStep, ThinkTask } from "../../protocol/ports.ts";
import { wakeUp } from "./change-owner.ts";
import { keepThought } from "./keep-thought.ts";
import { backoffMs } from "./outbox.ts";
import { projected, projectionOf, projectLater } from "./projection.ts";
import type { Sending } from "./sending.ts";
import type { Session } from "./session.ts";
import { thinkTask } from "./think-task.ts";
import type { TodoRow } from "./todo-store.ts";
import type { Workplace } from "./workplace.ts";

/** Rows of one kind done in one alarm; the rest has the next one. */
const ROWS_AT_ONCE = 50;

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

/** The task of a turn that was not thought about yet; null when there is nothing to think. */
function taskOf(session: Session, turnId: string): ThinkTask | null {
  const turn = session.turns.byId(turnId);
  const conversation = turn ? session.store.conversation(turn.conversationId) : null;
  if (!turn || !conversation || turn.intents !== undefined) return null;
  const earlier = session.turns.page(conversation.id, turn.seq, ROWS_AT_ONCE);
  return thinkTask(session.head, conversation, turn, earlier);
}

/** In their order: a later message is understood with the earlier one in mind. */
async function think(place: Workplace): Promise<void> {
  for (const row of place.write((session) => session.todos.due("think", session.now, ROWS_AT_ONCE)) ?? []) {
    const { todo } = row;
    if (todo.kind !== "think") continue;
    await attempt(place, row, async () => {
      const task = place.write((session) => taskOf(session, todo.turnId));
      if (!task) {
        place.write((session) => session.todos.remove([row.id]));
        return true;
      }
      const thought = await place.engine.think(task);
      place.write((session) => {
        keepThought(session, todo.turnId, task.epoch, thought);
        session.dropSettled();
      });
      return true;
    });
  }
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
  place.write((session) => (told ? projected(session, task) : projectLater(session, place.chance())));
}

/** One alarm. What is due again afterwards is found by the caller through `nextDue`. */
export async function doDueWork(place: Workplace, sending: Sending): Promise<void> {
  const moved = place.write((session) => {
    session.dropSettled();
    return session.moved() !== null;
  });
  if (moved === null) return;
  if (moved) {
    await Promise.all([settle(place), runErrands(place)]);
    return;
  }
  sending.start();
  wakeConversations(place);
  await think(place);
  await Promise.all([settle(place), runErrands(place), project(place)]);
  sending.start();
  await sending.idle();
}

/** When the alarm must ring next, epoch ms; null = nothing is left to do. */
export function nextAlarm(session: Session): number | null {
  const todo = session.todos.nextDue(session.moved() !== null);
  const { projectAt } = session.head;
  if (session.moved() || projectAt === null) return todo;
  return todo === null ? projectAt : Math.min(todo, projectAt);
}
