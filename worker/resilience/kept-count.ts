/** How many messages of a tenant wait to be replayed, for whoever looks while something is ill. */
import { platformTimer, type Timer, within } from "./deadline.ts";
import type { FallbackStore } from "./fallback-store.ts";

/** Who asks how things are must hear soon, ms. */
const COUNTED_WITHIN_MS = 500;

/** Null = it cannot be told now: the store that holds them is away or slow. */
export async function keptCount(store: Pick<FallbackStore, "count">, tenant: string, timer: Timer = platformTimer): Promise<number | null> {
  const counting = store.count(tenant).catch(() => null);
  const counted = await within(counting, COUNTED_WITHIN_MS, timer);
  return counted.inTime ? counted.value : null;
}
