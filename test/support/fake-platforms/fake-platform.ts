/**
 * The floor of all fake platforms: a loopback HTTP server that is as strict as the real platform. Each kind's file says what is
 * right; this one records what was asked, what was delivered and what was refused, keeps the platform's clock, and misbehaves on
 * command. Nothing here knows Kefu's own code: a fake must not share its mistakes.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ChannelKind } from "../../../protocol/channels.ts";

/** One call our side made. */
export interface PlatformCall {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

export interface PlatformAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** objects go as JSON */
  body: unknown;
}

/** What reached a customer. */
export interface Delivered {
  to: string;
  /** text, image, menu … in the platform's own word */
  kind: string;
  text?: string;
  /** provider message id */
  id: string;
  at: number;
  raw: unknown;
}

export interface Refusal {
  code: string;
  why: string;
  call: PlatformCall;
}

/**
 * `fail` answers with this instead of doing anything; `throttle` is a 429; `hang` takes the message and never answers;
 * `drop` cuts the connection before anything is done; `deaf` takes the message and cuts the connection.
 */
export type Misbehaviour = { as: "fail"; answer: PlatformAnswer } | { as: "throttle"; retryAfterS: number } | { as: "hang" } | { as: "drop" } | { as: "deaf" };

/** A webhook as the platform would send it. */
export interface WebhookRequest {
  method: "GET" | "POST";
  /** without the question mark */
  query: string;
  headers: Record<string, string>;
  body: Uint8Array;
}

export interface WebhookAnswer {
  status: number;
  headers: Headers;
  body: string;
  /** ms until the whole answer was there */
  tookMs: number;
}

/** The common face of all fakes; kinds add what their customers can do. */
export interface FakePlatform {
  kind: ChannelKind;
  baseUrl: string;
  /** Configuration of our account on this platform. */
  config: Record<string, unknown>;
  /** The clock the platform judges windows and signatures by. */
  clock: { now(): number; set(at: number | null): void; advance(ms: number): void };
  calls: PlatformCall[];
  delivered: Delivered[];
  refusals: Refusal[];
  /** How the next calls to the API go wrong, in order. */
  misbehave(...next: Misbehaviour[]): void;
  /** A customer writes; the webhook that tells us. Opens the window as on the real platform. */
  say(customer: string, text: string): Promise<WebhookRequest>;
  close(): Promise<void>;
}

export type Handler = (call: PlatformCall, platform: PlatformState) => PlatformAnswer | Promise<PlatformAnswer>;

/** What a handler may note. */
export interface PlatformState {
  now(): number;
  deliver(what: Omit<Delivered, "at">): void;
  refuse(code: string, why: string, call: PlatformCall, answer: PlatformAnswer): PlatformAnswer;
}

export type FakeFloor = Omit<FakePlatform, "say" | "config"> & { state: PlatformState };

