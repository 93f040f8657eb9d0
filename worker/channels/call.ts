/**
 * The one place where channels reach the outside: it performs the calls they describe. Host check, deadline, size limit, token
 * (refreshed once when refused), uploads, fields saved for later calls, progress for the next attempt.
 */
import type { HttpCall, Outcome, SendProgress } from "../../protocol/channels.ts";
import type { Attachment } from "../../protocol/message.ts";
import { isFileAnswer, readBounded } from "./answers.ts";
import { bodyOf, filled, savedField, type UploadFile } from "./call-body.ts";
import { refusalOf } from "./hosts.ts";
import type { BoundChannel } from "./registry.ts";

/** ms an outside call may take */
export const CALL_TIMEOUT_MS = 10_000;
/** Uploads and downloads carry files. */
export const FILE_TIMEOUT_MS = 30_000;
/** Bytes of an answer that is read; more is cut off and unreadable. */
const MAX_ANSWER_BYTES = 1024 * 1024;

export interface Caller {
  channel: BoundChannel;
  /** The account's own base (relay, test); also replaces a call's second host. */
  baseUrl: string | null;
  localMode: boolean;
  fetch: typeof fetch;
  now(): number;
  /** An access token; `failed` = the one that was refused. Throws when there is none. */
  token(failed: string | null): Promise<string>;
  /** The bytes behind an attachment that is to be uploaded; null = gone or too large. */
  file(media: Attachment): Promise<UploadFile | null>;
  /** Waits until the platform's pace allows another message. */
  pace?(): Promise<void>;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: string;
  /** set when the answer is a file */
  file?: Uint8Array<ArrayBuffer>;
}

type Performed = { outcome: Outcome; answer: Answer | null };

/** In order, going on where the last attempt stopped; stops at the first call that did not succeed. */
export async function performCalls(calls: readonly HttpCall[], caller: Caller, parts: number, before?: SendProgress): Promise<Performed> {
  const from = before && before.of === calls.length ? before.done : 0;
  const saved = { ...before?.saved };
  const providerIds = [...(before?.providerIds ?? [])];
  let last: Answer | null = null;
  for (let index = from; index < calls.length; index++) {
    const call = calls[index];
    if (!call) break;
    if (!call.upload) await caller.pace?.();
    const { outcome, answer } = await performCall(filled(call, saved), caller);
    last = answer;
    const failed = outcome.outcome === "unknown" && call.idempotent ? repeatable(outcome) : outcome;
    if (failed.outcome !== "sent") return { outcome: withProgress(failed, { done: index, of: calls.length, parts, saved, providerIds }), answer };
    providerIds.push(...failed.providerIds, ...(call.providerId === undefined ? [] : [call.providerId]));
    if (!call.save || !answer) continue;
    const value = savedField(answer.body, call.save.field);
    if (value === null)
      return { outcome: { outcome: "refused", class: "invalid", code: "unreadable_answer", detail: `no ${call.save.field} in the answer` }, answer };
    saved[call.save.name] = value;
  }
  return { outcome: { outcome: "sent", providerIds, messages: parts }, answer: last };
}

const repeatable = (outcome: Extract<Outcome, { outcome: "unknown" }>): Outcome => ({ ...outcome, outcome: "retry", class: "transient" });
const withProgress = (outcome: Outcome, progress: SendProgress): Outcome =>
  outcome.outcome === "retry" && (progress.done > 0 || progress.providerIds.length > 0) ? { ...outcome, progress } : outcome;

/** One call; a refused token is fetched anew and the call made once more. */
export async function performCall(call: HttpCall, caller: Caller): Promise<Performed> {
  const token = call.auth === "token" ? await tokenOr(caller, null) : null;
  if (token && !token.ok) return { outcome: token.outcome, answer: null };
  const first = await attempt(call, caller, token?.token ?? null);
  if (!token || first.outcome.outcome !== "retry" || first.outcome.class !== "auth") return first;
  const fresh = await tokenOr(caller, token.token);
  return fresh.ok ? attempt(call, caller, fresh.token) : { outcome: fresh.outcome, answer: first.answer };
}

