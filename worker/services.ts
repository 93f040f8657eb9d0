/** Everything the worker reaches, made once per isolate from its bindings: objects as ports, stores, breakers, the clock. */
import { waitUntil } from "cloudflare:workers";
import { type Chance, newId } from "../protocol/ids.ts";
import type { DeskPort, HealthPort, KeeperPort, QueuePort, SessionPort } from "../protocol/ports.ts";
import type { Env } from "./env.ts";
import { BoundedMap } from "./resilience/bounded-map.ts";
import { CircuitBreaker } from "./resilience/circuit-breaker.ts";
import { FallbackStore } from "./resilience/fallback-store.ts";
import { type Guard, replayOf } from "./resilience/guarded.ts";
import { HealthReporter } from "./resilience/health-reporter.ts";
import { replayKept } from "./resilience/replay.ts";
import { failuresWithin } from "./resilience/trip-rules.ts";

/** Merged customers whose survivor an isolate remembers. */
const REMEMBERED_MOVES = 10_000;
/** The session breaker: half of at least 5 calls within 10 s failed. */
const SESSION_TRIP = { windowMs: 10_000, share: 0.5, minimum: 5 };
const SESSION_REST_MS = 1_000;
const SESSION_LONGEST_REST_MS = 30_000;
const SESSION_PROBES = 3;
const ISOLATE_TAG_CHARS = 6;

export interface Services {
  localMode: boolean;
  db: D1Database;
  cache: KVNamespace;
  media: R2Bucket;
  assets: Fetcher;
  session(tenant: string, customerId: string): SessionPort;
  /** For requests that are forwarded as they are: sockets. */
  sessionFetcher(tenant: string, customerId: string): Fetcher;
  queue(tenant: string, teamId: string): QueuePort;
  desk(tenant: string, agentId: string): DeskPort;
  deskFetcher(tenant: string, agentId: string): Fetcher;
  keeper(key: string): KeeperPort;
  health: HealthReporter;
  /** Recording that does not lose and does not wait. */
  guard: Guard;
  secrets: { auth: string; key: string; admin: string };
  /** The outside network; only channels/call and order connectors use it. */
  fetch: typeof fetch;
  now(): number;
  chance: Chance;
  /** Keeps work alive after the answer. */
  later(work: Promise<unknown>): void;
}

const made = new WeakMap<Env, Services>();

/** One per isolate: breakers, caches and what is known of moved customers live in it. */
export function servicesOf(env: Env): Services {
  const known = made.get(env);
  if (known) return known;
  const services = makeServices(env);
  made.set(env, services);
  return services;
}

/** Object RPC is typed by the ports: the objects' classes stay unknown to the worker. */
const stubOf = (namespace: DurableObjectNamespace, name: string): DurableObjectStub => namespace.get(namespace.idFromName(name));
const portOf = <P>(namespace: DurableObjectNamespace, name: string): P => stubOf(namespace, name) as unknown as P;

function makeServices(env: Env): Services {
  const now = (): number => Date.now();
  const later = (work: Promise<unknown>): void => waitUntil(work.catch(() => undefined));
  const session = (tenant: string, customerId: string): SessionPort => portOf(env.SESSION, `${tenant}:${customerId}`);
  const health = new HealthReporter(() => portOf<HealthPort>(env.HEALTH, "health"), later);
  return {
    localMode: env.LOCAL_MODE === "1",
    db: env.DB,
    cache: env.CACHE,
    media: env.MEDIA,
    assets: env.ASSETS,
    session,
    sessionFetcher: (tenant, customerId) => stubOf(env.SESSION, `${tenant}:${customerId}`),
    queue: (tenant, teamId) => portOf(env.QUEUE, `${tenant}:${teamId}`),
    desk: (tenant, agentId) => portOf(env.DESK, `${tenant}:${agentId}`),
    deskFetcher: (tenant, agentId) => stubOf(env.DESK, `${tenant}:${agentId}`),
    keeper: (key) => portOf(env.KEEPER, key),
    health,
    guard: makeGuard(env, session, health, now, later),
    secrets: { auth: env.AUTH_SECRET, key: env.SECRETS_KEY, admin: env.ADMIN_SECRET },
    fetch: (input, init) => fetch(input, init),
    now,
    chance: (bytes) => crypto.getRandomValues(bytes),
    later,
  };
}

function makeGuard(env: Env, session: Services["session"], health: HealthReporter, now: () => number, later: Services["later"]): Guard {
  const guard: Guard = {
    session,
    breaker: new CircuitBreaker({
      trip: failuresWithin(SESSION_TRIP.windowMs, SESSION_TRIP.share, SESSION_TRIP.minimum),
      restMs: SESSION_REST_MS,
      longestRestMs: SESSION_LONGEST_REST_MS,
      probes: SESSION_PROBES,
      changed: (to, _from, at) => {
        health.report("session", SESSION_HEALTH[to], `circuit breaker ${to}`, at);
        if (to === "closed") later(replayKept(replayOf(guard)));
      },
    }),
    // The first time an id can be drawn is inside a request, so the tag is drawn with the first services.
    fallback: new FallbackStore(env.FALLBACK, newId("ev", now()).slice(-ISOLATE_TAG_CHARS)),
    moves: new BoundedMap(REMEMBERED_MOVES),
    now,
    later,
    report: (component, state, detail) => health.report(component, state, detail, now()),
  };
  return guard;
}

const SESSION_HEALTH = { closed: "ok", open: "degraded", "half-open": "degraded" } as const;
