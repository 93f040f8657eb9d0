/** Messages whose meaning a person has given: what a tenant's next model learns from, and, for a fifth of them, is measured with. */
import { z } from "zod";
import type { ContextTurn } from "../../../protocol/understanding.ts";
import { sha256Hex } from "../../crypto/hash.ts";
import { languageOf } from "../rules-fallback.ts";
import { slotsOf } from "../slots.ts";

/** One in so many is held back. */
const HELD_ONE_IN = 5;
/** Of the hash, enough that two messages of a tenant never share it. */
const ID_DIGITS = 32;
const MASKED = new Set(["order_number", "phone", "tracking_number", "email"]);

export interface Correction {
  text: string;
  context: readonly ContextTurn[];
  intents: readonly string[];
  conversationId: string | null;
}

export interface LabelledRow {
  text: string;
  lang: string;
  context: ContextTurn[];
  intents: string[];
}

/** What says who somebody is gives way to its kind: `[phone]`. */
export function masked(text: string): string {
  let out = text;
  for (const slot of slotsOf(text).toSorted((a, b) => b.start - a.start))
    if (MASKED.has(slot.name)) out = `${out.slice(0, slot.start)}[${slot.name}]${out.slice(slot.end)}`;
  return out;
}

export const isHeldBack = (id: string): boolean => Number.parseInt(id.slice(0, 6), 16) % HELD_ONE_IN === 0;

export async function keepCorrection(db: D1Database, tenant: string, given: Correction, by: string, now: number): Promise<{ id: string; held: boolean }> {
  const text = masked(given.text);
  const context = JSON.stringify(given.context.map((turn) => ({ from: turn.from, text: masked(turn.text) })));
  const id = (await sha256Hex(`${text}\n${context}`)).slice(0, ID_DIGITS);
  const held = isHeldBack(id);
  await db
    .prepare(
      `INSERT INTO labelled_messages (tenant, id, text, language, context, intents, held, conversation_id, at, by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
       ON CONFLICT (tenant, id) DO UPDATE SET intents = ?6, conversation_id = ?8, at = ?9, by = ?10`,
    )
    .bind(tenant, id, text, languageOf(text), context, JSON.stringify(given.intents), held ? 1 : 0, given.conversationId, now, by)
    .run();
  return { id, held };
}

const namesSchema = z.array(z.string());
const contextSchema = z.array(z.object({ from: z.enum(["customer", "agent", "bot"]), text: z.string() }));

/** One page, by id; `next` is null on the last. */
export async function labelledPage(
  db: D1Database,
  tenant: string,
  wish: { held: boolean; after: string; limit: number },
): Promise<{ rows: LabelledRow[]; next: string | null }> {
  const { results } = await db
    .prepare("SELECT id, text, language, context, intents FROM labelled_messages WHERE tenant = ?1 AND held = ?2 AND id > ?3 ORDER BY id LIMIT ?4")
    .bind(tenant, wish.held ? 1 : 0, wish.after, wish.limit + 1)
    .all<{ id: string; text: string; language: string; context: string; intents: string }>();
  const page = results.slice(0, wish.limit);
  const rows = page.map((row) => ({
    text: row.text,
    lang: row.language,
    context: contextSchema.parse(JSON.parse(row.context)),
    intents: namesSchema.parse(JSON.parse(row.intents)),
  }));
  return { rows, next: results.length > wish.limit ? (page.at(-1)?.id ?? null) : null };
}
