/** The way in by an identity provider: there, back, and one ticket that the console changes for a token. */
import { Hono } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { z } from "zod";
import { guardedFetch } from "../../channels/outside.ts";
import { base64Url } from "../../crypto/bytes.ts";
import { sha256Hex } from "../../crypto/hash.ts";
import { log } from "../../resilience/log.ts";
import type { Services } from "../../services.ts";
import { linkAgent, linkedAgent, listProviders, loadProvider, type Provider, providersOfDomain, secretPurpose } from "../../tenants/identity-providers.ts";
import { beginOidc, type Claims, finishOidc, type OutsideDoor } from "../../tenants/oidc.ts";
import { type AgentRow, addAgent, agentOfAddress, loadAgent } from "../../tenants/people.ts";
import { giveTicket, TICKET_LIFE_MS, takeTicket } from "../../tenants/tickets.ts";
import { originOf } from "../addresses.ts";
import { account } from "../audited.ts";
import { tooOften } from "../auth.ts";
import { readJson } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { networkOf } from "../network.ts";
import { notFound, problemAnswer } from "../problems.ts";
import { limits, RATES } from "../rate-limits.ts";
import { letIn } from "./sign-in.ts";

const COOKIE = "kefu_oidc";
/** As long as the ticket that it belongs to. */
const COOKIE_LIFE_S = TICKET_LIFE_MS.oidc / 1_000;
const CALLBACK = "/v1/sign-in/oidc/callback";
const PROVIDER_TIMEOUT_MS = 10_000;

export const ticketSchema = z.object({ ticket: z.string().min(1).max(200) });

export const doorOf = (services: Services): OutsideDoor => ({ ask: guardedFetch(services, PROVIDER_TIMEOUT_MS), localMode: services.localMode });

/** Where the console is: beside us, or on one of the origins that are ours as well. */
function consoleOf(c: HttpContext): string {
  const asked = c.req.query("console");
  return asked !== undefined && c.get("services").origin.console.includes(asked) ? `${asked}/` : `${originOf(c)}/console/`;
}

/** The agent behind the claims: linked before, of the same verified address, or made now where the tenant wants that. */
async function agentFor(services: Services, provider: Provider, claims: Claims): Promise<{ agent: AgentRow } | { why: string }> {
  const { db, now } = services;
  const { tenant } = provider;
  const linked = await linkedAgent(db, provider.id, claims.subject);
  if (linked !== null) {
    const agent = await loadAgent(db, `${tenant}:${linked}`);
    return agent && agent.disabledAt === null ? { agent } : { why: "disabled" };
  }
  if (claims.email === null || !claims.emailVerified) return { why: "email_not_verified" };
  if (!provider.domains.includes(claims.email.slice(claims.email.indexOf("@") + 1))) return { why: "domain" };
  const known = await agentOfAddress(db, tenant, claims.email);
  if (known === null && !provider.createAgents) return { why: "unknown" };
  const id = known ?? (await newcomer(services, provider, claims.email, claims.name));
  const agent = id === null ? null : await loadAgent(db, `${tenant}:${id}`);
  if (!agent || agent.disabledAt !== null) return { why: "disabled" };
  await linkAgent(db, provider, claims.subject, agent.id, now());
  await account(services, tenant, {
    actor: `agent:${agent.id}`,
    action: known ? "agents.linked" : "agents.added",
    subject: `agent:${agent.id}`,
    after: { provider: provider.id },
  });
  return { agent };
}

async function newcomer(services: Services, provider: Provider, email: string, name: string | null): Promise<string | null> {
  const draft = {
    name: name ?? email.slice(0, email.indexOf("@")),
    email,
    // Nobody knows it: this person comes in by the provider, or by a reset.
    password: base64Url(services.chance(new Uint8Array(32))),
    role: provider.defaultRole,
    teamIds: provider.defaultTeams,
    capacity: 5,
    perChannel: {},
    skills: [],
    languages: [],
  };
  const added = await addAgent(services.db, provider.tenant, draft, services.now(), services.chance);
  return added.ok ? added.id : null;
}

