/** When the next message to a chat may go, so that the platform need not throttle. */
import type { Pace } from "../channel.ts";

/** `recent` = times of the last messages to this chat, oldest first, epoch ms. The answer is `now` or later. */
export function nextSendAt(pace: Pace | undefined, recent: readonly number[], now: number): number {
  if (!pace) return now;
  const first = recent.at(-pace.messages);
  return first === undefined ? now : Math.max(now, first + pace.perMs);
}
