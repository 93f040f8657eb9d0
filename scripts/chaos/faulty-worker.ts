/** The worker as it is, over bindings that misbehave on command (`POST /chaos/faults`). Built for `npm run chaos` only. */
import { Engine as RealEngine } from "../../worker/engine.ts";
import type { Env } from "../../worker/env.ts";
import worker from "../../worker/index.ts";
import { type Faults, faulty, setFaults } from "./faults.ts";

export { AgentDesk, AgentQueue, ChannelKeeper, ComponentHealth, CustomerSession, WebhookOutbox } from "../../worker/index.ts";

export class Engine extends RealEngine {
  constructor(ctx: ExecutionContext, env: Env) {
    super(ctx, faulty(env));
  }
}

export default {
  async fetch(request, env, ctx) {
    if (new URL(request.url).pathname !== "/chaos/faults") return worker.fetch(request, faulty(env), ctx);
    setFaults((await request.json()) as Faults);
    return new Response((env as { KEFU_PART?: string }).KEFU_PART ?? "0");
  },
  scheduled: (event, env) => worker.scheduled(event, faulty(env)),
} satisfies ExportedHandler<Env>;
