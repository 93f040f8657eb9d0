/** The ways in: password, second factor, passkey, an identity provider. */
import { type Answer, API_ORIGIN, exchange } from "./client.ts";
import type { SignedIn } from "./sign-in-state.ts";

export const signIn = (email: string, password: string): Promise<Answer<SignedIn>> => exchange<SignedIn>("POST", "/v1/sign-in", { email, password }, {});

/** The second step, with the ticket of the first. */
export const signInSecond = (ticket: string, code: string): Promise<Answer<SignedIn>> =>
  exchange<SignedIn>("POST", "/v1/sign-in/second-factor", { ticket, code }, {});

export interface PasskeyAsked<T> {
  ticket: string;
  options: T;
}

/** Signs in with a passkey of this device; null = the person thought better of it. */
export async function signInWithPasskey(): Promise<Answer<SignedIn> | null> {
  const asked = await exchange<PasskeyAsked<PublicKeyCredentialRequestOptionsJSON>>("POST", "/v1/sign-in/passkey/options", {}, {});
  if (!asked.ok) return asked;
  const response = await passkeyAnswer(() => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked.value.options) }));
  return response === null ? null : exchange<SignedIn>("POST", "/v1/sign-in/passkey", { ticket: asked.value.ticket, response }, {});
}

/** What the device says, as JSON; null = nobody was there, or it was refused. */
export async function passkeyAnswer(ask: () => Promise<Credential | null>): Promise<unknown> {
  try {
    const credential = await ask();
    return credential instanceof PublicKeyCredential ? credential.toJSON() : null;
  } catch {
    return null;
  }
}

/** Browsers of 2025 on; others sign in with a password. */
export const hasPasskeys = (): boolean => typeof PublicKeyCredential === "function" && "parseRequestOptionsFromJSON" in PublicKeyCredential;

export interface ProviderOffered {
  id: string;
  name: string;
  /** path where it begins */
  start: string;
}

/** Identity providers that vouch for people of this address. */
export async function providersOf(email: string): Promise<ProviderOffered[]> {
  const answer = await exchange<{ providers: ProviderOffered[] }>("GET", `/v1/sign-in/providers?email=${encodeURIComponent(email)}`, undefined, {});
  return answer.ok ? answer.value.providers : [];
}

/** Leaves this page for the provider's, which sends the person back. */
export function goToProvider({ start }: ProviderOffered): void {
  location.assign(API_ORIGIN + start + (API_ORIGIN === location.origin ? "" : `?console=${encodeURIComponent(location.origin)}`));
}

export const signInWithTicket = (ticket: string): Promise<Answer<SignedIn>> => exchange<SignedIn>("POST", "/v1/sign-in/ticket", { ticket }, {});

/** A letter with a link, good once and for half an hour; the answer is the same for any address. */
export const askForReset = (email: string): Promise<Answer<unknown>> => exchange("POST", "/v1/password-reset", { email }, {});

export const resetPassword = (token: string, password: string): Promise<Answer<unknown>> =>
  exchange("POST", "/v1/password-reset/confirm", { token, password }, {});
