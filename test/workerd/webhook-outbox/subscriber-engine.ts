/** What an outbox asks of the engine, answered as a test wants. */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { WebhookEnginePort, WebhookOutcome, WebhookTask } from "../../../protocol/webhooks.ts";

export const sent: string[] = [];
export const off: string[] = [];
export const script: { answers: (WebhookOutcome | "die")[] } = { answers: [] };

export class SubscriberEngine extends WorkerEntrypoint implements WebhookEnginePort {
  async sendWebhook(task: WebhookTask): Promise<WebhookOutcome> {
    const answer = script.answers.shift() ?? { outcome: "accepted", status: 200, ms: 1 };
    if (answer === "die") throw new Error("the engine died");
    if (answer.outcome === "accepted") sent.push(task.eventId);
    return answer;
  }
  async webhookOff(_tenant: string, webhookId: string, detail: string): Promise<boolean> {
    off.push(`${webhookId}: ${detail}`);
    return true;
  }
}
