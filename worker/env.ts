/** What the platform gives the worker (wrangler.toml). Read only in index, engine and services; objects type just their own part. */
import type { OwnerOf } from "../protocol/taken.ts";

export interface Env {
  /** "1" under `npm start`: loopback addresses may be called, plain http is taken. */
  LOCAL_MODE: string;
  /** `https://host` under which platforms reach this worker; absent = as each request was sent, and no links to files or in letters. */
  PUBLIC_ORIGIN?: string;
  /** Origins of the console where it is hosted apart, separated by commas. */
  CONSOLE_ORIGIN?: string;
  /** Turnstile at the visitor's door: both keys, or it is off. */
  TURNSTILE_SITE_KEY?: string;
  TURNSTILE_SECRET?: string;
  DB: D1Database;
  /** messages that a session object could not take at once */
  FALLBACK: KVNamespace;
  /** last-known copies of what D1 says */
  CACHE: KVNamespace;
  MEDIA: R2Bucket;
  ASSETS: Fetcher;
  SESSION: DurableObjectNamespace;
  QUEUE: DurableObjectNamespace;
  DESK: DurableObjectNamespace;
  HEALTH: DurableObjectNamespace;
  KEEPER: DurableObjectNamespace;
  WEBHOOK: DurableObjectNamespace;
  /** signs sign-in and visitor tokens */
  AUTH_SECRET: string;
  /** 32 bytes base64, encrypts channel secrets */
  SECRETS_KEY: string;
  /** seeding and the first admin */
  ADMIN_SECRET: string;
  /** Where new objects begin (wrangler.toml); absent or '' = near whoever comes first. */
  LOCATION_HINT?: string;
  /** Bearer token of `GET /metrics`; absent = the admin secret. */
  METRICS_TOKEN?: string;
  /** Where the points of /metrics go as well, which adds isolates up. */
  METRICS?: AnalyticsEngineDataset;
  /** "1" = each step of the road is a line of the log. */
  LOG_ROAD?: string;
  /** Only in an engine of several processes (scripts/engine/inside/parts.ts): which of them keeps a customer. */
  OWNER_OF?: OwnerOf;
}
