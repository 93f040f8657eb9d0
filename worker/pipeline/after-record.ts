/** What follows a durable write, after the platform has its answer. Whatever dies here is done by the session's alarm. */
import type { Address, NextStep, RecordOutcome, ThinkTask } from "../../protocol/ports.ts";
import type { Services } from "../services.ts";
import { doSteps } from "./steps.ts";
import { thinkOrShed } from "./think-or-shed.ts";

type Recorded = Extract<RecordOutcome, { outcome: "recorded" }>;

/** Steps that the write itself asked for, then thinking and the steps that follow from it. */
export async function thinkAndMove(services: Services, address: Address, recorded: Recorded): Promise<void> {
  await Promise.all([settleSteps(services, address, recorded.steps), recorded.task ? thinkFor(services, address, recorded.task) : undefined]);
}

async function thinkFor(services: Services, address: Address, task: ThinkTask): Promise<void> {
  const thought = await thinkOrShed(services, task);
  if (!thought) return;
  const kept = await services.session(address.tenant, address.customerId).keepThought(address, task.turnId, task.epoch, thought);
  if (kept.outcome === "kept") await settleSteps(services, address, kept.steps);
}

async function settleSteps(services: Services, address: Address, steps: readonly NextStep[]): Promise<void> {
  if (steps.length === 0) return;
  const done = await doSteps(services, address, steps);
  if (done.length > 0) await services.session(address.tenant, address.customerId).settled(address, done);
}
