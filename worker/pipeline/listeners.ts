/** Who wants to hear of what happens at a tenant: read for every projection, so it is remembered like accounts and keys. */
import type { WebhookMode } from "../../protocol/webhooks.ts";
import { listRules, type Rule } from "../automation/rules.ts";

export interface Listeners {
  webhooks: { id: string; events: string[] }[];
  /** those that are switched on, in their order */
  rules: Rule[];
}

/** Never null: that nobody listens is remembered as well. */
export async function loadListeners(db: D1Database, tenant: string): Promise<Listeners> {
  const { results } = await db
    .prepare("SELECT id, events FROM webhooks WHERE tenant = ?1 AND state IN (?2, ?3)")
    .bind(tenant, "on" satisfies WebhookMode, "paused" satisfies WebhookMode)
    .all<{ id: string; events: string }>();
  const rules = (await listRules(db, tenant)).filter(({ enabled }) => enabled);
  return { webhooks: results.map(({ id, events }) => ({ id, events: JSON.parse(events) as string[] })), rules };
}

export const anybodyListens = ({ webhooks, rules }: Listeners): boolean => webhooks.length + rules.length > 0;
