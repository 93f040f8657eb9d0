/** What every route finds in its context. */
import type { Context } from "hono";
import type { Env } from "../env.ts";
import type { Services } from "../services.ts";
import type { Principal } from "../tenants/roles.ts";

/** What a write changed, for the audit log; what is absent is read from the address and the answer. */
export interface Change {
  action?: string;
  subject?: string;
  before?: Readonly<Record<string, unknown>> | null;
  after?: Readonly<Record<string, unknown>> | null;
}

export interface HttpEnv {
  Bindings: Env;
  Variables: { services: Services; principal: Principal | null; change: Change | null };
}
export type HttpContext = Context<HttpEnv>;
