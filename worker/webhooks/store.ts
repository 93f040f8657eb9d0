/** Subscriptions of outgoing webhooks in D1. Secrets are sealed; they are shown when they are made and never again. */
import { type Chance, newId } from "../../protocol/ids.ts";
import type { WebhookDraft, WebhookMode } from "../../protocol/webhooks.ts";

/** Seals and opens; `purpose` binds the envelope to its row. */
export interface Sealing {
  seal(text: string, purpose: string, chance: Chance): Promise<string>;
  open(envelope: string, purpose: string): Promise<string | null>;
}

export interface Webhook {
  id: string;
  tenant: string;
  url: string;
  events: string[];
  description: string;
  state: WebhookMode;
  stateDetail: string;
  createdAt: number;
  updatedAt: number;
  /** when the former secret stops signing, epoch ms; null = there is one secret */
  formerUntil: number | null;
}
interface Row extends Omit<Webhook, "events"> {
  events: string;
  secret: string;
  formerSecret: string | null;
}

export const MOST_WEBHOOKS = 50;
const COLUMNS = `id, tenant, url, events, description, secret, former_secret AS formerSecret, former_until AS formerUntil, state, state_detail AS stateDetail,
  created_at AS createdAt, updated_at AS updatedAt`;
const purposeOf = (id: string): string => `webhook-secret:${id}`;

const shown = ({ secret: _, formerSecret: __, ...row }: Row): Webhook => ({ ...row, events: JSON.parse(row.events) as string[] });

export async function listWebhooks(db: D1Database, tenant: string): Promise<Webhook[]> {
  const { results } = await db.prepare(`SELECT ${COLUMNS} FROM webhooks WHERE tenant = ?1 ORDER BY id LIMIT ${MOST_WEBHOOKS}`).bind(tenant).all<Row>();
  return results.map(shown);
}

const rowOf = (db: D1Database, tenant: string, id: string): Promise<Row | null> =>
  db.prepare(`SELECT ${COLUMNS} FROM webhooks WHERE tenant = ?1 AND id = ?2`).bind(tenant, id).first<Row>();

export async function findWebhook(db: D1Database, tenant: string, id: string): Promise<Webhook | null> {
  const row = await rowOf(db, tenant, id);
  return row ? shown(row) : null;
}

/** Where to send and what to sign with: the newest secret first. Null = no such subscription, or its secret cannot be opened. */
export async function wayTo(db: D1Database, sealing: Sealing, tenant: string, id: string, now: number): Promise<{ url: string; secrets: string[] } | null> {
  const row = await rowOf(db, tenant, id);
  if (!row) return null;
  const envelopes = [row.secret, ...(row.formerSecret !== null && (row.formerUntil ?? 0) > now ? [row.formerSecret] : [])];
  const secrets = await Promise.all(envelopes.map((envelope) => sealing.open(envelope, purposeOf(id))));
  return secrets[0] === null ? null : { url: row.url, secrets: secrets.filter((secret) => secret !== null) };
}

export interface Writing {
  db: D1Database;
  sealing: Sealing;
  tenant: string;
  by: string;
  now: number;
  chance: Chance;
}

export async function addWebhook({ db, sealing, tenant, by, now, chance }: Writing, draft: WebhookDraft, secret: string): Promise<string> {
  const id = newId("wh", now, chance);
  await db
    .prepare(
      "INSERT INTO webhooks (tenant, id, url, events, description, secret, created_at, updated_at, updated_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8)",
    )
    .bind(tenant, id, draft.url, JSON.stringify(draft.events), draft.description, await sealing.seal(secret, purposeOf(id), chance), now, by)
    .run();
  return id;
}

export async function changeWebhook(
  { db, tenant, by, now }: Omit<Writing, "sealing" | "chance">,
  known: Webhook,
  change: Partial<WebhookDraft>,
): Promise<void> {
  const { url, events, description } = { ...known, ...change };
  await db
    .prepare("UPDATE webhooks SET url = ?3, events = ?4, description = ?5, updated_at = ?6, updated_by = ?7 WHERE tenant = ?1 AND id = ?2")
    .bind(tenant, known.id, url, JSON.stringify(events), description, now, by)
    .run();
}

export async function noteState(db: D1Database, tenant: string, id: string, state: WebhookMode, detail: string, now: number): Promise<boolean> {
  const sql = "UPDATE webhooks SET state = ?3, state_detail = ?4, updated_at = ?5 WHERE tenant = ?1 AND id = ?2";
  return (await db.prepare(sql).bind(tenant, id, state, detail, now).run()).meta.changes > 0;
}

/** The old secret signs beside the new one until `formerUntil`. */
export async function rotateSecret(writing: Writing, id: string, secret: string, formerUntil: number): Promise<void> {
  const { db, sealing, tenant, by, now, chance } = writing;
  await db
    .prepare("UPDATE webhooks SET former_secret = secret, former_until = ?3, secret = ?4, updated_at = ?5, updated_by = ?6 WHERE tenant = ?1 AND id = ?2")
    .bind(tenant, id, formerUntil, await sealing.seal(secret, purposeOf(id), chance), now, by)
    .run();
}

export async function removeWebhook(db: D1Database, tenant: string, id: string): Promise<boolean> {
  return (await db.prepare("DELETE FROM webhooks WHERE tenant = ?1 AND id = ?2").bind(tenant, id).run()).meta.changes > 0;
}
