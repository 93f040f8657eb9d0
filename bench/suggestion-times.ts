/** When suggestions came to the agent's socket, by turn. */
import type { AgentAtWork } from "./agent-at-work.ts";

interface Event {
  event?: { type: string; turnId?: string };
}

/** Taken in the moment they come. */
export function suggestionTimes({ tab }: AgentAtWork): Map<string, number> {
  const times = new Map<string, number>();
  const { frames } = tab;
  const push = frames.push.bind(frames);
  frames.push = (...added) => {
    for (const frame of added) {
      const { event } = frame as Event;
      if (event?.type === "suggestions" && event.turnId !== undefined) times.set(event.turnId, performance.now());
    }
    return push(...added);
  };
  return times;
}
