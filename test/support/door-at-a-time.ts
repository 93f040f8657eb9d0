/**
 * The worker as it is, but the platforms' door believes the time in a header: golden vectors carry signed times of years ago.
 * Built for the test of the door only. Requests must come one after the other.
 */
import type { Env } from "../../worker/env.ts";
import worker from "../../worker/index.ts";
import { servicesOf } from "../../worker/services.ts";
import { DOOR_TIME_HEADER } from "./door-time-header.ts";

export { AgentDesk, AgentQueue, ChannelKeeper, ComponentHealth, CustomerSession, Engine, WebhookOutbox } from "../../worker/index.ts";

export default {
  async fetch(request, env, ctx) {
    const at = request.headers.get(DOOR_TIME_HEADER);
    if (at === null) return worker.fetch(request, env, ctx);
    const services = servicesOf(env);
    const { now } = services;
    services.now = () => Number(at);
    try {
      return await worker.fetch(request, env, ctx);
    } finally {
      services.now = now;
    }
  },
  scheduled: (event, env) => worker.scheduled(event, env),
} satisfies ExportedHandler<Env>;
