/** Agents and teams in D1. */
import type { Role } from "../../protocol/api.ts";
import { type Chance, newId } from "../../protocol/ids.ts";
import type { AgentCapacity, AgentState } from "../../protocol/ports.ts";
import { hashPassword } from "./passwords.ts";

export interface AgentRow {
  tenant: string;
  id: string;
  email: string;
  name: string;
  role: Role;
  capacity: number;
  perChannel: AgentCapacity["perChannel"];
  skills: string[];
  languages: string[];
  teamIds: string[];
  disabledAt: number | null;
}

interface Stored {
  tenant: string;
  id: string;
  email: string;
  name: string;
  role: Role;
  capacity: number;
  perChannel: string;
  skills: string;
  languages: string;
  teamIds: string | null;
  disabledAt: number | null;
}

const SELECT = `SELECT a.tenant, a.id, a.email, a.name, a.role, a.capacity, a.per_channel AS perChannel, a.skills, a.languages, a.disabled_at AS disabledAt,
  (SELECT json_group_array(m.team_id) FROM team_members m WHERE m.tenant = a.tenant AND m.agent_id = a.id) AS teamIds FROM agents a`;

const rowOf = (stored: Stored): AgentRow => ({
  ...stored,
  perChannel: JSON.parse(stored.perChannel) as AgentRow["perChannel"],
  skills: JSON.parse(stored.skills) as string[],
  languages: JSON.parse(stored.languages) as string[],
  teamIds: JSON.parse(stored.teamIds ?? "[]") as string[],
});

/** `key` = `tenant:agentId`. */
export async function loadAgent(db: D1Database, key: string): Promise<AgentRow | null> {
  const at = key.indexOf(":");
  const stored = await db
    .prepare(`${SELECT} WHERE a.tenant = ?1 AND a.id = ?2`)
    .bind(key.slice(0, at), key.slice(at + 1))
    .first<Stored>();
  return stored ? rowOf(stored) : null;
}

/** `email` in small letters, as it is kept. Somebody who is switched off has it too. */
export async function agentOfAddress(db: D1Database, tenant: string, email: string): Promise<string | null> {
  return db.prepare("SELECT id FROM agents WHERE tenant = ?1 AND email = ?2").bind(tenant, email).first<string>("id");
}

/** Tenants in which one address may be meant at once, when none is named. */
const MOST_TENANTS = 3;

/** Who may come in by an address (in small letters), with what is kept of their password. Without a tenant, in the first few. */
export async function agentsOfAddress(db: D1Database, email: string, tenant: string | null): Promise<{ tenant: string; id: string; password: string }[]> {
  const sql = "SELECT tenant, id, password FROM agents WHERE email = ?1 AND disabled_at IS NULL AND (?2 IS NULL OR tenant = ?2) ORDER BY tenant LIMIT ?3";
  return (await db.prepare(sql).bind(email, tenant, MOST_TENANTS).all<{ tenant: string; id: string; password: string }>()).results;
}

export async function listAgents(db: D1Database, tenant: string): Promise<AgentRow[]> {
  return (await db.prepare(`${SELECT} WHERE a.tenant = ?1 ORDER BY a.name, a.id LIMIT 1000`).bind(tenant).all<Stored>()).results.map(rowOf);
}

export const capacityOf = (agent: AgentRow, state: AgentState, reason?: string): AgentCapacity => ({
  agentId: agent.id,
  name: agent.name,
  state: agent.disabledAt === null ? state : "offline",
  ...(reason === undefined ? {} : { reason }),
  capacity: agent.capacity,
  ...(agent.perChannel ? { perChannel: agent.perChannel } : {}),
  skills: agent.skills,
  languages: agent.languages,
  teamIds: agent.teamIds,
});

interface AgentDraft {
  name: string;
  email: string;
  password: string;
  role: Role;
  teamIds: readonly string[];
  capacity: number;
  perChannel: Readonly<Record<string, number | undefined>>;
  skills: readonly string[];
  languages: readonly string[];
}

