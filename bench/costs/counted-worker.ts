/** The worker as it is, over bindings that count (`GET /counted`, `POST /counted` begins anew, `POST /counted/minute` runs the cron once by itself). Built for the cost page only. */
import { Engine as RealEngine } from "../../worker/engine.ts";
import type { Env } from "../../worker/env.ts";
import * as kefu from "../../worker/index.ts";
import { count, countAnew, counted, countStorage, countsSoFar } from "./counts.ts";

type ObjectClass = new (ctx: DurableObjectState, env: object) => { alarm?(info?: AlarmInvocationInfo): Promise<void> };

const countedClass = <C extends new (ctx: never, env: never) => object>(one: C): C => {
  const general = one as unknown as ObjectClass;
  return class extends general {
    constructor(ctx: DurableObjectState, env: object) {
      countStorage(ctx.storage);
      super(ctx, counted(env));
    }
    override async alarm(info?: AlarmInvocationInfo): Promise<void> {
      count("objectRequests");
      await super.alarm?.(info);
    }
  } as unknown as C;
};

export class AgentDesk extends countedClass(kefu.AgentDesk) {}
export class AgentQueue extends countedClass(kefu.AgentQueue) {}
export class ChannelKeeper extends countedClass(kefu.ChannelKeeper) {}
export class ComponentHealth extends countedClass(kefu.ComponentHealth) {}
export class CustomerSession extends countedClass(kefu.CustomerSession) {}
export class WebhookOutbox extends countedClass(kefu.WebhookOutbox) {}

export class Engine extends RealEngine {
  constructor(ctx: ExecutionContext, env: Env) {
    super(ctx, counted(env));
  }
}

const now = { cron: "* * * * *", scheduledTime: 0, noRetry: () => undefined };

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === "/counted/minute") await kefu.default.scheduled(now, counted(env));
    else if (pathname === "/counted" && request.method === "POST") countAnew();
    else if (pathname !== "/counted") {
      count("workerRequests");
      return kefu.default.fetch(request, counted(env), ctx);
    }
    return Response.json(countsSoFar());
  },
  // The minute is counted by itself: it comes by the clock, not by messages.
  scheduled: () => Promise.resolve(),
} satisfies ExportedHandler<Env>;
