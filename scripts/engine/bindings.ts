/** What the worker is bound to when it runs on one machine: the same names as in wrangler.toml (a test compares them). */

/** Binding → class. Each class keeps its objects under `do/kefu-<class>`. */
export const OBJECTS: Readonly<Record<string, string>> = {
  SESSION: "CustomerSession",
  QUEUE: "AgentQueue",
  DESK: "AgentDesk",
  HEALTH: "ComponentHealth",
  KEEPER: "ChannelKeeper",
  WEBHOOK: "WebhookOutbox",
};
/** Binding → name of the namespace. */
export const KEY_VALUES: Readonly<Record<string, string>> = { FALLBACK: "fallback", CACHE: "cache" };
/** Binding → name of the bucket. */
export const BUCKETS: Readonly<Record<string, string>> = { MEDIA: "media" };
export const DATABASE = "kefu";

/** Variables and secrets; one that is not set is absent. */
export const VARIABLES = [
  "LOCAL_MODE",
  "PUBLIC_ORIGIN",
  "CONSOLE_ORIGIN",
  "TURNSTILE_SITE_KEY",
  "TURNSTILE_SECRET",
  "LOCATION_HINT",
  "METRICS_TOKEN",
  "LOG_ROAD",
  "AUTH_SECRET",
  "SECRETS_KEY",
  "ADMIN_SECRET",
] as const;

export const COMPATIBILITY_DATE = "2026-10-01";
/** Objects of a class find their files by this key: changing it loses them. */
export const uniqueKeyOf = (className: string): string => `kefu-${className}`;
