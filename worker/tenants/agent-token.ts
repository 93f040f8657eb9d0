/** The short-lived token of a signed-in agent: who it is and by which sign-in. What they may do is looked up, not read from it. */
import { jwtVerify, SignJWT } from "jose";
import { utf8 } from "../crypto/bytes.ts";

/** Seconds a token is good for when nothing ends it before. */
export const TOKEN_LIFE_S = 3_600;

export interface AgentToken {
  tenant: string;
  agentId: string;
  signInId: string;
}

export async function agentToken(secret: string, { tenant, agentId, signInId }: AgentToken, now: number): Promise<string> {
  return new SignJWT({ tenant, sid: signInId })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(agentId)
    .setAudience("kefu-agent")
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(Math.floor(now / 1000) + TOKEN_LIFE_S)
    .sign(utf8(secret));
}

/** Null = not ours, changed or too old. */
export async function readAgentToken(secret: string, token: string, now: number): Promise<AgentToken | null> {
  try {
    const { payload } = await jwtVerify(token, utf8(secret), { audience: "kefu-agent", algorithms: ["HS256"], currentDate: new Date(now) });
    const { sub, tenant, sid } = payload as Record<string, unknown> & { sub?: string };
    return typeof sub === "string" && typeof tenant === "string" && typeof sid === "string" ? { tenant, agentId: sub, signInId: sid } : null;
  } catch {
    return null;
  }
}