/** `taken` = somebody of this tenant has the address already. */
export async function addAgent(
  db: D1Database,
  tenant: string,
  draft: AgentDraft,
  now: number,
  chance: Chance,
  id = newId("ag", now, chance),
): Promise<{ ok: true; id: string } | { ok: false; why: "taken" }> {
  const email = draft.email.trim().toLowerCase();
  if ((await agentOfAddress(db, tenant, email)) !== null) return { ok: false, why: "taken" };
  const insert = db
    .prepare(
      "INSERT INTO agents (tenant, id, email, name, role, password, capacity, per_channel, skills, languages, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )
    .bind(
      tenant,
      id,
      email,
      draft.name,
      draft.role,
      await hashPassword(draft.password, chance),
      draft.capacity,
      JSON.stringify(draft.perChannel),
      JSON.stringify(draft.skills),
      JSON.stringify(draft.languages),
      now,
    );
  await db.batch([insert, ...memberships(db, tenant, id, draft.teamIds)]);
  return { ok: true, id };
}

const memberships = (db: D1Database, tenant: string, agentId: string, teamIds: readonly string[]): D1PreparedStatement[] => [
  db.prepare("DELETE FROM team_members WHERE tenant = ?1 AND agent_id = ?2").bind(tenant, agentId),
  ...teamIds.map((teamId) => db.prepare("INSERT OR IGNORE INTO team_members (tenant, team_id, agent_id) VALUES (?1, ?2, ?3)").bind(tenant, teamId, agentId)),
];

interface AgentChange {
  name?: string | undefined;
  password?: string | undefined;
  role?: Role | undefined;
  teamIds?: readonly string[] | undefined;
  capacity?: number | undefined;
  skills?: readonly string[] | undefined;
  languages?: readonly string[] | undefined;
  disabled?: boolean | undefined;
}

export async function changeAgent(db: D1Database, known: AgentRow, change: AgentChange, now: number, chance: Chance): Promise<void> {
  const disabledAt = change.disabled === undefined ? known.disabledAt : change.disabled ? now : null;
  const update = db
    .prepare(
      "UPDATE agents SET name = ?3, role = ?4, capacity = ?5, skills = ?6, languages = ?7, disabled_at = ?8, password = coalesce(?9, password) WHERE tenant = ?1 AND id = ?2",
    )
    .bind(
      known.tenant,
      known.id,
      change.name ?? known.name,
      change.role ?? known.role,
      change.capacity ?? known.capacity,
      JSON.stringify(change.skills ?? known.skills),
      JSON.stringify(change.languages ?? known.languages),
      disabledAt,
      change.password === undefined ? null : await hashPassword(change.password, chance),
    );
  await db.batch([update, ...(change.teamIds ? memberships(db, known.tenant, known.id, change.teamIds) : [])]);
}

interface TeamRow {
  id: string;
  name: string;
  settings: Record<string, unknown>;
  members: string[];
}

export async function listTeams(db: D1Database, tenant: string): Promise<TeamRow[]> {
  const sql = `SELECT t.id, t.name, t.settings, (SELECT json_group_array(m.agent_id) FROM team_members m WHERE m.tenant = t.tenant AND m.team_id = t.id) AS members
    FROM teams t WHERE t.tenant = ?1 AND t.archived_at IS NULL ORDER BY t.name, t.id LIMIT 500`;
  const { results } = await db.prepare(sql).bind(tenant).all<{ id: string; name: string; settings: string; members: string | null }>();
  return results.map((row) => ({
    ...row,
    settings: JSON.parse(row.settings) as Record<string, unknown>,
    members: JSON.parse(row.members ?? "[]") as string[],
  }));
}

export async function saveTeam(
  db: D1Database,
  tenant: string,
  team: { id: string; name: string; settings: Readonly<Record<string, unknown>>; members?: readonly string[] | undefined },
  now: number,
): Promise<void> {
  const save = db
    .prepare(
      "INSERT INTO teams (tenant, id, name, settings, created_at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (tenant, id) DO UPDATE SET name = excluded.name, settings = excluded.settings",
    )
    .bind(tenant, team.id, team.name, JSON.stringify(team.settings), now);
  const members = team.members
    ? [
        db.prepare("DELETE FROM team_members WHERE tenant = ?1 AND team_id = ?2").bind(tenant, team.id),
        ...team.members.map((agentId) =>
          db.prepare("INSERT OR IGNORE INTO team_members (tenant, team_id, agent_id) VALUES (?1, ?2, ?3)").bind(tenant, team.id, agentId),
        ),
      ]
    : [];
  await db.batch([save, ...members]);
}
