/** `Authorization: Bearer <token>`: who speaks is what the host signed, never what the body says. */
import { decodeProtectedHeader, importJWK, type JWTPayload, jwtVerify } from "jose";
import { textOfBytes, utf8 } from "../../crypto/bytes.ts";
import type { RawRequest, Verified } from "../channel.ts";
import { parseExactJson } from "../exact-json.ts";
import type { AppConfig } from "./index.ts";

/** A token lives an hour at most, whatever its `exp` says. */
const MAX_AGE_S = 3600;
/** Seconds by which the host's clock may differ. */
const CLOCK_S = 60;

export async function verifyApp(request: RawRequest, config: AppConfig, now: number): Promise<Verified> {
  const token = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const claims = token === undefined ? null : await claimsOf(token, config, now);
  if (!claims) return { ok: false, status: 401, why: "the user token is not signed for this app, or too old" };
  const text = textOfBytes(request.body);
  const body = text === null ? undefined : parseExactJson(text);
  if (body === undefined) return { ok: false, status: 400, why: "the body is no JSON" };
  return { ok: true, payload: JSON.stringify({ user: claims, body }), secure: true };
}

async function claimsOf(token: string, config: AppConfig, now: number): Promise<JWTPayload | null> {
  try {
    const { alg } = decodeProtectedHeader(token);
    const key =
      alg === "HS256" && config.tokenSecret !== undefined
        ? utf8(config.tokenSecret)
        : alg === "EdDSA" && config.publicKey
          ? await importJWK(config.publicKey, "EdDSA")
          : null;
    if (key === null) return null;
    const { payload } = await jwtVerify(token, key, {
      algorithms: [alg === "HS256" ? "HS256" : "EdDSA"],
      requiredClaims: ["exp", "iat"],
      maxTokenAge: MAX_AGE_S,
      clockTolerance: CLOCK_S,
      currentDate: new Date(now),
      ...(config.audience === undefined ? {} : { audience: config.audience }),
    });
    return payload;
  } catch {
    return null; // not ours, altered, or over
  }
}
