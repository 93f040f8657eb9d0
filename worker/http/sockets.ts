/** Websockets are handed on to the object that holds them; only this worker may say who is at the other end. */
import { Hono } from "hono";
import { visitorFramesSchema } from "../../protocol/visitor-frames.ts";
import type { VisitorPrincipal } from "../tenants/roles.ts";
import { askingVisitor, signedInAgent } from "./auth.ts";
import { readJson } from "./body.ts";
import type { HttpContext, HttpEnv } from "./context.ts";
import { strangePage } from "./embedding.ts";
import { problemAnswer } from "./problems.ts";

const upgradeWanted = (): Response => problemAnswer("invalid", "This address wants a websocket", { field: "upgrade" });

/** Nobody outside may claim to be vouched for. */
function cleanHeaders(request: Request): Headers {
  const headers = new Headers(request.headers);
  for (const name of [...headers.keys()]) if (name.startsWith("x-kefu-")) headers.delete(name);
  return headers;
}

const ascii = (text: string): string => (/^[\x20-\x24\x26-\x7e]*$/.test(text) ? text : encodeURIComponent(text));
const MAX_HOPS = 4;

/** Hands a visitor's request on to their session, vouching for who they are; a merged customer's session says where it went. */
async function toSession(c: HttpContext, principal: VisitorPrincipal, body: string | null): Promise<Response> {
  const services = c.get("services");
  const request = c.req.raw;
  const tenant = await services.tenants.get(principal.tenant);
  if (tenant.look !== "found") return problemAnswer("unavailable", "The tenant cannot be looked up just now", {}, { "retry-after": "2" });
  const strange = strangePage(c, tenant.value);
  if (strange) return strange;
  let { customerId } = principal;
  for (let hop = 0; hop <= MAX_HOPS; hop++) {
    const headers = cleanHeaders(request);
    headers.delete("content-length");
    headers.set("x-kefu-tenant", principal.tenant);
    headers.set("x-kefu-customer", customerId);
    headers.set("x-kefu-kind", principal.channel.kind);
    headers.set("x-kefu-account", principal.channel.accountId);
    if (principal.channel.teamId !== null) headers.set("x-kefu-team", principal.channel.teamId);
    headers.set("x-kefu-identity", ascii(JSON.stringify(principal.identities[0])));
    headers.set("x-kefu-mask", tenant.value.settings.maskedNumbers.join(","));
    if (principal.locale) headers.set("x-kefu-locale", ascii(principal.locale));
    if (principal.name) headers.set("x-kefu-name", ascii(principal.name));
    const sent = new Request(request.url, { headers, ...(body === null ? {} : { method: "POST", body }) });
    const answer = await services.sessionFetcher(principal.tenant, customerId).fetch(sent);
    const to = answer.headers.get("x-kefu-moved-to");
    if (answer.status !== 409 || to === null) return answer;
    customerId = to;
  }
  return problemAnswer("internal", "The customer was merged in a ring");
}

export const sockets = new Hono<HttpEnv>()
  .get("/v1/agent/socket", async (c) => {
    const may = signedInAgent(c);
    if (!may.ok) return may.answer;
    if (c.req.header("upgrade") !== "websocket") return upgradeWanted();
    const headers = cleanHeaders(c.req.raw);
    const { tenant, agentId, signInId } = may.user;
    headers.set("x-kefu-tenant", tenant);
    headers.set("x-kefu-agent", agentId);
    headers.set("x-kefu-sign-in", signInId);
    return c.get("services").deskFetcher(tenant, agentId).fetch(new Request(c.req.url, { headers }));
  })
  .get("/v1/visitor/socket", async (c) => {
    const may = askingVisitor(c);
    if (!may.ok) return may.answer;
    if (c.req.header("upgrade") !== "websocket") return upgradeWanted();
    return toSession(c, may.user, null);
  })
  /** The same frames where no websocket gets through: an event stream with `Accept: text/event-stream`, else a JSON list that waits up to `wait` seconds. */
  .get("/v1/visitor/events", async (c) => {
    const may = askingVisitor(c);
    if (!may.ok) return may.answer;
    return toSession(c, may.user, null);
  })
  .post("/v1/visitor/frames", async (c) => {
    const may = askingVisitor(c);
    if (!may.ok) return may.answer;
    const read = await readJson(c, visitorFramesSchema);
    if (!read.ok) return read.answer;
    return toSession(c, may.user, JSON.stringify(read.body));
  })
  /** Long polling for networks without websockets: the same frames, the same sequence. */
  .get("/v1/agent/events", async (c) => {
    const may = signedInAgent(c);
    if (!may.ok) return may.answer;
    const since = Number(c.req.query("since") ?? 0);
    const { tenant, agentId } = may.user;
    const answer = await c
      .get("services")
      .desk(tenant, agentId)
      .since(tenant, agentId, Number.isSafeInteger(since) && since >= 0 ? since : 0, 500);
    return c.json(answer);
  });
