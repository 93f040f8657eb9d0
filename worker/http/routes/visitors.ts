/** POST /v1/visitor/token: who the widget's visitor is. */
import { Hono } from "hono";
import { visitorTokenSchema } from "../../../protocol/api.ts";
import { customerIdOf, newId } from "../../../protocol/ids.ts";
import type { Identity } from "../../../protocol/message.ts";
import { joinSignedIn } from "../../pipeline/join-signed-in.ts";
import { hostUserOf, OWN_WIDGET, visitorAccountOf } from "../../pipeline/visitor-account.ts";
import type { VisitorPrincipal } from "../../tenants/roles.ts";
import { readVisitorToken, visitorToken } from "../../tenants/visitor-token.ts";
import { tooOften } from "../auth.ts";
import { readJson } from "../body.ts";
import { challenged } from "../challenge.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { strangePage } from "../embedding.ts";
import { networkOf } from "../network.ts";
import { notFound, problemAnswer } from "../problems.ts";
import { limits, RATES } from "../rate-limits.ts";

/** Null = go on. Who came before, or whom the host vouches for, is not asked. */
async function newcomerRefused(c: HttpContext, answer: string | undefined): Promise<Response | null> {
  const services = c.get("services");
  const { turnstile } = services;
  if (!turnstile) return null;
  if (answer !== undefined && (await challenged(services, turnstile, answer, networkOf(c))) !== "failed") return null;
  return problemAnswer("forbidden", "Show that you are no program", { reason: "challenge", siteKey: turnstile.siteKey });
}

export const visitors = new Hono<HttpEnv>().post("/v1/visitor/token", async (c) => {
  const read = await readJson(c, visitorTokenSchema);
  if (!read.ok) return read.answer;
  const services = c.get("services");
  const { tenant: tenantId, token, userToken, locale, name } = read.body;
  const looked = await services.tenants.get(tenantId);
  if (looked.look === "unreachable") return problemAnswer("unavailable", "Tenants cannot be looked up just now", {}, { "retry-after": "2" });
  if (looked.look === "missing") return notFound("tenant");
  const now = services.now();
  const waitS = limits.take(`network:${tenantId}:${networkOf(c)}`, RATES.network, now) || limits.take(`visitors:${tenantId}`, RATES.visitorDoor, now);
  if (waitS > 0) return tooOften(waitS);
  const strange = strangePage(c, looked.value);
  if (strange) return strange;
  const extra = { ...(locale === undefined ? {} : { locale }), ...(name === undefined ? {} : { name }) };
  const issue = async (visitor: VisitorPrincipal): Promise<Response> =>
    c.json({ token: await visitorToken(services.secrets.auth, visitor, now), customerId: visitor.customerId });
  const before = token === undefined ? null : await readVisitorToken(services.secrets.auth, token, now);
  const where = await visitorAccountOf(services, tenantId, read.body.channel);
  if (where.found === "none") return notFound("channel");
  if (where.found === "unreachable") return problemAnswer("unavailable", "Channels cannot be looked up just now", {}, { "retry-after": "2" });
  const channel = where.found === "own" ? OWN_WIDGET : where.channel;
  if (userToken !== undefined) {
    const host = await hostUserOf(services, tenantId, where, userToken);
    if (!host) return problemAnswer("bad_signature", "The user token is not signed with this tenant's widget secret or this app's key, or too old");
    const customerId = await customerIdOf(tenantId, host.identities[0]);
    if (before && before.tenant === tenantId && before.identities[0].kind === "anon") {
      await joinSignedIn(services, tenantId, before.customerId, { customerId, identities: host.identities, name: host.name });
    }
    const { identities } = host;
    return issue({ kind: "visitor", tenant: tenantId, customerId, channel, identities, ...extra, ...(host.name === undefined ? {} : { name: host.name }) });
  }
  if (before && before.tenant === tenantId) return issue({ ...before, ...extra, ...(where.found === "own" ? {} : { channel }) });
  const unproven = await newcomerRefused(c, read.body.challenge);
  if (unproven) return unproven;
  const anonymous: Identity = { kind: "anon", scope: channel.accountId, value: newId("ev", now, services.chance), verified: true };
  const customerId = await customerIdOf(tenantId, anonymous);
  return issue({ kind: "visitor", tenant: tenantId, customerId, channel, identities: [anonymous], ...extra });
});
