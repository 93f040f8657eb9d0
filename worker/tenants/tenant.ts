/** A tenant and its settings. */
import { z } from "zod";
import { csatSettingsSchema, mailOnSettingsSchema } from "../../protocol/automation.ts";
import { MASKED_KINDS } from "../../protocol/masking.ts";
import { widgetChangeSchema, widgetSettingsSchema, wordsSchema } from "./widget-settings.ts";

const fields = {
  /** Where conversations without a team go. */
  defaultTeamId: z.string().min(1).max(100),
  /** The bot may answer by itself. */
  autoReply: z.boolean(),
  autoReplyConfidence: z.number().min(0.5).max(1),
  /** Suggestions at and above this are sent with Tab. */
  readyConfidence: z.number().min(0.5).max(1),
  /** Web origins that may embed the widget; empty = any. */
  widgetOrigins: z.array(z.string().max(300)).max(100),
  /** Words a visitor is greeted with, by language. */
  greeting: wordsSchema,
  /** Whether and how customers are asked how it was. */
  csat: csatSettingsSchema,
  /** Whether visitors who have gone get the answer by e-mail. */
  mailOn: mailOnSettingsSchema,
  /** Numbers in what customers say that are made unreadable before they are stored. */
  maskedNumbers: z.array(z.enum(MASKED_KINDS)).max(MASKED_KINDS.length),
};

export const tenantSettingsSchema = z.object({
  defaultTeamId: fields.defaultTeamId.default("support"),
  autoReply: fields.autoReply.default(false),
  autoReplyConfidence: fields.autoReplyConfidence.default(0.95),
  readyConfidence: fields.readyConfidence.default(0.92),
  /** Sealed; signs the host's user tokens. */
  widgetSecret: z.string().max(500).optional(),
  widgetOrigins: fields.widgetOrigins.default([]),
  greeting: fields.greeting.default({}),
  csat: fields.csat.prefault({}),
  mailOn: fields.mailOn.prefault({}),
  maskedNumbers: fields.maskedNumbers.default([]),
  /** How the widget looks and what it asks first. */
  widget: widgetSettingsSchema.prefault({}),
});
type TenantSettings = z.infer<typeof tenantSettingsSchema>;

/** What a change of settings may say; what it leaves out stays. */
export const tenantChangeSchema = z
  .object({
    ...fields,
    widget: widgetChangeSchema,
    name: z.string().trim().min(1).max(200),
    /** In the clear here, sealed in the table; null takes it away, and signed-in visitors with it. */
    widgetSecret: z.string().min(32, "at least 32 characters").max(200).nullable(),
  })
  .partial();

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
