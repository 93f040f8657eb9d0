/** Rights of keys and people. Without zod, so that the console may have them too. */
import type { Role } from "./api.ts";

export const SCOPES = [
  "messages:write",
  "conversations:read",
  "conversations:write",
  "customers:read",
  "customers:write",
  "team:read",
  "team:write",
  "channels:read",
  "channels:write",
  "knowledge:read",
  "knowledge:write",
  "orders:read",
  "orders:write",
  "intents:read",
  "intents:write",
  "understand",
  "reports:read",
  "uploads:write",
  "supervise",
  "automation:read",
  "automation:write",
  "webhooks:write",
  "import:write",
  "keys:write",
  "settings:write",
  "privacy",
  "audit:read",
  "*",
] as const;
export type Scope = (typeof SCOPES)[number];

const AGENT_SCOPES: readonly Scope[] = [
  "conversations:read",
  "conversations:write",
  "customers:read",
  "customers:write",
  "team:read",
  "channels:read",
  "knowledge:read",
  "orders:read",
  "intents:read",
  "understand",
  "uploads:write",
  "automation:read",
];
const SUPERVISOR_SCOPES: readonly Scope[] = [
  ...AGENT_SCOPES,
  "reports:read",
  "knowledge:write",
  "intents:write",
  "orders:write",
  "team:write",
  "supervise",
  "automation:write",
];

/** An admin may do everything. */
export const SCOPES_OF_ROLE: Readonly<Record<Role, readonly Scope[]>> = { agent: AGENT_SCOPES, supervisor: SUPERVISOR_SCOPES, admin: ["*"] };

export const scopesAllow = (scopes: readonly Scope[], scope: Scope): boolean => scopes.includes(scope) || scopes.includes("*");
