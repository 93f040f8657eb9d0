/** A user token as the host's server signs it for the widget. */
import { SignJWT } from "jose";

export const hostToken = (secret: string, userId: string, claims: Record<string, unknown> = {}): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).setSubject(userId).setIssuedAt().setExpirationTime("5m").sign(new TextEncoder().encode(secret));
