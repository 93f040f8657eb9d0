/** Everything the worker reaches, made once per isolate from its bindings: objects as ports, stores, breakers, the clock. */
import { waitUntil } from "cloudflare:workers";
import { proxyDurable } from "itty-durable/proxy-durable.js";
import { type Chance, newId } from "../protocol/ids.ts";
import type { DeskPort, HealthPort, KeeperPort, QueuePort, SessionPort } from "../protocol/ports.ts";
import type { OwnerOf } from "../protocol/taken.ts";
import type { WebhookPort } from "../protocol/webhooks.ts";
import type { AuditPort } from "./audit/log.ts";
import { AccessTokens } from "./channels/access-token.ts";
import type { Env } from "./env.ts";
import { Busy } from "./pipeline/busy.ts";
import { type AccountRow, ChannelAccounts, loadAccount } from "./pipeline/channel-accounts.ts";
import { ChannelHealth } from "./pipeline/channel-health.ts";
import { DeskTeller } from "./pipeline/desk-teller.ts";
import { type Listeners, loadListeners } from "./pipeline/listeners.ts";
import { Projector } from "./pipeline/projector.ts";
import { WaitingRoom } from "./pipeline/waiting-room.ts";
import { BoundedMap } from "./resilience/bounded-map.ts";
import { CircuitBreaker } from "./resilience/circuit-breaker.ts";
import { type GuardedRead, guardD1 } from "./resilience/d1-guard.ts";
import { FallbackStore } from "./resilience/fallback-store.ts";
import { type Guard, replayOf } from "./resilience/guarded.ts";
import { HealthReporter } from "./resilience/health-reporter.ts";
import { log } from "./resilience/log.ts";
import { Metrics } from "./resilience/metrics.ts";
import { replayKept } from "./resilience/replay.ts";
import { Traces } from "./resilience/trace.ts";
import { failuresWithin } from "./resilience/trip-rules.ts";
import { type ApiKey, loadKey } from "./tenants/api-keys.ts";
import { LastKnown } from "./tenants/last-known.ts";
import { type AgentRow, loadAgent } from "./tenants/people.ts";
import { type Keyring, keyringOf } from "./tenants/secrets.ts";
import { loadSignIn, type SignInState } from "./tenants/sign-ins.ts";
import { loadTenant, type Tenant } from "./tenants/tenant.ts";

/** Merged customers whose survivor an isolate remembers. */
const REMEMBERED_MOVES = 10_000;
/** The session breaker: half of at least 5 calls within 10 s failed. */
const SESSION_TRIP = { windowMs: 10_000, share: 0.5, minimum: 5 };
const SESSION_REST_MS = 1_000;
const SESSION_LONGEST_REST_MS = 30_000;
const SESSION_PROBES = 3;
const ISOLATE_TAG_CHARS = 6;
/** Entries an isolate remembers of each table. */
const REMEMBERED = { keys: 2_000, accounts: 2_000, agents: 5_000, signIns: 5_000, tenants: 500, customerIds: 20_000 };

