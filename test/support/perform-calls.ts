/**
 * Performs a channel's calls against a fake platform: tokens, uploads, saved fields, one refresh on an auth error. The smallest
 * thing that does what a channel's descriptions ask for; it shares no code with the worker's own performer, so that both are tested
 * by the same fakes.
 */
import type { HttpCall, Outcome } from "../../protocol/channels.ts";
import type { TokenSpec } from "../../worker/channels/channel.ts";
import type { BoundChannel } from "../../worker/channels/registry.ts";

export interface Account {
  channel: BoundChannel;
  baseUrl: string;
  tokens: { current: string | null; refreshToken: string | null };
  now(): number;
  /** Waits where the platform wants a pace. */
  beforeCall?(): void;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: string;
}

/** A small picture for every upload. */
const PICTURE = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const TIMEOUT_MS = 2_000;

/** In order, stopping at the first that did not succeed. `done` = how many need not be made again. */
export async function performCalls(
  calls: readonly HttpCall[],
  account: Account,
  from = 0,
  saved: Record<string, string> = {},
): Promise<{ outcome: Outcome; done: number; saved: Record<string, string>; answer: Answer | null }> {
  const providerIds: string[] = [];
  let last: Answer | null = null;
  for (let index = from; index < calls.length; index++) {
    const call = calls[index];
    if (!call) break;
    account.beforeCall?.();
    const { outcome, answer } = await performCall(filled(call, saved), account);
    last = answer;
    if (outcome.outcome !== "sent") return { outcome, done: index, saved, answer };
    providerIds.push(...outcome.providerIds, ...(call.providerId === undefined ? [] : [call.providerId]));
    if (call.save && answer) saved[call.save.name] = fieldOf(answer.body, call.save.field);
  }
  return { outcome: { outcome: "sent", providerIds }, done: calls.length, saved, answer: last };
}

/** One call; a refused token is dropped, fetched once more and tried once more. */
export async function performCall(call: HttpCall, account: Account): Promise<{ outcome: Outcome; answer: Answer | null }> {
  // A file is no answer in the platform's words; only an error instead of it is.
  const isFile = (answer: Answer): boolean =>
    answer.status === 200 && /^(image|audio|video|application\/octet-stream)/.test(answer.headers.get("content-type") ?? "");
  const judge = (answer: Answer): Outcome =>
    isFile(answer) ? { outcome: "sent", providerIds: [] } : account.channel.outcome(answer.status, answer.headers, answer.body, account.now());
  try {
    const first = await request(call, account);
    const outcome = judge(first);
    if (outcome.outcome !== "retry" || outcome.class !== "auth" || call.auth !== "token") return { outcome, answer: first };
    account.tokens.current = null;
    const second = await request(call, account);
    return { outcome: judge(second), answer: second };
  } catch (error) {
    // The connection broke: it may have arrived.
    return { outcome: { outcome: "unknown", code: error instanceof Error ? error.name : "network" }, answer: null };
  }
}

async function tokenOf(account: Account, spec: TokenSpec): Promise<string> {
  if (account.tokens.current !== null) return account.tokens.current;
  const refresh = { refresh_token: account.tokens.refreshToken ?? spec.refreshToken ?? "" };
  const answer = await request(filled(spec.request, refresh), account);
  const read = spec.read(JSON.parse(answer.body) as unknown);
  if (!read) throw new Error(`no token: ${answer.body}`);
  account.tokens.current = read.token;
  account.tokens.refreshToken = read.refreshToken ?? account.tokens.refreshToken;
  return read.token;
}

async function request(call: HttpCall, account: Account): Promise<Answer> {
  // An address from the platform stays what it is; every host of the platform is the fake.
  const url = new URL(call.url?.href ?? account.baseUrl + call.path);
  const headers = new Headers(call.headers);
  for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
  if (call.auth === "token") {
    const spec = account.channel.token();
    if (!spec) throw new Error("the channel has no token");
    const token = await tokenOf(account, spec);
    const place = call.tokenAt ?? spec.place;
    if (place.in === "query") url.searchParams.set(place.name, token);
    else headers.set(place.name, place.prefix + token);
  } else if (call.auth !== "none") {
    for (const [name, value] of Object.entries(call.auth)) headers.set(name, value);
  }
  const body = bodyOf(call, headers);
  const signed = typeof body.body === "string" ? await account.channel.sign(call, body.body, account.now()) : {};
  for (const [name, value] of Object.entries(signed)) headers.set(name, value);
  const response = await fetch(url, { method: call.method, headers, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS), ...body });
  const location = response.headers.get("location");
  const last = call.follow && location !== null ? await fetch(location, { redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) }) : response;
  return { status: last.status, headers: last.headers, body: await last.text() };
}

function bodyOf(call: HttpCall, headers: Headers): { body?: string | URLSearchParams | FormData } {
  if (call.json !== undefined) {
    headers.set("content-type", "application/json; charset=utf-8");
    return { body: JSON.stringify(call.json) };
  }
  if (call.form !== undefined)
    return { body: new URLSearchParams(Array.isArray(call.form) ? call.form.map(([name, value]) => [name, value]) : (call.form as Record<string, string>)) };
  if (!call.upload) return {};
  const form = new FormData();
  for (const [name, value] of Object.entries(call.upload.fields ?? {})) form.set(name, value);
  form.set(call.upload.field, new Blob([PICTURE], { type: call.upload.media.mime ?? "image/png" }), call.upload.media.name ?? "picture.png");
  return { body: form };
}

/** `{{name}}` anywhere in a call stands for what an earlier call saved. */
function filled(call: HttpCall, saved: Readonly<Record<string, string>>): HttpCall {
  const text = JSON.stringify(call).replace(/\{\{([\w.-]+)\}\}/g, (whole, name: string) => (name in saved ? JSON.stringify(saved[name]).slice(1, -1) : whole));
  return JSON.parse(text) as HttpCall;
}

function fieldOf(body: string, path: string): string {
  const value = path.split(".").reduce<unknown>((inside, name) => (inside as Record<string, unknown> | undefined)?.[name], JSON.parse(body));
  if (typeof value !== "string") throw new Error(`the answer has no ${path}: ${body}`);
  return value;
}
