/** Thinking as far as this isolate has room for it: recording goes first, and what is not thought about now is thought about by the session's alarm. */
import type { ThinkTask } from "../../protocol/ports.ts";
import type { Thought } from "../../protocol/understanding.ts";
import type { Services } from "../services.ts";
import { think } from "./think.ts";
import { thinkersOf } from "./thinkers.ts";

/** Messages an isolate thinks about at the same time. */
export const MOST_THINKING = 16;

/** Null = busy. */
export async function thinkOrShed(services: Services, task: ThinkTask): Promise<Thought | null> {
  const { thinking } = services;
  if (thinking.now >= MOST_THINKING) return null;
  thinking.now += 1;
  try {
    return await think(task, await thinkersOf(services, task.tenant), services.now());
  } finally {
    thinking.now -= 1;
  }
}