export interface Services {
  localMode: boolean;
  /** Where this worker is reached from outside, as PUBLIC_ORIGIN says; null where it says nothing. */
  origin: { public: string | null /** where else the console is */; console: readonly string[] };
  /** Null = newcomers are let in without a challenge. */
  turnstile: { siteKey: string; secret: string; verifyUrl: string } | null;
  db: D1Database;
  cache: KVNamespace;
  media: R2Bucket;
  assets: Fetcher;
  session(tenant: string, customerId: string): SessionPort;
  /** The object's own id, which is its file's name under `npm start`. */
  sessionId(tenant: string, customerId: string): string;
  /** By the object's own id; null = it is none. */
  sessionById(id: string): SessionPort | null;
  /** For requests that are forwarded as they are: sockets. */
  sessionFetcher(tenant: string, customerId: string): Fetcher;
  queue(tenant: string, teamId: string): QueuePort;
  desk(tenant: string, agentId: string): DeskPort;
  /** Tells desks what sessions have for them. */
  desks: DeskTeller;
  deskFetcher(tenant: string, agentId: string): Fetcher;
  keeper(key: string): KeeperPort;
  webhook(tenant: string, webhookId: string): WebhookPort;
  health: HealthReporter;
  /** Reads of D1 behind a breaker. */
  d1: GuardedRead;
  accounts: ChannelAccounts;
  channelHealth: ChannelHealth;
  /** by the hex SHA-256 of the key */
  keys: LastKnown<ApiKey>;
  /** by `tenant:agentId` */
  agents: LastKnown<AgentRow>;
  /** by the sign-in's id: an ended one is out within seconds */
  signIns: LastKnown<SignInState>;
  tenants: LastKnown<Tenant>;
  /** by tenant: subscribers and rules */
  listeners: LastKnown<Listeners>;
  tokens: AccessTokens;
  keyring(): Promise<Keyring>;
  /** Who did what to what. */
  audit: AuditPort;
  /** Identities this isolate has hashed. */
  customerIds: BoundedMap<string, string>;
  projector: Projector;
  busy: Busy;
  /** Sessions that wait for room to think. */
  waitingRoom: WaitingRoom;
  /** Recording that does not lose and does not wait. */
  guard: Guard;
  ownerOf: OwnerOf;
  /** `metrics` '' = the admin secret does. */
  secrets: { auth: string; key: string; admin: string; metrics: string };
  metrics: Metrics;
  traces: Traces;
  /** The outside network; only channels/call and order connectors use it. */
  fetch: typeof fetch;
  now(): number;
  chance: Chance;
  /** Keeps work alive after the answer. */
  later(work: Promise<unknown>): void;
}

const OBJECT_ID = /^[0-9a-f]{64}$/;

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
type StubOf = (namespace: DurableObjectNamespace, name: string) => DurableObjectStub;
/** A hint counts when an object is made; it never moves. */
function stubsAt(hint: string | undefined): StubOf {
  const where = hint ? { locationHint: hint as DurableObjectLocationHint } : {};
  return (namespace, name) => namespace.getByName(name, where);
}

const TURNSTILE = "https://challenges.cloudflare.com/turnstile/v0/siteverify";
const turnstileOf = ({ TURNSTILE_SITE_KEY: siteKey, TURNSTILE_SECRET: secret }: Env): Services["turnstile"] =>
  siteKey && secret ? { siteKey, secret, verifyUrl: TURNSTILE } : null;