async function callback(c: HttpContext): Promise<Response> {
  const services = c.get("services");
  const { db, now, chance } = services;
  const state = c.req.query("state") ?? "";
  const ticket = await takeTicket(db, "oidc", state, now());
  const browser = getCookie(c, COOKIE);
  deleteCookie(c, COOKIE, { path: CALLBACK });
  // A link that somebody else began would sign this browser in as them.
  if (!ticket || browser === undefined || (await sha256Hex(browser)) !== ticket.data.browser)
    return problemAnswer("unauthenticated", "This sign-in was begun elsewhere or took too long");
  const provider = await loadProvider(db, String(ticket.data.provider));
  const back = String(ticket.data.back);
  const failed = (why: string): Response => c.redirect(`${back}#sign-in-failed=${why}`);
  if (!provider?.enabled) return failed("provider");
  const secret = await (await services.keyring()).open(provider.clientSecret, secretPurpose(provider.id));
  if (secret === null) return failed("provider");
  const asked = {
    url: new URL(c.req.url),
    redirectUri: String(ticket.data.redirectUri),
    state,
    verifier: String(ticket.data.verifier),
    nonce: String(ticket.data.nonce),
  };
  let claims: Claims;
  try {
    claims = await finishOidc({ ...provider, secret }, asked, doorOf(services), now());
  } catch (error) {
    log("warn", "oidc_refused", { kind: error instanceof Error ? error.name : "error" });
    return failed("provider");
  }
  const found = await agentFor(services, provider, claims);
  if ("why" in found) {
    await account(services, provider.tenant, { actor: "nobody", action: "sign_in.failed", subject: `provider:${provider.id}`, after: { why: found.why } });
    return failed(found.why);
  }
  const done = await giveTicket(db, "oidc_done", { tenant: provider.tenant, agentId: found.agent.id, data: {} }, now(), chance);
  return c.redirect(`${back}#sign-in-ticket=${done}`);
}

export const oidc = new Hono<HttpEnv>()
  .get("/v1/sign-in/providers", async (c) => {
    const { db, now } = c.get("services");
    const waitS = limits.take(`providers:${networkOf(c)}`, RATES.network, now());
    if (waitS > 0) return tooOften(waitS);
    const [email, tenant] = [c.req.query("email"), c.req.query("tenant")];
    if (email === undefined && tenant === undefined) return problemAnswer("invalid", "Give email or tenant", { field: "email" });
    const known = tenant === undefined ? await providersOfDomain(db, (email ?? "").slice((email ?? "").indexOf("@") + 1)) : await listProviders(db, tenant);
    return c.json({ providers: known.filter(({ enabled }) => enabled).map(({ id, name }) => ({ id, name, start: `/v1/sign-in/oidc/${id}/start` })) });
  })
  .get("/v1/sign-in/oidc/:id/start", async (c) => {
    const services = c.get("services");
    const { db, now, chance } = services;
    const waitS = limits.take(`oidc:${networkOf(c)}`, RATES.network, now());
    if (waitS > 0) return tooOften(waitS);
    const provider = await loadProvider(db, c.req.param("id"));
    if (!provider?.enabled) return notFound("identity provider");
    const browser = base64Url(chance(new Uint8Array(32)));
    const redirectUri = `${originOf(c)}${CALLBACK}`;
    const data = { provider: provider.id, browser: await sha256Hex(browser), back: consoleOf(c), redirectUri };
    const state = (verifier: string, nonce: string) =>
      giveTicket(db, "oidc", { tenant: provider.tenant, agentId: null, data: { ...data, verifier, nonce } }, now(), chance);
    try {
      const { href } = await beginOidc(provider, redirectUri, state, doorOf(services), now());
      setCookie(c, COOKIE, browser, { path: CALLBACK, httpOnly: true, sameSite: "Lax", secure: redirectUri.startsWith("https:"), maxAge: COOKIE_LIFE_S });
      return c.redirect(href);
    } catch {
      return problemAnswer("unavailable", "The identity provider does not answer as one; try again", {}, { "retry-after": "5" });
    }
  })
  // Spelled with a parameter: a fixed word beside one would cost every request hono's fast router (test/core/worker/http/router.test.ts).
  .get("/v1/sign-in/oidc/:verb", (c) => (c.req.param("verb") === "callback" ? callback(c) : notFound("address")))
  .post("/v1/sign-in/ticket", async (c) => {
    const read = await readJson(c, ticketSchema);
    if (!read.ok) return read.answer;
    const { db, now } = c.get("services");
    const ticket = await takeTicket(db, "oidc_done", read.body.ticket, now());
    const agent = ticket?.agentId ? await loadAgent(db, `${ticket.tenant}:${ticket.agentId}`) : null;
    return agent && agent.disabledAt === null ? letIn(c, agent, "oidc") : problemAnswer("unauthenticated", "Sign in again");
  });
