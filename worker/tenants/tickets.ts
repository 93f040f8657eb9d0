/** Tickets: given out once, taken back once, by their hash. A pending second factor, a challenge, an OIDC state, a reset link. */
import type { Chance } from "../../protocol/ids.ts";
import { base64Url } from "../crypto/bytes.ts";
import { sha256Hex } from "../crypto/hash.ts";

type Purpose = "second_factor" | "passkey_sign_in" | "passkey_add" | "oidc" | "oidc_done" | "password_reset";
/** ms a ticket is good for */
export const TICKET_LIFE_MS: Readonly<Record<Purpose, number>> = {
  second_factor: 5 * 60_000,
  passkey_sign_in: 5 * 60_000,
  passkey_add: 10 * 60_000,
  oidc: 10 * 60_000,
  oidc_done: 60_000,
  password_reset: 30 * 60_000,
};
const TICKET_BYTES = 32;

export interface Ticket {
  tenant: string;
  agentId: string | null;
  data: Readonly<Record<string, unknown>>;
}

export async function giveTicket(db: D1Database, purpose: Purpose, ticket: Ticket, now: number, chance: Chance): Promise<string> {
  const text = base64Url(chance(new Uint8Array(TICKET_BYTES)));
  await db
    .prepare("INSERT INTO sign_in_tickets (hash, purpose, tenant, agent_id, data, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
    .bind(await sha256Hex(text), purpose, ticket.tenant, ticket.agentId, JSON.stringify(ticket.data), now + TICKET_LIFE_MS[purpose])
    .run();
  return text;
}

interface Row {
  tenant: string;
  agentId: string | null;
  data: string;
}
const ticketOf = (row: Row | null): Ticket | null => (row ? { ...row, data: JSON.parse(row.data) as Ticket["data"] } : null);

/** Looks at a ticket that may be used again: a mistyped code need not cost the password. Null = unknown, of another purpose, too old. */
export async function peekTicket(db: D1Database, purpose: Purpose, text: string, now: number): Promise<Ticket | null> {
  const sql = "SELECT tenant, agent_id AS agentId, data FROM sign_in_tickets WHERE hash = ?1 AND purpose = ?2 AND expires_at > ?3";
  return ticketOf(
    await db
      .prepare(sql)
      .bind(await sha256Hex(text), purpose, now)
      .first<Row>(),
  );
}

/** Takes it: of two at once only one gets it. */
export async function takeTicket(db: D1Database, purpose: Purpose, text: string, now: number): Promise<Ticket | null> {
  const sql = "DELETE FROM sign_in_tickets WHERE hash = ?1 AND purpose = ?2 RETURNING tenant, agent_id AS agentId, data, expires_at AS expiresAt";
  const row = await db
    .prepare(sql)
    .bind(await sha256Hex(text), purpose)
    .first<Row & { expiresAt: number }>();
  return row && row.expiresAt > now ? ticketOf({ tenant: row.tenant, agentId: row.agentId, data: row.data }) : null;
}

/** Every ticket of somebody's for a purpose, after a newer one was used. */
export async function voidTickets(db: D1Database, tenant: string, agentId: string, purpose: Purpose): Promise<void> {
  await db.prepare("DELETE FROM sign_in_tickets WHERE tenant = ?1 AND agent_id = ?2 AND purpose = ?3").bind(tenant, agentId, purpose).run();
}

export async function sweepTickets(db: D1Database, now: number): Promise<void> {
  await db.prepare("DELETE FROM sign_in_tickets WHERE expires_at < ?1").bind(now).run();
}
