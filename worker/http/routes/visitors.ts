/** POST /v1/visitor/token: who the widget's visitor is. */
import { Hono } from "hono";
import { visitorTokenSchema } from "../../../protocol/api.ts";
import { customerIdOf, newId } from "../../../protocol/ids.ts";
import type { Identity } from "../../../protocol/message.ts";
import { joinSignedIn } from "../../pipeline/join-signed-in.ts";
import type { VisitorPrincipal } from "../../tenants/roles.ts";
import { readHostToken, readVisitorToken, visitorToken } from "../../tenants/visitor-token.ts";
import { tooOften } from "../auth.ts";
import { readJson } from "../body.ts";
import type { HttpEnv } from "../context.ts";
import { strangePage } from "../embedding.ts";
import { networkOf } from "../network.ts";
import { notFound, problemAnswer } from "../problems.ts";
import { limits, RATES } from "../rate-limits.ts";

export const WEB_ACCOUNT = "web";

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
  if (userToken !== undefined) {
    const { widgetSecret } = looked.value.settings;
    const secret = widgetSecret === undefined ? null : await (await services.keyring()).open(widgetSecret, `widget-secret:${tenantId}`);
    const host = secret === null ? null : await readHostToken(secret, userToken, now);
    if (!host) return problemAnswer("bad_signature", "The user token is not signed with this tenant's widget secret, or too old");
    const customerId = await customerIdOf(tenantId, host.identities[0]);
    if (before && before.tenant === tenantId && before.identities[0].kind === "anon") {
      await joinSignedIn(services, tenantId, before.customerId, { customerId, identities: host.identities, name: host.name });
    }
    return issue({
      kind: "visitor",
      tenant: tenantId,
      customerId,
      accountId: WEB_ACCOUNT,
      identities: host.identities,
      ...extra,
      ...(host.name === undefined ? {} : { name: host.name }),
    });
  }
  if (before && before.tenant === tenantId) return issue({ ...before, ...extra });
  const anonymous: Identity = { kind: "anon", scope: WEB_ACCOUNT, value: newId("ev", now, services.chance), verified: true };
  return issue({
    kind: "visitor",
    tenant: tenantId,
    customerId: await customerIdOf(tenantId, anonymous),
    accountId: WEB_ACCOUNT,
    identities: [anonymous],
    ...extra,
  });
});
