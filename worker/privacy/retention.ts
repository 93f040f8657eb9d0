/** How long conversations are kept: a tenant's rules, and which conversations are due by them. */
import { type RetentionRule, retentionSchema } from "../../protocol/privacy.ts";

const DAY_MS = 24 * 3_600_000;

export interface Old {
  id: string;
  customerId: string;
  channels: string[];
  labels: string[];
  lastTurnAt: number;
}

/** The first rule that fits a conversation; null = kept for good. */
function ruleFor(conversation: Pick<Old, "channels" | "labels">, rules: readonly RetentionRule[]): RetentionRule | null {
  const fits = ({ channel, label }: RetentionRule): boolean =>
    (channel === undefined || conversation.channels.includes(channel)) && (label === undefined || conversation.labels.includes(label));
  return rules.find(fits) ?? null;
}

export function isDue(conversation: Old, rules: readonly RetentionRule[], now: number): boolean {
  const rule = ruleFor(conversation, rules);
  return rule !== null && rule.action === "erase" && conversation.lastTurnAt < now - rule.days * DAY_MS;
}

export interface Retention {
  rules: RetentionRule[];
  updatedAt: number | null;
  updatedBy: string | null;
}

export async function retentionOf(db: D1Database, tenant: string): Promise<Retention> {
  const row = await db
    .prepare("SELECT rules, updated_at AS updatedAt, updated_by AS updatedBy FROM retention WHERE tenant = ?1")
    .bind(tenant)
    .first<{ rules: string; updatedAt: number; updatedBy: string }>();
  return row ? { ...row, rules: rulesIn(row.rules) } : { rules: [], updatedAt: null, updatedBy: null };
}

const rulesIn = (text: string): RetentionRule[] => retentionSchema.parse({ rules: JSON.parse(text) }).rules;

export async function saveRetention(db: D1Database, tenant: string, rules: readonly RetentionRule[], by: string, now: number): Promise<void> {
  await db
    .prepare(
      `INSERT INTO retention (tenant, rules, updated_at, updated_by) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (tenant) DO UPDATE SET rules = excluded.rules, updated_at = excluded.updated_at, updated_by = excluded.updated_by, cursor = ''`,
    )
    .bind(tenant, JSON.stringify(rules), now, by)
    .run();
}

/** Tenants that have rules, with how far the last look came. */
export async function withRules(db: D1Database): Promise<{ tenant: string; rules: RetentionRule[]; cursor: string }[]> {
  const { results } = await db
    .prepare("SELECT tenant, rules, cursor FROM retention WHERE rules <> '[]'")
    .all<{ tenant: string; rules: string; cursor: string }>();
  return results.map((row) => ({ ...row, rules: rulesIn(row.rules) }));
}

export async function saveCursor(db: D1Database, tenant: string, cursor: string): Promise<void> {
  await db.prepare("UPDATE retention SET cursor = ?2 WHERE tenant = ?1").bind(tenant, cursor).run();
}

export const cursorAfter = ({ lastTurnAt, id }: Pick<Old, "lastTurnAt" | "id">): string => `${lastTurnAt}.${id}`;

/** Resolved conversations with words, silent since `before`, the oldest first, after the cursor. */
export async function oldOnes(db: D1Database, tenant: string, before: number, cursor: string, limit: number): Promise<Old[]> {
  const [at, id] = [Number(cursor.split(".")[0] ?? 0), cursor.split(".")[1] ?? ""];
  const sql = `SELECT id, customer_id AS customerId, channels, labels, last_turn_at AS lastTurnAt FROM conversations c
    WHERE tenant = ?1 AND status = 'resolved' AND last_turn_at < ?2 AND (last_turn_at, id) > (?3, ?4)
      AND NOT EXISTS (SELECT 1 FROM emptied e WHERE e.tenant = c.tenant AND e.conversation_id = c.id)
    ORDER BY last_turn_at, id LIMIT ?5`;
  const { results } = await db
    .prepare(sql)
    .bind(tenant, before, at, id, limit)
    .all<{ id: string; customerId: string; channels: string; labels: string; lastTurnAt: number }>();
  return results.map((row) => ({
    ...row,
    channels: (JSON.parse(row.channels) as { kind: string }[]).map(({ kind }) => kind),
    labels: JSON.parse(row.labels) as string[],
  }));
}

/** The shortest time any rule asks for, ms; null = no rule erases. */
export function shortestMs(rules: readonly RetentionRule[]): number | null {
  const days = rules.filter(({ action }) => action === "erase").map((rule) => rule.days);
  return days.length === 0 ? null : Math.min(...days) * DAY_MS;
}

export async function noteEmptied(db: D1Database, tenant: string, conversationId: string, objectId: string, now: number): Promise<void> {
  await db
    .prepare("INSERT OR IGNORE INTO emptied (tenant, conversation_id, object_id, at) VALUES (?1, ?2, ?3, ?4)")
    .bind(tenant, conversationId, objectId, now)
    .run();
}
