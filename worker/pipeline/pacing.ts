/** The pace a platform wants, kept per chat in this isolate. A second isolate may be a message too quick; the platform then throttles and the outbox waits. */
import { nextSendAt } from "../channels/rules.ts";
import { BoundedMap } from "../resilience/bounded-map.ts";
import type { ChannelAccount } from "./channel-accounts.ts";

const CHATS = 5_000;
const TIMES = 50;
const recent = new BoundedMap<string, number[]>(CHATS);

/** Waits until another message may go to this chat. */
export function paceOf(account: Pick<ChannelAccount, "id" | "channel">, thread: string): () => Promise<void> {
  const { pace } = account.channel.capabilities;
  return async () => {
    if (!pace) return;
    const key = `${account.id}:${thread}`;
    const times = recent.get(key) ?? [];
    const at = nextSendAt(pace, times, Date.now());
    recent.set(key, [...times.slice(-TIMES), at]);
    const wait = at - Date.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  };
}
