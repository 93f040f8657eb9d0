/** Who a visitor of the widget is: an anonymous one by a token of ours, a signed-in one by a token that the host signed. */
import { jwtVerify, SignJWT } from "jose";
import type { Identity } from "../../protocol/message.ts";
import type { VisitorPrincipal } from "./roles.ts";

const LIFE_S = 180 * 24 * 3_600;
/** Seconds by which the host's clock may differ. */
const HOST_CLOCK_S = 60;

const keyOf = (secret: string): Uint8Array => new TextEncoder().encode(secret);

export async function visitorToken(secret: string, visitor: VisitorPrincipal, now: number): Promise<string> {
  const { tenant, customerId, channel, identities, name, locale } = visitor;
  const { kind, accountId, teamId } = channel;
  return new SignJWT({
    tenant,
    account: accountId,
    kind,
    team: teamId,
    ids: identities,
    ...(name === undefined ? {} : { name }),
    ...(locale === undefined ? {} : { locale }),
  })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(customerId)
    .setAudience("kefu-visitor")
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(Math.floor(now / 1000) + LIFE_S)
    .sign(keyOf(secret));
}

export async function readVisitorToken(secret: string, token: string, now: number): Promise<VisitorPrincipal | null> {
  try {
    const { payload } = await jwtVerify(token, keyOf(secret), { audience: "kefu-visitor", algorithms: ["HS256"], currentDate: new Date(now) });
    const { sub, tenant, account, kind, team, ids, name, locale } = payload as Record<string, unknown> & { sub?: string };
    const identities = ids as VisitorPrincipal["identities"] | undefined;
    if (typeof sub !== "string" || typeof tenant !== "string" || typeof account !== "string" || !identities?.[0]) return null;
    return {
      kind: "visitor",
      tenant,
      customerId: sub,
      // Tokens of before name no kind: they are the widget's.
      channel: { kind: kind === "app" ? "app" : "web", accountId: account, teamId: typeof team === "string" ? team : null },
      identities,
      ...(typeof name === "string" ? { name } : {}),
      ...(typeof locale === "string" ? { locale } : {}),
    };
  } catch {
    return null;
  }
}

/** The host's own user, vouched for by the tenant's widget secret (HS256 with `sub`, and if it likes `name`, `email`, `phone`). Null = not signed by the host, or too old. */
export async function readHostToken(
  widgetSecret: string,
  token: string,
  now: number,
): Promise<{ identities: [Identity, ...Identity[]]; name?: string } | null> {
  try {
    const { payload } = await jwtVerify(token, keyOf(widgetSecret), {
      algorithms: ["HS256"],
      requiredClaims: ["sub", "exp"],
      clockTolerance: HOST_CLOCK_S,
      currentDate: new Date(now),
    });
    const { sub, name, email, phone } = payload as Record<string, unknown> & { sub?: string };
    if (typeof sub !== "string" || sub === "") return null;
    const identities: [Identity, ...Identity[]] = [{ kind: "host_user", scope: "", value: sub, verified: true }];
    if (typeof email === "string") identities.push({ kind: "email", scope: "", value: email, verified: true });
    if (typeof phone === "string") identities.push({ kind: "phone", scope: "", value: phone, verified: true });
    return { identities, ...(typeof name === "string" ? { name } : {}) };
  } catch {
    return null;
  }
}
