/** Answers that a tenant wrote for an intent, in a language, for a channel; and the few that every shop gives. Rows in D1, the choice is pure. */
import { z } from "zod";

export const templateDraftSchema = z.object({
  intent: z.string().min(1).max(60),
  language: z.string().min(2).max(20),
  /** '' = for every channel */
  channel: z.string().max(40).default(""),
  /** Variables: order_number, order_status, order_carrier, order_tracking, order_tracking_state, and every slot by its name. */
  text: z.string().trim().min(1).max(2_000),
});
export const templateChangeSchema = z.object({ text: templateDraftSchema.shape.text });

export interface Template extends z.infer<typeof templateDraftSchema> {
  id: string;
  updatedAt: number;
  updatedBy: string;
}

/** Said to customers who asked to be written to when it is their turn. */
export const YOUR_TURN = "your_turn";
const COURTESIES: readonly Template[] = [
  ["greeting", "zh", "您好，请问有什么可以帮您？"],
  ["greeting", "en", "Hello! How can I help you?"],
  ["thanks_goodbye", "zh", "不客气，祝您生活愉快！"],
  ["thanks_goodbye", "en", "You're welcome. Have a nice day!"],
  [YOUR_TURN, "zh", "轮到您了：客服已经接入，请直接回复这条消息继续。"],
  [YOUR_TURN, "en", "It is your turn: an agent is here now. Just answer this message."],
].map(([intent = "", language = "", text = ""]) => ({
  id: `built-in-${intent}-${language}`,
  intent,
  language,
  channel: "",
  text,
  updatedAt: 0,
  updatedBy: "",
}));
/** Courtesies answer nothing when something else was said as well. */
const TALK = new Set(["greeting", "thanks_goodbye", "acknowledge"]);

const languageOf = (tag: string): string => tag.toLowerCase().split("-")[0] ?? "";

/** For each intent the template that fits best: the tenant's own before ours, for the channel before for all. */
export function templatesFor(known: readonly Template[], wanted: { intents: readonly string[]; language: string; channel: string }): Template[] {
  const isTalk = wanted.intents.every((intent) => TALK.has(intent));
  return wanted.intents.flatMap((intent) => {
    if (TALK.has(intent) && !isTalk) return [];
    const fitting = [...known, ...COURTESIES].filter(
      (template) =>
        template.intent === intent && languageOf(template.language) === languageOf(wanted.language) && ["", wanted.channel].includes(template.channel),
    );
    return fitting.find((template) => template.channel !== "") ?? fitting[0] ?? [];
  });
}

const COLUMNS = "id, intent, language, channel, text, updated_at AS updatedAt, updated_by AS updatedBy";
/** A tenant may have so many: forty intents in a dozen languages. */
export const MOST_TEMPLATES = 1_000;

export async function listTemplates(db: D1Database, tenant: string): Promise<Template[]> {
  const sql = `SELECT ${COLUMNS} FROM reply_templates WHERE tenant = ?1 ORDER BY intent, language, channel LIMIT ${MOST_TEMPLATES}`;
  return (await db.prepare(sql).bind(tenant).all<Template>()).results;
}

/** Null = there is one for this intent, language and channel already. */
export async function addTemplate(db: D1Database, tenant: string, template: Template): Promise<Template | null> {
  const { id, intent, language, channel, text, updatedAt, updatedBy } = template;
  const sql = `INSERT INTO reply_templates (tenant, id, intent, language, channel, text, updated_at, updated_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
    ON CONFLICT (tenant, intent, language, channel) DO NOTHING RETURNING id`;
  const row = await db.prepare(sql).bind(tenant, id, intent, language, channel, text, updatedAt, updatedBy).first();
  return row ? template : null;
}

export async function changeTemplate(db: D1Database, tenant: string, id: string, text: string, by: string, now: number): Promise<Template | null> {
  const sql = `UPDATE reply_templates SET text = ?3, updated_at = ?4, updated_by = ?5 WHERE tenant = ?1 AND id = ?2 RETURNING ${COLUMNS}`;
  return db.prepare(sql).bind(tenant, id, text, now, by).first<Template>();
}

export async function removeTemplate(db: D1Database, tenant: string, id: string): Promise<boolean> {
  const { meta } = await db.prepare("DELETE FROM reply_templates WHERE tenant = ?1 AND id = ?2").bind(tenant, id).run();
  return meta.changes > 0;
}
