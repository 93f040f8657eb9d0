/** Passkeys: added by whoever is signed in, used instead of address, password and code. */
import { Hono } from "hono";
import * as api from "../../../protocol/api.ts";
import { beginAttempt, forgive, NETWORK, subjectOf } from "../../tenants/attempts.ts";
import {
  type Assertion,
  addPasskey,
  checkPasskey,
  creationOptions,
  listPasskeys,
  type Registration,
  removePasskey,
  requestOptions,
  type Site,
} from "../../tenants/passkeys.ts";
import { loadAgent } from "../../tenants/people.ts";
import { giveTicket, takeTicket } from "../../tenants/tickets.ts";
import { signedInAgent } from "../auth.ts";
import { readJson } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { networkOf } from "../network.ts";
import { notFound, problemAnswer } from "../problems.ts";
import { provenAgent, told } from "./my-sign-in.ts";
import { letIn, waiting } from "./sign-in.ts";

/** The console's page: this worker's own origin, or one of CONSOLE_ORIGIN. Null = a page that is none of ours. */
function siteOf(c: HttpContext): Site | null {
  const own = new URL(c.req.url).origin;
  const asked = c.req.header("origin") ?? own;
  return asked === own || c.get("services").origin.console.includes(asked) ? { origin: asked } : null;
}

const strange = (): Response => problemAnswer("forbidden", "Passkeys are used on the console's own page");

export const passkeys = new Hono<HttpEnv>()
  .get("/v1/me/passkeys", async (c) => {
    const may = signedInAgent(c);
    return may.ok ? c.json({ passkeys: await listPasskeys(c.get("services").db, may.user) }) : may.answer;
  })
  .post("/v1/me/passkeys/options", async (c) => {
    const may = await provenAgent(c);
    if (!may.ok) return may.answer;
    const site = siteOf(c);
    if (!site) return strange();
    const { db, now, chance } = c.get("services");
    const agent = await loadAgent(db, `${may.user.tenant}:${may.user.agentId}`);
    const options = agent ? await creationOptions(db, agent, site) : null;
    if (!options) return problemAnswer("conflict", "There are as many passkeys as one person may have");
    const data = { challenge: options.challenge, origin: site.origin };
    const ticket = await giveTicket(db, "passkey_add", { tenant: may.user.tenant, agentId: may.user.agentId, data }, now(), chance);
    return c.json({ ticket, options });
  })
  .post("/v1/me/passkeys", async (c) => {
    const may = signedInAgent(c);
    if (!may.ok) return may.answer;
    const read = await readJson(c, api.passkeyDraftSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const ticket = await takeTicket(services.db, "passkey_add", read.body.ticket, services.now());
    if (!ticket || ticket.tenant !== may.user.tenant || ticket.agentId !== may.user.agentId)
      return problemAnswer("invalid", "ticket: used or too old", { field: "ticket" });
    const asked = { challenge: String(ticket.data.challenge), site: { origin: String(ticket.data.origin) }, name: read.body.name };
    const added = await addPasskey(services.db, may.user, asked, read.body.response as unknown as Registration, services.now());
    if (!added) return problemAnswer("invalid", "response: this is not the passkey that was asked for", { field: "response" });
    await told(services, may.user, "passkey.added", { name: read.body.name });
    return c.json({ id: added.id, name: read.body.name }, 201);
  })
  .delete("/v1/me/passkeys/:id", async (c) => {
    const may = signedInAgent(c);
    if (!may.ok) return may.answer;
    const services = c.get("services");
    if (!(await removePasskey(services.db, may.user, c.req.param("id")))) return notFound("passkey");
    await told(services, may.user, "passkey.removed", { passkey: c.req.param("id") });
    return c.body(null, 204);
  })
  .post("/v1/sign-in/passkey/options", async (c) => {
    const site = siteOf(c);
    if (!site) return strange();
    const { db, now, chance } = c.get("services");
    const crowd = await beginAttempt(db, await subjectOf("network", `passkey:${networkOf(c)}`), NETWORK, now());
    if (!crowd.ok) return waiting(crowd.waitMs);
    const options = await requestOptions(site);
    const data = { challenge: options.challenge, origin: site.origin };
    return c.json({ ticket: await giveTicket(db, "passkey_sign_in", { tenant: "", agentId: null, data }, now(), chance), options });
  })
  .post("/v1/sign-in/passkey", async (c) => {
    const read = await readJson(c, api.passkeySignInSchema);
    if (!read.ok) return read.answer;
    const { db, now } = c.get("services");
    const ticket = await takeTicket(db, "passkey_sign_in", read.body.ticket, now());
    if (!ticket) return problemAnswer("unauthenticated", "This took too long; try again");
    const asked = { challenge: String(ticket.data.challenge), site: { origin: String(ticket.data.origin) } };
    const person = await checkPasskey(db, asked, read.body.response as unknown as Assertion, now());
    const agent = person ? await loadAgent(db, `${person.tenant}:${person.agentId}`) : null;
    if (!agent || agent.disabledAt !== null) return problemAnswer("unauthenticated", "This passkey is not known here");
    await forgive(db, await subjectOf("network", `passkey:${networkOf(c)}`));
    return letIn(c, agent, "passkey");
  });