function makeServices(env: Env): Services {
  const now = (): number => Date.now();
  const stubOf = stubsAt(env.LOCATION_HINT);
  const portOf = <P>(namespace: DurableObjectNamespace, name: string): P => stubOf(namespace, name) as unknown as P;
  const later = (work: Promise<unknown>): void => waitUntil(work.catch(() => undefined));
  const session = (tenant: string, customerId: string): SessionPort => portOf(env.SESSION, `${tenant}:${customerId}`);
  const healthObject = proxyDurable(env.HEALTH, { name: "HEALTH", parse: true });
  const health = new HealthReporter(() => asciiOnly(healthObject.get("health") as HealthPort), later);
  const d1 = guardD1(now, (state, detail) => health.report("d1", state, detail, now()));
  const lastKnown = <T>(name: string, most: number, load: (key: string) => Promise<T | null>): LastKnown<T> =>
    new LastKnown<T>({ name, most, copies: env.CACHE, load, guarded: d1, now, later });
  let keys: Promise<Keyring> | null = null;
  const keyring = (): Promise<Keyring> => {
    keys ??= keyringOf(env.SECRETS_KEY);
    return keys;
  };
  const busy = new Busy();
  const desk = (tenant: string, agentId: string): DeskPort => portOf(env.DESK, `${tenant}:${agentId}`);
  const keeper = (key: string): KeeperPort => portOf(env.KEEPER, key);
  return {
    localMode: env.LOCAL_MODE === "1",
    origin: { public: env.PUBLIC_ORIGIN ?? null, console: (env.CONSOLE_ORIGIN ?? "").split(",").filter((origin) => origin !== "") },
    turnstile: turnstileOf(env),
    db: env.DB,
    cache: env.CACHE,
    media: env.MEDIA,
    assets: env.ASSETS,
    session,
    sessionId: (tenant, customerId) => env.SESSION.idFromName(`${tenant}:${customerId}`).toString(),
    sessionById: (id) => (OBJECT_ID.test(id) ? (env.SESSION.get(env.SESSION.idFromString(id)) as unknown as SessionPort) : null),
    sessionFetcher: (tenant, customerId) => stubOf(env.SESSION, `${tenant}:${customerId}`),
    queue: (tenant, teamId) => portOf(env.QUEUE, `${tenant}:${teamId}`),
    desk,
    desks: new DeskTeller({ desk, now }),
    deskFetcher: (tenant, agentId) => stubOf(env.DESK, `${tenant}:${agentId}`),
    keeper,
    webhook: (tenant, webhookId) => portOf(env.WEBHOOK, `${tenant}:${webhookId}`),
    health,
    d1,
    accounts: new ChannelAccounts(
      lastKnown<AccountRow>("channel", REMEMBERED.accounts, (id) => loadAccount(env.DB, id)),
      keyring,
    ),
    channelHealth: new ChannelHealth(env.DB, now, later),
    keys: lastKnown<ApiKey>("api-key", REMEMBERED.keys, (hash) => loadKey(env.DB, hash)),
    agents: lastKnown<AgentRow>("agent", REMEMBERED.agents, (key) => loadAgent(env.DB, key)),
    signIns: lastKnown<SignInState>("sign-in", REMEMBERED.signIns, (id) => loadSignIn(env.DB, id)),
    tenants: lastKnown<Tenant>("tenant", REMEMBERED.tenants, (id) => loadTenant(env.DB, id)),
    listeners: lastKnown<Listeners>("listeners", REMEMBERED.tenants, (tenant) => loadListeners(env.DB, tenant)),
    tokens: new AccessTokens(keeper),
    keyring,
    // The keeper's storage is another one than D1: a log that was cut there is still witnessed here.
    audit: { db: env.DB, secret: env.AUTH_SECRET, now, witness: (tenant, text) => keeper(`audit:${tenant}`).saveCursor(`audit:${tenant}`, text) },
    customerIds: new BoundedMap(REMEMBERED.customerIds),
    projector: new Projector({
      db: env.DB,
      now,
      report: (state, detail) => health.report("d1", state, detail, now()),
      isBusy: () => busy.isFlooded(now()),
    }),
    busy,
    waitingRoom: new WaitingRoom(),
    ownerOf: env.OWNER_OF ?? (() => null),
    guard: makeGuard(env, session, health, now, later),
    secrets: { auth: env.AUTH_SECRET, key: env.SECRETS_KEY, admin: env.ADMIN_SECRET, metrics: env.METRICS_TOKEN ?? "" },
    metrics: new Metrics((name, labels, value) => env.METRICS?.writeDataPoint({ indexes: [name], blobs: Object.values(labels), doubles: [value] })),
    traces: new Traces(now, env.LOG_ROAD === "1" ? (tenant, request, { step, about }) => log("info", "road", { tenant, request, step, about }) : null),
    fetch: (input, init) => fetch(input, init),
    now,
    chance: (bytes) => crypto.getRandomValues(bytes),
    later,
  };
}

/** itty-durable puts arguments into a header, where only ASCII is at home. */
const asciiOnly = (port: HealthPort): HealthPort => ({
  report: (component, state, detail, at) => port.report(component, state, detail.replace(/[^\x20-\x7e]/g, "?"), at),
  read: () => port.read(),
});

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
