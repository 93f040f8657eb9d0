/** Who asks: an API key, a signed-in agent or a visitor, from the Authorization header or a socket's protocol list. */
import type { MiddlewareHandler } from "hono";
import type { Scope } from "../../protocol/scopes.ts";
import { sha256Hex } from "../crypto/hash.ts";
import { BoundedMap } from "../resilience/bounded-map.ts";
import type { Services } from "../services.ts";
import { type AgentToken, readAgentToken } from "../tenants/agent-token.ts";
import { isUsable, KEY_PREFIX, noteKeyUse, principalOf, USE_NOTED_EVERY_MS } from "../tenants/api-keys.ts";
import { type AgentPrincipal, mayUse, type Principal, type User, type VisitorPrincipal } from "../tenants/roles.ts";
import { isOpen } from "../tenants/sign-ins.ts";
import { readVisitorToken } from "../tenants/visitor-token.ts";
import type { HttpContext, HttpEnv } from "./context.ts";
import { problemAnswer } from "./problems.ts";
import { limits } from "./rate-limits.ts";

export type Asked = { asked: "by"; principal: Principal } | { asked: "nobody" } | { asked: "wrong" } | { asked: "unreachable" };

/** Hashes of keys this isolate has seen, so that a busy key is hashed once. */
const hashes = new BoundedMap<string, string>(1_000);

async function hashOf(key: string): Promise<string> {
  const known = hashes.get(key);
  if (known !== undefined) return known;
  const hash = await sha256Hex(key);
  hashes.set(key, hash);
  return hash;
}

/** When this isolate last noted a key's use, by the key's hash. */
const noted = new BoundedMap<string, number>(1_000);

/** Behind the answer, once a minute. */
function noteUse(services: Services, hash: string): void {
  const now = services.now();
  if (now - (noted.get(hash) ?? Number.NEGATIVE_INFINITY) < USE_NOTED_EVERY_MS) return;
  noted.set(hash, now);
  services.later(noteKeyUse(services.db, hash, now));
}

/** A token in `Sec-WebSocket-Protocol: kefu.v1, t.<token>`, as browsers cannot set headers on sockets. */
const protocolToken = (request: Request): string | null =>
  request.headers
    .get("sec-websocket-protocol")
    ?.split(",")
    .map((name) => name.trim())
    .find((name) => name.startsWith("t."))
    ?.slice(2) ?? null;

async function whoAsks(services: Services, request: Request): Promise<Asked> {
  const header = request.headers.get("authorization");
  const token = header === null ? protocolToken(request) : /^Bearer\s+(\S+)$/i.exec(header)?.[1];
  if (token === null) return { asked: "nobody" };
  if (token === undefined) return { asked: "wrong" };
  if (token.startsWith(KEY_PREFIX)) {
    const hash = await hashOf(token);
    const looked = await services.keys.get(hash);
    if (looked.look === "unreachable") return { asked: "unreachable" };
    if (looked.look === "missing" || !isUsable(looked.value, services.now())) return { asked: "wrong" };
    noteUse(services, hash);
    return { asked: "by", principal: principalOf(looked.value) };
  }
  const { auth } = services.secrets;
  const agent = await readAgentToken(auth, token, services.now());
  if (agent) return agentBehind(services, agent);
  const visitor = await readVisitorToken(auth, token, services.now());
  return visitor ? { asked: "by", principal: visitor } : { asked: "wrong" };
}

/** The token says who; whether the sign-in still stands and what the agent may do is what the tables say now. */
async function agentBehind(services: Services, { tenant, agentId, signInId }: AgentToken): Promise<Asked> {
  const [signIn, agent] = await Promise.all([services.signIns.get(signInId), services.agents.get(`${tenant}:${agentId}`)]);
  if (signIn.look === "unreachable" || agent.look === "unreachable") return { asked: "unreachable" };
  if (signIn.look === "missing" || agent.look === "missing") return { asked: "wrong" };
  const { name, email, role, teamIds, disabledAt } = agent.value;
  const stands = isOpen(signIn.value, services.now()) && signIn.value.agentId === agentId && signIn.value.tenant === tenant && disabledAt === null;
  const principal: AgentPrincipal = { kind: "agent", tenant, agentId, name, email, role, teamIds, signInId };
  return stands ? { asked: "by", principal } : { asked: "wrong" };
}

export const tooOften = (waitS: number): Response =>
  problemAnswer("rate_limited", "Asked too often; wait a moment", { retryAfter: waitS }, { "retry-after": String(waitS) });

/** Puts who asks into the context; a wrong token is refused even where none is needed. */
export const authenticate: MiddlewareHandler<HttpEnv> = async (c, next) => {
  const services = c.get("services");
  const asked = await whoAsks(services, c.req.raw);
  if (asked.asked === "wrong") return problemAnswer("unauthenticated", "The key or token is not valid", {}, { "www-authenticate": "Bearer" });
  if (asked.asked === "unreachable") return problemAnswer("unavailable", "Keys cannot be looked up just now", {}, { "retry-after": "2" });
  c.set("principal", asked.asked === "by" ? asked.principal : null);
  if (asked.asked === "by") {
    const waitS = limits.takeFor(asked.principal, services.now());
    if (waitS > 0) return tooOften(waitS);
  }
  return next();
};

export type Allowed<P> = { ok: true; user: P } | { ok: false; answer: Response };

/** A person who is signed in, as opposed to a key. */
export function signedInAgent(c: HttpContext): Allowed<AgentPrincipal> {
  const principal = c.get("principal");
  return principal?.kind === "agent" ? { ok: true, user: principal } : { ok: false, answer: problemAnswer("unauthenticated", "Sign in as an agent") };
}

/** Whoever asks with a visitor's token. */
export function askingVisitor(c: HttpContext): Allowed<VisitorPrincipal> {
  const principal = c.get("principal");
  return principal?.kind === "visitor" ? { ok: true, user: principal } : { ok: false, answer: problemAnswer("unauthenticated", "Give a visitor token") };
}

/** A person or key that may do this. */
export function allowed(c: HttpContext, scope: Scope): Allowed<User> {
  const principal = c.get("principal");
  if (!principal) return { ok: false, answer: problemAnswer("unauthenticated", "Give a key or sign in", {}, { "www-authenticate": "Bearer" }) };
  if (principal.kind === "visitor" || !mayUse(principal, scope)) return { ok: false, answer: problemAnswer("forbidden", `This needs the right ${scope}`) };
  return { ok: true, user: principal };
}
