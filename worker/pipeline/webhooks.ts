/** Outgoing webhooks at work: one attempt, what its answer means, and what follows when a subscriber is switched off. */
import type { WebhookOutcome, WebhookTask } from "../../protocol/webhooks.ts";
import { postOutside } from "../channels/outside.ts";
import { retryAfterMs } from "../channels/retry-after.ts";
import type { Services } from "../services.ts";
import { listAgents } from "../tenants/people.ts";
import { signedHeaders } from "../webhooks/sign.ts";
import { listWebhooks, noteState, wayTo } from "../webhooks/store.ts";

/** ms a subscriber may take */
const PATIENCE_MS = 15_000;
/** A subscriber that asks for more than this is asked again all the same. */
const LONGEST_REST_MS = 3_600_000;

export async function sendWebhook(services: Services, { tenant, webhookId, eventId, body }: WebhookTask): Promise<WebhookOutcome> {
  const began = services.now();
  const way = await wayTo(services.db, await services.keyring(), tenant, webhookId, began);
  if (!way) return { outcome: "gone", status: null, ms: 0, detail: "The subscription is gone, or its secret cannot be opened" };
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "user-agent": "Kefu-Webhooks/1",
    ...(await signedHeaders(eventId, began, body, way.secrets)),
  };
  const answer = await postOutside(way.url, headers, body, services, PATIENCE_MS);
  const ms = services.now() - began;
  switch (answer.answer) {
    case "refused":
      return { outcome: "gone", status: null, ms, detail: answer.why };
    case "none":
      return { outcome: "retry", status: null, ms, detail: answer.why };
    case "answered":
      return judged(answer, ms, began);
    default:
      return answer satisfies never;
  }
}

function judged({ status, text, retryAfter }: { status: number; text: string; retryAfter: string | null }, ms: number, now: number): WebhookOutcome {
  if (status >= 200 && status < 300) return { outcome: "accepted", status, ms };
  const detail = `${status}${text === "" ? "" : `: ${text}`}`;
  // Standard Webhooks: 410 says that this address will never take anything again.
  if (status === 410) return { outcome: "gone", status, ms, detail };
  const asked = retryAfterMs(retryAfter, now) ?? 0;
  return { outcome: "retry", status, ms, detail, ...(asked > 0 ? { afterMs: Math.min(asked, LONGEST_REST_MS) } : {}) };
}

/** Shown in lists, and told to every admin's desk. */
export async function webhookOff(services: Services, tenant: string, webhookId: string, detail: string): Promise<boolean> {
  const now = services.now();
  if (!(await noteState(services.db, tenant, webhookId, "off", detail, now))) return true;
  services.listeners.forget(tenant);
  const admins = (await listAgents(services.db, tenant)).filter((agent) => agent.role === "admin" && agent.disabledAt === null);
  const notice = { id: `webhook-off:${webhookId}:${now}`, at: now, type: "notice" as const, code: "webhook_off", detail: `${webhookId}: ${detail}` };
  await Promise.all(admins.map(({ id }) => services.desk(tenant, id).tell(tenant, id, [notice])));
  return true;
}

/** For whoever erases a customer: their words in every outbox of the tenant; how many deliveries went. */
export async function eraseFromWebhooks(services: Services, tenant: string, customerId: string): Promise<number> {
  const webhooks = await listWebhooks(services.db, tenant);
  const gone = await Promise.all(webhooks.map(({ id }) => services.webhook(tenant, id).eraseCustomer(tenant, id, customerId)));
  return gone.reduce((sum, one) => sum + one, 0);
}
