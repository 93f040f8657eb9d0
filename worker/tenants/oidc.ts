/** Sign-in by OpenID Connect: code flow with PKCE, state and nonce (OpenID Connect Core 1.0 §3.1, RFC 7636, RFC 9700). */
import {
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type Client,
  ClientSecretBasic,
  calculatePKCECodeChallenge,
  customFetch,
  discoveryRequest,
  generateRandomCodeVerifier,
  generateRandomNonce,
  getValidatedIdTokenClaims,
  processAuthorizationCodeResponse,
  processDiscoveryResponse,
  processUserInfoResponse,
  userInfoRequest,
  validateApplicationLevelSignature,
  validateAuthResponse,
} from "oauth4webapi";
import { BoundedMap } from "../resilience/bounded-map.ts";
import type { Provider } from "./identity-providers.ts";

/** The way to the provider: checked hosts, deadline, no redirects. */
export interface OutsideDoor {
  ask(href: string, init?: RequestInit): Promise<Response>;
  localMode: boolean;
}
const DISCOVERY_KEPT_MS = 3_600_000;
const discovered = new BoundedMap<string, { server: AuthorizationServer; at: number }>(200);

const optionsOf = (door: OutsideDoor) => ({
  [customFetch]: (href: string, init?: object) => door.ask(href, init as RequestInit),
  [allowInsecureRequests]: door.localMode,
});

/** The provider's own description of itself, kept for an hour. Throws when it cannot be had or is another's. */
async function serverOf(issuer: string, door: OutsideDoor, now: number): Promise<AuthorizationServer> {
  const known = discovered.get(issuer);
  if (known && now - known.at < DISCOVERY_KEPT_MS) return known.server;
  const url = new URL(issuer);
  const server = await processDiscoveryResponse(url, await discoveryRequest(url, optionsOf(door)));
  discovered.set(issuer, { server, at: now });
  return server;
}

interface Begun {
  /** Where the browser goes. */
  href: string;
  verifier: string;
  nonce: string;
}

/** Throws when the provider cannot be reached. */
export async function beginOidc(
  provider: Provider,
  redirectUri: string,
  state: (verifier: string, nonce: string) => Promise<string>,
  door: OutsideDoor,
  now: number,
): Promise<Begun> {
  const server = await serverOf(provider.issuer, door, now);
  const [verifier, nonce] = [generateRandomCodeVerifier(), generateRandomNonce()];
  const url = new URL(server.authorization_endpoint ?? "");
  const asked = {
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "openid email profile",
    state: await state(verifier, nonce),
    nonce,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return { href: url.href, verifier, nonce };
}

export interface Claims {
  subject: string;
  email: string | null;
  emailVerified: boolean;
  name: string | null;
}

/** Who the provider says it is. Throws when the answer is not right in every respect: state, issuer, audience, nonce, times, signature. */
export async function finishOidc(
  provider: Provider & { secret: string },
  callback: { url: URL; redirectUri: string; state: string; verifier: string; nonce: string },
  door: OutsideDoor,
  now: number,
): Promise<Claims> {
  const server = await serverOf(provider.issuer, door, now);
  const client: Client = { client_id: provider.clientId };
  const options = optionsOf(door);
  const parameters = validateAuthResponse(server, client, callback.url, callback.state);
  const authentication = ClientSecretBasic(provider.secret);
  const response = await authorizationCodeGrantRequest(server, client, authentication, parameters, callback.redirectUri, callback.verifier, options);
  const tokens = await processAuthorizationCodeResponse(server, client, response, { expectedNonce: callback.nonce, requireIdToken: true });
  await validateApplicationLevelSignature(server, response, options);
  const claims = getValidatedIdTokenClaims(tokens);
  if (!claims) throw new Error("no id token");
  const told: Told = claims.email === undefined ? await userInfo(server, client, tokens.access_token, claims.sub, options) : claims;
  return {
    subject: claims.sub,
    email: typeof told.email === "string" ? told.email.toLowerCase() : null,
    emailVerified: told.email_verified === true,
    name: typeof told.name === "string" && told.name.trim() !== "" ? told.name.trim() : null,
  };
}

type Told = Readonly<Record<string, unknown>>;

async function userInfo(
  server: AuthorizationServer,
  client: Client,
  accessToken: string,
  subject: string,
  options: ReturnType<typeof optionsOf>,
): Promise<Told> {
  if (server.userinfo_endpoint === undefined) return {};
  return processUserInfoResponse(server, client, subject, await userInfoRequest(server, client, accessToken, options));
}
