/** A tenant's identity providers (OpenID Connect), and whom of theirs we know. */
import type { Role } from "../../protocol/api.ts";
import { type Chance, newId } from "../../protocol/ids.ts";
import type { Keyring } from "./secrets.ts";

interface ProviderDraft {
  name: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  domains: readonly string[];
  createAgents: boolean;
  defaultRole: Role;
  defaultTeams: readonly string[];
  enabled: boolean;
}
export interface Provider extends Omit<ProviderDraft, "clientSecret"> {
  id: string;
  tenant: string;
  /** sealed */
  clientSecret: string;
}

interface Row {
  id: string;
  tenant: string;
  name: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  domains: string;
  createAgents: number;
  defaultRole: Role;
  defaultTeams: string;
  enabled: number;
}
const SELECT = `SELECT id, tenant, name, issuer, client_id AS clientId, client_secret AS clientSecret, domains, creates_agents AS createAgents,
  default_role AS defaultRole, default_teams AS defaultTeams, enabled FROM identity_providers`;
const opened = (row: Row): Provider => ({
  ...row,
  domains: JSON.parse(row.domains) as string[],
  defaultTeams: JSON.parse(row.defaultTeams) as string[],
  createAgents: row.createAgents === 1,
  enabled: row.enabled === 1,
});
export const secretPurpose = (id: string): string => `oidc-secret:${id}`;

export async function listProviders(db: D1Database, tenant: string): Promise<Provider[]> {
  return (await db.prepare(`${SELECT} WHERE tenant = ?1 ORDER BY id LIMIT 50`).bind(tenant).all<Row>()).results.map(opened);
}

export async function loadProvider(db: D1Database, id: string): Promise<Provider | null> {
  const row = await db.prepare(`${SELECT} WHERE id = ?1`).bind(id).first<Row>();
  return row ? opened(row) : null;
}

/** Those that take people of this mail domain. */
export async function providersOfDomain(db: D1Database, domain: string): Promise<Provider[]> {
  const sql = `${SELECT} WHERE enabled = 1 AND EXISTS (SELECT 1 FROM json_each(domains) d WHERE d.value = ?1) ORDER BY id LIMIT 10`;
  return (await db.prepare(sql).bind(domain.toLowerCase()).all<Row>()).results.map(opened);
}

/** `known` = the row that is replaced. An empty secret keeps the one there is. */
export async function saveProvider(
  db: D1Database,
  keyring: Keyring,
  tenant: string,
  draft: ProviderDraft,
  known: Provider | null,
  now: number,
  chance: Chance,
): Promise<string> {
  const id = known?.id ?? newId("ip", now, chance);
  const secret = draft.clientSecret === "" && known ? known.clientSecret : await keyring.seal(draft.clientSecret, secretPurpose(id), chance);
  const sql = `INSERT INTO identity_providers (id, tenant, name, issuer, client_id, client_secret, domains, creates_agents, default_role, default_teams, enabled, created_at, updated_at)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12)
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, issuer = excluded.issuer, client_id = excluded.client_id, client_secret = excluded.client_secret, domains = excluded.domains,
      creates_agents = excluded.creates_agents, default_role = excluded.default_role, default_teams = excluded.default_teams, enabled = excluded.enabled, updated_at = excluded.updated_at`;
  await db
    .prepare(sql)
    .bind(
      id,
      tenant,
      draft.name,
      draft.issuer,
      draft.clientId,
      secret,
      JSON.stringify(draft.domains.map((domain) => domain.toLowerCase())),
      draft.createAgents ? 1 : 0,
      draft.defaultRole,
      JSON.stringify(draft.defaultTeams),
      draft.enabled ? 1 : 0,
      now,
    )
    .run();
  return id;
}

export async function removeProvider(db: D1Database, tenant: string, id: string): Promise<boolean> {
  const [removed] = await db.batch([
    db.prepare("DELETE FROM identity_providers WHERE tenant = ?1 AND id = ?2 RETURNING id").bind(tenant, id),
    db.prepare("DELETE FROM agent_identities WHERE tenant = ?1 AND provider_id = ?2").bind(tenant, id),
  ]);
  return (removed?.results.length ?? 0) > 0;
}

export async function linkedAgent(db: D1Database, providerId: string, subject: string): Promise<string | null> {
  const sql = "SELECT agent_id AS agentId FROM agent_identities WHERE provider_id = ?1 AND subject = ?2";
  return (await db.prepare(sql).bind(providerId, subject).first<{ agentId: string }>())?.agentId ?? null;
}

export async function linkAgent(db: D1Database, provider: Provider, subject: string, agentId: string, now: number): Promise<void> {
  const sql = "INSERT OR IGNORE INTO agent_identities (provider_id, subject, tenant, agent_id, linked_at) VALUES (?1, ?2, ?3, ?4, ?5)";
  await db.prepare(sql).bind(provider.id, subject, provider.tenant, agentId, now).run();
}