/** Starts the server on a free loopback port. `routes` maps `METHOD /path` (or `METHOD /path/*`) to handlers. */
export async function startFake(kind: ChannelKind, routes: Readonly<Record<string, Handler>>): Promise<FakeFloor> {
  let setAt: number | null = null;
  const queue: Misbehaviour[] = [];
  const floor = { calls: [] as PlatformCall[], delivered: [] as Delivered[], refusals: [] as Refusal[] };
  const now = (): number => setAt ?? Date.now();
  const state: PlatformState = {
    now,
    deliver: (what) => floor.delivered.push({ ...what, at: now() }),
    refuse: (code, why, call, answer) => {
      floor.refusals.push({ code, why, call });
      return answer;
    },
  };
  const server = createServer((request, response) => {
    void answerCall(request, response, { routes, state, queue, calls: floor.calls });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    kind,
    baseUrl: `http://127.0.0.1:${port}`,
    clock: {
      now,
      set: (at) => {
        setAt = at;
      },
      advance: (ms) => {
        setAt = now() + ms;
      },
    },
    ...floor,
    state,
    misbehave: (...next) => {
      queue.push(...next);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Serving {
  routes: Readonly<Record<string, Handler>>;
  state: PlatformState;
  queue: Misbehaviour[];
  calls: PlatformCall[];
}

async function answerCall(request: IncomingMessage, response: ServerResponse, serving: Serving): Promise<void> {
  const call = await readCall(request);
  serving.calls.push(call);
  const handler = routeOf(serving.routes, call);
  if (!handler) return send(response, { status: 404, body: `no such method here: ${call.method} ${call.path}` });
  const misbehaviour = serving.queue.shift();
  if (misbehaviour?.as === "drop") return void request.socket.destroy();
  if (misbehaviour?.as === "fail") return send(response, misbehaviour.answer);
  if (misbehaviour?.as === "throttle") return send(response, { status: 429, headers: { "retry-after": String(misbehaviour.retryAfterS) }, body: {} });
  const answer = await handler(call, serving.state);
  if (misbehaviour?.as === "hang") return;
  if (misbehaviour?.as === "deaf") return void request.socket.destroy();
  send(response, answer);
}

async function readCall(request: IncomingMessage): Promise<PlatformCall> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return { method: request.method ?? "GET", path: url.pathname, query: url.searchParams, headers, body: Buffer.concat(pieces) };
}

function routeOf(routes: Readonly<Record<string, Handler>>, call: PlatformCall): Handler | undefined {
  const exact = routes[`${call.method} ${call.path}`];
  if (exact) return exact;
  const prefix = Object.keys(routes).find((route) => route.endsWith("*") && `${call.method} ${call.path}`.startsWith(route.slice(0, -1)));
  return prefix === undefined ? undefined : routes[prefix];
}

function send(response: ServerResponse, answer: PlatformAnswer): void {
  const isText = typeof answer.body === "string";
  const body = isText || Buffer.isBuffer(answer.body) ? (answer.body as string | Buffer) : JSON.stringify(answer.body);
  response.writeHead(answer.status ?? 200, { "content-type": isText ? "text/plain; charset=utf-8" : "application/json; charset=utf-8", ...answer.headers });
  response.end(body);
}

/** The JSON of a call, or null: a platform answers broken JSON with its own error, not with an exception. */
export function jsonOf(call: PlatformCall): Record<string, unknown> | null {
  try {
    const value = JSON.parse(call.body.toString("utf8")) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** The file of a multipart upload: field name, file name and size. */
export function uploadOf(call: PlatformCall): { field: string; name: string; bytes: number } | null {
  const boundary = /boundary="?([^";]+)"?/.exec(call.headers["content-type"] ?? "")?.[1];
  if (boundary === undefined) return null;
  const text = call.body.toString("latin1");
  const part = text.split(`--${boundary}`).find((piece) => /filename="/i.test(piece));
  const field = /[; ]name="([^"]*)"/i.exec(part ?? "")?.[1];
  const name = /filename="([^"]*)"/i.exec(part ?? "")?.[1];
  if (part === undefined || field === undefined || name === undefined) return null;
  return { field, name: Buffer.from(name, "latin1").toString("utf8"), bytes: part.length - part.indexOf("\r\n\r\n") - 6 };
}

/** Sends a webhook to our door as the platform would: one try, cut off after `timeoutMs`. */
export async function ring(webhookUrl: string, webhook: WebhookRequest, timeoutMs = 5_000): Promise<WebhookAnswer> {
  const started = performance.now();
  const url = webhook.query === "" ? webhookUrl : `${webhookUrl}?${webhook.query}`;
  const response = await fetch(url, {
    method: webhook.method,
    headers: webhook.headers,
    ...(webhook.method === "POST" ? { body: Buffer.from(webhook.body) } : {}),
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMs),
  });
  const body = await response.text();
  return { status: response.status, headers: response.headers, body, tookMs: performance.now() - started };
}

/** The same webhook as our channels see it, for tests without a door. */
export function asRawRequest(
  webhook: WebhookRequest,
  webhookUrl = "https://kefu.example/hooks/kind/ch_1/secret",
): { method: string; url: URL; headers: Headers; body: Uint8Array } {
  const url = new URL(webhook.query === "" ? webhookUrl : `${webhookUrl}?${webhook.query}`);
  return { method: webhook.method, url, headers: new Headers(webhook.headers), body: webhook.body };
}
