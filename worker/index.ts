/** What the platform starts: requests, the minute's cron, mail; and the classes it must find here by name. */

import type { Env } from "./env.ts";
import { makeApp } from "./http/app.ts";
import { everyMinute } from "./pipeline/every-minute.ts";
import { receiveMail } from "./pipeline/receive-mail.ts";
import { servicesOf } from "./services.ts";

export { AgentDesk } from "../durable-objects/agent-desk/agent-desk-object.ts";
export { AgentQueue } from "../durable-objects/agent-queue/agent-queue-object.ts";
export { ChannelKeeper } from "../durable-objects/channel-keeper/channel-keeper-object.ts";
export { ComponentHealth } from "../durable-objects/component-health/component-health-object.ts";
export { CustomerSession } from "../durable-objects/customer-session/customer-session-object.ts";
export { WebhookOutbox } from "../durable-objects/webhook-outbox/webhook-outbox-object.ts";
export { Engine } from "./engine.ts";

const app = makeApp();

export default {
  fetch: (request, env, ctx) => app.fetch(request, env, ctx),
  scheduled: async (_event, env) => everyMinute(servicesOf(env)),
  email: async (message, env) => {
    const { from, to, rawSize, raw } = message;
    const mailed = await receiveMail(servicesOf(env), { from, to, size: rawSize, raw });
    if (mailed.mailed) return;
    if ("refuse" in mailed) return message.setReject(mailed.refuse);
    // A failure here makes the sender's server keep the letter and try again.
    throw new Error(mailed.again);
  },
} satisfies ExportedHandler<Env>;
