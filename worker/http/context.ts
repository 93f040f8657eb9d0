/** What every route finds in its context. */
import type { Context } from "hono";
import type { Env } from "../env.ts";
import type { Services } from "../services.ts";
import type { Principal } from "../tenants/roles.ts";

export interface HttpEnv {
  Bindings: Env;
  Variables: { services: Services; principal: Principal | null };
}
export type HttpContext = Context<HttpEnv>;
