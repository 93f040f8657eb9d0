/** Thinking as far as this isolate has room for it: recording goes first, and what is not thought about now is thought about by the session's alarm. */
import type { ThinkTask } from "../../protocol/ports.ts";
import type { Thought } from "../../protocol/understanding.ts";
import type { Services } from "../services.ts";
import { think } from "./think.ts";
import { thinkersOf } from "./thinkers.ts";

/** Null = busy. */
export const thinkOrShed = (services: Services, task: ThinkTask): Promise<Thought | null> =>
  services.busy.think(services.now(), async () => think(task, await thinkersOf(services, task.tenant), services.now()));
