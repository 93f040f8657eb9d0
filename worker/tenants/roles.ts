/** Who asks, what they may do (scopes) and what they may see (teams). One model for people and keys: a role is a set of scopes. */

import type { Role } from "../../protocol/api.ts";
import type { Consult, Owner } from "../../protocol/conversation.ts";
import type { Identity } from "../../protocol/message.ts";
import { SCOPES_OF_ROLE, type Scope, scopesAllow } from "../../protocol/scopes.ts";

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

/** The account a visitor talks under, and the team its new conversations go to (null = the tenant's default). */
export interface VisitorChannel {
  kind: "web" | "app";
  accountId: string;
  teamId: string | null;
}

export interface VisitorPrincipal {
  kind: "visitor";
  tenant: string;
  customerId: string;
  channel: VisitorChannel;
  identities: readonly [Identity, ...Identity[]];
  name?: string;
  locale?: string;
}

/** People and keys, as opposed to visitors. */
export type User = KeyPrincipal | AgentPrincipal;
export type Principal = User | VisitorPrincipal;

export function mayUse(user: User, scope: Scope): boolean {
  return scopesAllow(user.kind === "key" ? user.scopes : SCOPES_OF_ROLE[user.role], scope);
}

const RANK: Readonly<Record<Role, number>> = { agent: 0, supervisor: 1, admin: 2 };
/** A key is as high as an admin with every scope, else as a supervisor. */
const rankOf = (user: User): number => RANK[user.kind === "agent" ? user.role : user.scopes.includes("*") ? "admin" : "supervisor"];

/** Nobody makes anybody higher than themselves, and nobody but an admin touches who is as high; a supervisor stays within their teams. */
export function mayManage(user: User, person: { id: string | null; role: Role; teamIds: readonly string[] }): boolean {
  const rank = rankOf(user);
  if (rank === RANK.admin) return true;
  const isSelf = user.kind === "agent" && user.agentId === person.id;
  if (!isSelf && RANK[person.role] >= rank) return false;
  if (isSelf && RANK[person.role] > rank) return false;
  const teams = visibleTeams(user);
  return teams === null || person.teamIds.every((id) => teams.includes(id));
}

/** The teams whose conversations are shown; null = all of the tenant. */
export const visibleTeams = (user: User): readonly string[] | null => (user.kind === "key" || user.role === "admin" ? null : user.teamIds);

/** A conversation that belongs to no team yet is everybody's; one's own, and one in which one is asked for help, is always visible. */
export function maySee(user: User, conversation: { teamId: string | null; owner: Owner; consult?: Consult }): boolean {
  const teams = visibleTeams(user);
  if (teams === null || conversation.teamId === null || teams.includes(conversation.teamId)) return true;
  if (user.kind !== "agent") return false;
  const { owner, consult } = conversation;
  return (owner.kind === "agent" && owner.agentId === user.agentId) || consult?.asked.includes(user.agentId) === true;
}

/** Whether a team's line, forecast and settings are shown. */
export const maySeeTeam = (user: User, teamId: string): boolean => visibleTeams(user)?.includes(teamId) ?? true;

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
