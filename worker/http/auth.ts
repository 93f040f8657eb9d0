/** Who asks: an API key, a signed-in agent or a visitor, from the Authorization header or a socket's protocol list. */
import type { MiddlewareHandler } from "hono";
import type { Scope } from "../../protocol/api.ts";
import { sha256Hex } from "../crypto/hash.ts";
import { BoundedMap } from "../resilience/bounded-map.ts";
import type { Services } from "../services.ts";
import { isUsable, KEY_PREFIX, principalOf } from "../tenants/api-keys.ts";
import { mayUse, type Principal, type User } from "../tenants/roles.ts";
import { readAgentToken } from "../tenants/sign-in.ts";
import { readVisitorToken } from "../tenants/visitor-token.ts";
import type { HttpContext, HttpEnv } from "./context.ts";
import { problemAnswer } from "./problems.ts";
import { RateLimits } from "./rate-limits.ts";

export type Asked = { asked: "by"; principal: Principal } | { asked: "nobody" } | { asked: "wrong" } | { asked: "unreachable" };

/** Hashes of keys this isolate has seen, so that a busy key is hashed once. */
const hashes = new BoundedMap<string, string>(1_000);
const limits = new RateLimits();

async function hashOf(key: string): Promise<string> {
  const known = hashes.get(key);
  if (known !== undefined) return known;
  const hash = await sha256Hex(key);
  hashes.set(key, hash);
  return hash;
}

/** A token in `Sec-WebSocket-Protocol: kefu.v1, t.<token>`, as browsers cannot set headers on sockets. */
const protocolToken = (request: Request): string | null =>
  request.headers
    .get("sec-websocket-protocol")
    ?.split(",")
    .map((name) => name.trim())
    .find((name) => name.startsWith("t."))
    ?.slice(2) ?? null;

export async function whoAsks(services: Services, request: Request): Promise<Asked> {
  const header = request.headers.get("authorization");
  const token = header === null ? protocolToken(request) : /^Bearer\s+(\S+)$/i.exec(header)?.[1];
  if (token === null) return { asked: "nobody" };
  if (token === undefined) return { asked: "wrong" };
  if (token.startsWith(KEY_PREFIX)) {
    const looked = await services.keys.get(await hashOf(token));
    if (looked.look === "unreachable") return { asked: "unreachable" };
    return looked.look === "found" && isUsable(looked.value, services.now()) ? { asked: "by", principal: principalOf(looked.value) } : { asked: "wrong" };
  }
  const { auth } = services.secrets;
  const principal = (await readAgentToken(auth, token, services.now())) ?? (await readVisitorToken(auth, token, services.now()));
  return principal ? { asked: "by", principal } : { asked: "wrong" };
}

/** Puts who asks into the context; a wrong token is refused even where none is needed. */
export const authenticate: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const services = c.get("services");
  const asked = await whoAsks(services, c.req.raw);
  if (asked.asked === "wrong") return problemAnswer("unauthenticated", "The key or token is not valid", {}, { "www-authenticate": "Bearer" });
  if (asked.asked === "unreachable") return problemAnswer("unavailable", "Keys cannot be looked up just now", {}, { "retry-after": "2" });
  c.set("principal", asked.asked === "by" ? asked.principal : null);
  if (asked.asked === "by" && asked.principal.kind === "key") {
    const waitS = limits.take(asked.principal.keyId, asked.principal.rate, services.now());
    if (waitS > 0) return problemAnswer("rate_limited", "This key has asked too often", { retryAfter: waitS }, { "retry-after": String(waitS) });
  }
  return next();
};

export type Allowed<P> = { ok: true; user: P } | { ok: false; answer: Response };

/** A person or key that may do this. */
export function allowed(c: HttpContext, scope: Scope): Allowed<User> {
  const principal = c.get("principal");
  if (!principal) return { ok: false, answer: problemAnswer("unauthenticated", "Give a key or sign in", {}, { "www-authenticate": "Bearer" }) };
  if (principal.kind === "visitor" || !mayUse(principal, scope)) return { ok: false, answer: problemAnswer("forbidden", `This needs the right ${scope}`) };
  return { ok: true, user: principal };
}
