/**
 * Every write by people and keys is in the audit log before it is acknowledged. What is said in conversations is not repeated here: the
 * session's tree keeps it with its author. Sign-in events are written where they happen.
 */
import type { MiddlewareHandler } from "hono";
import { difference } from "../audit/difference.ts";
import { appendAudit } from "../audit/log.ts";
import { log, whereOf } from "../resilience/log.ts";
import type { Services } from "../services.ts";
import { actorOf } from "../tenants/roles.ts";
import type { Change, HttpContext, HttpEnv } from "./context.ts";
import { problemAnswer } from "./problems.ts";

const WRITES = new Set(["POST", "PATCH", "PUT", "DELETE"]);
const NOT_HERE = /^\/v1\/(message|understand|uploads|conversations|visitor|sign-in|sign-out|password-reset|me|admin|agents\/me)(\/|$)/;
const VERB: Readonly<Record<string, string>> = { POST: "added", PUT: "set", PATCH: "changed", DELETE: "removed" };

/** Tells the audit log what this write changes. */
export const noteChange = (c: HttpContext, change: Change): void => c.set("change", change);

/** An event of a tenant. Throws when it cannot be stored. */
export async function account(
  services: Services,
  tenant: string,
  event: { actor: string; action: string; subject: string; before?: Change["before"]; after?: Change["after"] },
): Promise<void> {
  const { actor, action, subject } = event;
  await appendAudit(services.audit, tenant, { actor, action, subject, ...difference(event.before ?? null, event.after ?? null) });
}

/** `/v1/customers/cu_1/merge` → `customers.merge` of `customers:cu_1`; `/v1/keys` → `keys.added`. */
function namesOf(method: string, path: string, answeredId: string | null): { action: string; subject: string } {
  const [kind = "", id, ...rest] = path.replace(/^\/v1\//, "").split("/");
  const verb = rest.length > 0 ? rest.join(".") : id !== undefined && method === "POST" ? id : (VERB[method] ?? method.toLowerCase());
  return { action: `${kind}.${verb}`, subject: `${kind}:${answeredId ?? id ?? "-"}` };
}

async function answeredId(answer: Response): Promise<string | null> {
  if (!/json/.test(answer.headers.get("content-type") ?? "")) return null;
  const body = (await answer.clone().json()) as { id?: unknown } | null;
  return typeof body?.id === "string" ? body.id : null;
}

export const audited: MiddlewareHandler<HttpEnv> = async (c, next) => {
  await next();
  const principal = c.get("principal");
  if (!principal || principal.kind === "visitor" || !WRITES.has(c.req.method) || NOT_HERE.test(c.req.path) || c.res.status >= 400) return;
  const change = c.get("change");
  try {
    const isNamed = change?.action !== undefined && change.subject !== undefined;
    const names = namesOf(c.req.method, c.req.path, isNamed ? null : await answeredId(c.res));
    await account(c.get("services"), principal.tenant, { actor: actorOf(principal), ...names, ...change });
  } catch (error) {
    log("error", "audit", whereOf(error));
    c.res = undefined;
    c.res = problemAnswer("unavailable", "The change could not be put into the audit log; send it again", {}, { "retry-after": "2" });
  }
};
