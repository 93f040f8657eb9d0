/** Every request of the console: token, idempotency key, problems as values, one renewal at a time. */
import { OFFLINE, type Problem, ProblemError } from "./problem.ts";
import { forgetSignIn, keepSignIn, type SignedIn, useSignIn } from "./sign-in-state.ts";

/** Set while building when the console is hosted apart from the worker (`VITE_API_ORIGIN`); otherwise the same origin. */
export const API_ORIGIN: string = import.meta.env.VITE_API_ORIGIN ?? location.origin;
/** A token is renewed this long before it ends, ms. */
const RENEW_EARLY_MS = 120_000;

export type Answer<T> = { ok: true; value: T } | { ok: false; problem: Problem };
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One request with these headers and no others: it adds no token and renews none. */
export async function exchange<T>(method: Method, path: string, body: unknown, headers: Record<string, string>): Promise<Answer<T>> {
  try {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const type: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
    const response = await fetch(API_ORIGIN + path, { method, headers: { ...type, ...headers }, ...json });
    const text = await response.text();
    if (response.ok) return { ok: true, value: (text === "" ? null : JSON.parse(text)) as T };
    return { ok: false, problem: problemIn(text, response.status) };
  } catch {
    return { ok: false, problem: OFFLINE };
  }
}

function problemIn(text: string, status: number): Problem {
  try {
    return { ...(JSON.parse(text) as Problem), status };
  } catch {
    return { code: "internal", status, detail: text.slice(0, 200) };
  }
}

let renewing: Promise<Answer<SignedIn>> | null = null;

/** One renewal however many ask; a refused one ends the sign-in. */
async function renew(): Promise<Answer<SignedIn>> {
  const { signedIn } = useSignIn.getState();
  if (!signedIn) return { ok: false, problem: { code: "unauthenticated", status: 401, detail: "" } };
  renewing ??= exchange<SignedIn>("POST", "/v1/sign-in/refresh", { refreshToken: signedIn.refreshToken }, {}).finally(() => {
    renewing = null;
  });
  const answer = await renewing;
  if (answer.ok) keepSignIn(answer.value);
  else if (answer.problem.status === 401) forgetSignIn(true);
  return answer;
}

/** A token that is good for a while, or null when signing in again is needed or the server is away. */
export async function freshToken(): Promise<string | null> {
  const { signedIn } = useSignIn.getState();
  if (!signedIn) return null;
  if (signedIn.expiresAt - Date.now() > RENEW_EARLY_MS) return signedIn.token;
  const renewed = await renew();
  if (renewed.ok) return renewed.value.token;
  return renewed.problem.status !== 401 && signedIn.expiresAt > Date.now() ? signedIn.token : null;
}

/** `key` is the write's idempotency key: the same write again gets the first answer again. */
export async function ask<T>(method: Method, path: string, body?: unknown, key?: string): Promise<Answer<T>> {
  const token = await freshToken();
  if (token === null) return { ok: false, problem: useSignIn.getState().signedIn ? OFFLINE : { code: "unauthenticated", status: 401, detail: "" } };
  const headers = (bearer: string): Record<string, string> => ({ authorization: `Bearer ${bearer}`, ...(key === undefined ? {} : { "idempotency-key": key }) });
  const answer = await exchange<T>(method, path, body, headers(token));
  if (answer.ok || answer.problem.status !== 401) return answer;
  const renewed = await renew();
  return renewed.ok ? exchange<T>(method, path, body, headers(renewed.value.token)) : answer;
}

/** A file's bytes as they are; the name travels in a header. */
export async function upload<T>(path: string, file: Blob, name: string, type: string, method: "POST" | "PUT" = "POST"): Promise<Answer<T>> {
  const answer = await fetched(path, { method, body: file, headers: { "content-type": type, "x-file-name": encodeURIComponent(name) } });
  if (!answer.ok) return answer;
  const text = await answer.value.text();
  return { ok: true, value: (text === "" ? null : JSON.parse(text)) as T };
}

/** Bytes that need my token: attachments, reports. */
export async function download(path: string, accept = "*/*"): Promise<Answer<Blob>> {
  const answer = await fetched(path, { headers: { accept } });
  return answer.ok ? { ok: true, value: await answer.value.blob() } : answer;
}

/** One page of lines, and the cursor of the next; null = that was the last. */
export async function downloadPage(path: string): Promise<Answer<{ text: string; next: string | null }>> {
  const answer = await fetched(path, { headers: { accept: "application/jsonl" } });
  if (!answer.ok) return answer;
  return { ok: true, value: { text: await answer.value.text(), next: answer.value.headers.get("x-next-cursor") } };
}

async function fetched(path: string, request: RequestInit & { headers: Record<string, string> }): Promise<Answer<Response>> {
  const token = await freshToken();
  if (token === null) return { ok: false, problem: OFFLINE };
  try {
    const response = await fetch(API_ORIGIN + path, { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } });
    return response.ok ? { ok: true, value: response } : { ok: false, problem: problemIn(await response.text(), response.status) };
  } catch {
    return { ok: false, problem: OFFLINE };
  }
}

/** For TanStack Query. */
export async function read<T>(path: string): Promise<T> {
  const answer = await ask<T>("GET", path);
  if (answer.ok) return answer.value;
  throw new ProblemError(answer.problem);
}

export async function signOut(): Promise<void> {
  await ask("POST", "/v1/sign-out");
  forgetSignIn(false);
}

export const newKey = (): string => crypto.randomUUID();
