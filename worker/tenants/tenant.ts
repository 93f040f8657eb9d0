/** A tenant and its settings. */
import { z } from "zod";

export const tenantSettingsSchema = z.object({
  /** Where conversations without a team go. */
  defaultTeamId: z.string().max(100).default("support"),
  /** The bot may answer by itself. */
  autoReply: z.boolean().default(false),
  autoReplyConfidence: z.number().min(0.5).max(1).default(0.95),
  /** Suggestions at and above this are sent with Tab. */
  readyConfidence: z.number().min(0.5).max(1).default(0.92),
  /** Sealed; signs the host's user tokens. */
  widgetSecret: z.string().max(500).optional(),
  /** Web origins that may embed the widget; empty = any. */
  widgetOrigins: z.array(z.string().max(300)).max(100).default([]),
  /** Words a visitor is greeted with, by language. */
  greeting: z.record(z.string(), z.string().max(1_000)).default({}),
});
export type TenantSettings = z.infer<typeof tenantSettingsSchema>;

export interface Tenant {
  id: string;
  name: string;
  settings: TenantSettings;
}

export async function loadTenant(db: D1Database, id: string): Promise<Tenant | null> {
  const row = await db.prepare("SELECT id, name, settings FROM tenants WHERE id = ?1").bind(id).first<{ id: string; name: string; settings: string }>();
  return row ? { ...row, settings: tenantSettingsSchema.parse(JSON.parse(row.settings)) } : null;
}

export async function saveTenant(db: D1Database, tenant: Tenant, now: number): Promise<void> {
  await db
    .prepare(
      "INSERT INTO tenants (id, name, settings, created_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE SET name = excluded.name, settings = excluded.settings",
    )
    .bind(tenant.id, tenant.name, JSON.stringify(tenant.settings), now)
    .run();
}