async function tokenOr(caller: Caller, failed: string | null): Promise<{ ok: true; token: string } | { ok: false; outcome: Outcome }> {
  try {
    return { ok: true, token: await caller.token(failed) };
  } catch (error) {
    const detail = error instanceof Error ? error.message : "no access token";
    return { ok: false, outcome: { outcome: "retry", class: "transient", code: "no_token", detail } };
  }
}

async function attempt(call: HttpCall, caller: Caller, token: string | null): Promise<Performed> {
  const asked = addressOf(call, caller, token);
  if (!asked.ok) return { outcome: { outcome: "refused", class: "policy", code: "host_refused", detail: asked.why }, answer: null };
  const file = call.upload ? await caller.file(call.upload.media) : null;
  if (call.upload && !file)
    return { outcome: { outcome: "refused", class: "invalid", code: "media_gone", detail: "The file is not there any more, or too large" }, answer: null };
  const { url, headers } = asked;
  const body = bodyOf(call, headers, file);
  try {
    if (typeof body.body === "string")
      for (const [name, value] of Object.entries(await caller.channel.sign(call, body.body, caller.now()))) headers.set(name, value);
    const signal = AbortSignal.timeout(call.upload ? FILE_TIMEOUT_MS : CALL_TIMEOUT_MS);
    const response = await caller.fetch(url.href, { method: call.method, headers, redirect: "manual", signal, ...body });
    const answer = await readAnswer(await followed(response, call, caller));
    const outcome: Outcome = answer.file
      ? { outcome: "sent", providerIds: [] }
      : caller.channel.outcome(answer.status, answer.headers, answer.body, caller.now());
    return { outcome, answer };
  } catch (error) {
    // The connection broke or the time was up: it may have arrived.
    return {
      outcome: { outcome: "unknown", code: error instanceof Error ? error.name : "network", detail: "The connection ended without an answer" },
      answer: null,
    };
  }
}

/** The file behind a redirect, where the platform is known to redirect; whoever holds it needs no credentials of ours. */
async function followed(response: Response, call: HttpCall, caller: Caller): Promise<Response> {
  const location = response.headers.get("location");
  if (!call.follow || response.status < 300 || response.status >= 400 || location === null || !URL.canParse(location)) return response;
  const url = new URL(location);
  if (refusalOf(url, call.follow, caller.localMode) !== null) return response;
  return caller.fetch(url.href, { redirect: "manual", signal: AbortSignal.timeout(FILE_TIMEOUT_MS) });
}

async function readAnswer(response: Response): Promise<Answer> {
  const bytes = await readBounded(response, isFileAnswer(response) ? MAX_FILE_BYTES : MAX_ANSWER_BYTES);
  const { status, headers } = response;
  if (isFileAnswer(response)) return { status, headers, body: "", file: bytes };
  return { status, headers, body: new TextDecoder().decode(bytes) };
}

/** Largest file that is fetched from a platform, bytes. */
export const MAX_FILE_BYTES = 25 * 1024 * 1024;

type Address = { ok: true; url: URL; headers: Headers } | { ok: false; why: string };

function addressOf(call: HttpCall, caller: Caller, token: string | null): Address {
  const { channel, baseUrl, localMode } = caller;
  const base = baseUrl ?? call.base ?? channel.baseUrl;
  const href = call.url ? call.url.href : base.replace(/\/$/, "") + call.path;
  if (!URL.canParse(href)) return { ok: false, why: "not an address" };
  const url = new URL(href);
  const refusal = refusalOf(url, call.url ? call.url.allowHosts : null, localMode);
  if (refusal !== null) return { ok: false, why: refusal };
  for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
  const headers = new Headers(call.headers);
  if (call.auth !== "token" && call.auth !== "none") for (const [name, value] of Object.entries(call.auth)) headers.set(name, value);
  if (token === null) return { ok: true, url, headers };
  const place = call.tokenAt ?? channel.token()?.place;
  if (!place) return { ok: false, why: "the channel has no token" };
  if (place.in === "query") url.searchParams.set(place.name, token);
  else headers.set(place.name, place.prefix + token);
  return { ok: true, url, headers };
}
