/** Thinking as far as this isolate has room for it: recording goes first, and what is not thought about now is thought about when the session is called. */
import type { ThinkTask } from "../../protocol/ports.ts";
import type { Thought } from "../../protocol/understanding.ts";
import type { Services } from "../services.ts";
import { callWaiting } from "./call-waiting.ts";
import { useOf } from "./prepared.ts";
import { think } from "./think.ts";
import { thinkersOf } from "./thinkers.ts";

/** Null = busy. */
export async function thinkOrShed(services: Services, task: ThinkTask): Promise<Thought | null> {
  const { busy, waitingRoom, now } = services;
  const thought = await busy.think(now(), () => thinkNow(services, task), waitingRoom.isCalled(task, now()));
  callWaiting(services);
  return thought;
}

async function thinkNow(services: Services, task: ThinkTask): Promise<Thought> {
  const began = services.now();
  const thought = await think(task, await thinkersOf(services, task.tenant), began);
  services.metrics.observe(
    "kefu_think_duration_seconds",
    "Time to think about a message",
    { degraded: String(thought.understanding.degraded) },
    (services.now() - began) / 1_000,
  );
  const prepared = useOf(task, thought, began);
  if (prepared)
    services.metrics.count("kefu_anticipated_total", "Messages whose answer was looked for while they were typed, by what came of it", { prepared });
  services.traces.note(task.tenant, "thought", task.turnId, task.trace);
  return thought;
}
