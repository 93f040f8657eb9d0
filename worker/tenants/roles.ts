/** Who asks, what they may do (scopes) and what they may see (teams). One model for people and keys: a role is a set of scopes. */

import type { Role, Scope } from "../../protocol/api.ts";
import type { Owner } from "../../protocol/conversation.ts";
import type { Identity } from "../../protocol/message.ts";

export interface KeyPrincipal {
  kind: "key";
  tenant: string;
  keyId: string;
  name: string;
  scopes: readonly Scope[];
  /** requests a second; null = the default */
  rate: number | null;
}

export interface AgentPrincipal {
  kind: "agent";
  tenant: string;
  agentId: string;
  name: string;
  email: string;
  role: Role;
  teamIds: readonly string[];
  signInId: string;
}

export interface VisitorPrincipal {
  kind: "visitor";
  tenant: string;
  customerId: string;
  accountId: string;
  identities: readonly [Identity, ...Identity[]];
  name?: string;
  locale?: string;
}

/** People and keys, as opposed to visitors. */
export type User = KeyPrincipal | AgentPrincipal;
export type Principal = User | VisitorPrincipal;

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

export function mayUse(user: User, scope: Scope): boolean {
  const scopes = user.kind === "key" ? user.scopes : SCOPES_OF_ROLE[user.role];
  return scopes.includes(scope) || scopes.includes("*");
}

/** The teams whose conversations are shown; null = all of the tenant. */
export const visibleTeams = (user: User): readonly string[] | null => (user.kind === "key" || user.role === "admin" ? null : user.teamIds);

/** A conversation that belongs to no team yet is everybody's; one's own is always visible. */
export function maySee(user: User, conversation: { teamId: string | null; owner: Owner }): boolean {
  const teams = visibleTeams(user);
  if (teams === null || conversation.teamId === null || teams.includes(conversation.teamId)) return true;
  return user.kind === "agent" && conversation.owner.kind === "agent" && conversation.owner.agentId === user.agentId;
}

/** How a principal is named in logs of changes. */
export function actorOf(principal: Principal): string {
  switch (principal.kind) {
    case "key":
      return `key:${principal.keyId}`;
    case "agent":
      return `agent:${principal.agentId}`;
    case "visitor":
      return `visitor:${principal.customerId}`;
    default:
      return principal satisfies never;
  }
}
