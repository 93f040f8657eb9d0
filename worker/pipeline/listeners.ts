/** Who wants to hear of what happens at a tenant: read for every projection, so it is remembered like accounts and keys. */
import type { WebhookMode } from "../../protocol/webhooks.ts";

export interface Listeners {
  webhooks: { id: string; events: string[] }[];
}

/** Never null: that nobody listens is remembered as well. */
export async function loadListeners(db: D1Database, tenant: string): Promise<Listeners> {
  const { results } = await db
    .prepare("SELECT id, events FROM webhooks WHERE tenant = ?1 AND state IN (?2, ?3)")
    .bind(tenant, "on" satisfies WebhookMode, "paused" satisfies WebhookMode)
    .all<{ id: string; events: string }>();
  return { webhooks: results.map(({ id, events }) => ({ id, events: JSON.parse(events) as string[] })) };
}

export const anybodyListens = ({ webhooks }: Listeners): boolean => webhooks.length > 0;
