/** Thinking as far as this isolate has room for it: recording goes first, and what is not thought about now is thought about by the session's alarm. */
import type { ThinkTask } from "../../protocol/ports.ts";
import type { Thought } from "../../protocol/understanding.ts";
import type { Services } from "../services.ts";
import { MOST_RECORDING, MOST_THINKING } from "./busy.ts";
import { think } from "./think.ts";
import { thinkersOf } from "./thinkers.ts";

/** Null = busy. */
export async function thinkOrShed(services: Services, task: ThinkTask): Promise<Thought | null> {
  const { busy } = services;
  if (busy.thinking >= MOST_THINKING || busy.recording >= MOST_RECORDING) return null;
  busy.thinking += 1;
  try {
    return await think(task, await thinkersOf(services, task.tenant), services.now());
  } finally {
    busy.thinking -= 1;
  }
}
