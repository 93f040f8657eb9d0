/** Plain addresses outside, by the same door and rules as every call of a channel: host check, no redirects, deadline, size limit. */
import { readBounded } from "./answers.ts";
import { type Caller, FILE_TIMEOUT_MS, MAX_FILE_BYTES } from "./call.ts";
import { refusalOf } from "./hosts.ts";

type Door = Pick<Caller, "fetch" | "localMode">;
const MAX_ANSWER_BYTES = 512 * 1024;

/** Throws on what is no address, a refused host, a redirect, any status but 2xx, and when `ms` are over. */
async function open(href: string, headers: Record<string, string>, door: Door, ms: number): Promise<Response> {
  const url = new URL(href);
  const refusal = refusalOf(url, null, door.localMode);
  if (refusal !== null) throw new Error(refusal);
  const response = await door.fetch(url.href, { headers, redirect: "manual", signal: AbortSignal.timeout(ms) });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response;
}

export interface Downloaded {
  bytes: Uint8Array<ArrayBuffer>;
  mime: string | null;
}

/** A file from a public address. Throws as `open` does, and when it is too large or cut off. */
export async function download(href: string, door: Door): Promise<Downloaded> {
  const response = await open(href, {}, door, FILE_TIMEOUT_MS);
  return { bytes: await readBounded(response, MAX_FILE_BYTES), mime: response.headers.get("content-type") };
}

export type Posted =
  | { answer: "answered"; status: number; text: string; retryAfter: string | null }
  /** The address may not be called. */
  | { answer: "refused"; why: string }
  /** No connection, no answer in time, or one too long to read. */
  | { answer: "none"; why: string };

/** Of a subscriber's answer so much is kept to be shown, UTF-16 units. */
const SHOWN_UNITS = 300;

/** A body posted to a tenant's own system. Redirects are answers like others: a signed body goes nowhere but where it was meant to. */
export async function postOutside(href: string, headers: Record<string, string>, body: string, door: Door, ms: number): Promise<Posted> {
  if (!URL.canParse(href)) return { answer: "refused", why: "not an address" };
  const url = new URL(href);
  const why = refusalOf(url, null, door.localMode);
  if (why !== null) return { answer: "refused", why };
  try {
    const response = await door.fetch(url.href, { method: "POST", headers, body, redirect: "manual", signal: AbortSignal.timeout(ms) });
    const text = new TextDecoder().decode(await readBounded(response, MAX_ANSWER_BYTES)).slice(0, SHOWN_UNITS);
    return { answer: "answered", status: response.status, text, retryAfter: response.headers.get("retry-after") };
  } catch (error) {
    return { answer: "none", why: error instanceof Error ? error.message : "no answer" };
  }
}

/** The words of a tenant's own system (order connectors describe the question). Throws as `open` does, and when the answer is too long. */
export async function outsideText(href: string, headers: Record<string, string>, door: Door, ms: number): Promise<string> {
  return new TextDecoder().decode(await readBounded(await open(href, headers, door, ms), MAX_ANSWER_BYTES));
}

/** A `fetch` for libraries that speak a protocol of their own: the same door, so no inner host, no redirect, no endless wait. */
export function guardedFetch(door: Door, ms: number): (href: string, init?: RequestInit) => Promise<Response> {
  return async (href, init = {}) => {
    const refusal = refusalOf(new URL(href), null, door.localMode);
    if (refusal !== null) throw new Error(refusal);
    const response = await door.fetch(href, { ...init, redirect: "manual", signal: AbortSignal.timeout(ms) });
    const { status, headers } = response;
    return new Response(await readBounded(response, MAX_ANSWER_BYTES), { status, headers });
  };
}
