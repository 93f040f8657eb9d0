/** Macros in D1: named lists of actions that an agent runs on a conversation. */
import { type Action, actionsSchema, type MacroDraft } from "../../protocol/automation.ts";
import type { Writer } from "./canned-replies.ts";
import { bindingsOf, type Reader, VISIBLE } from "./sharing.ts";

export interface Macro {
  id: string;
  name: string;
  description: string;
  actions: Action[];
  /** '' = shared */
  owner: string;
  teamId: string | null;
  uses: number;
  updatedAt: number;
}
type Row = Omit<Macro, "actions"> & { actions: string };

const COLUMNS = "id, name, description, actions, owner, team_id AS teamId, uses, updated_at AS updatedAt";
const MOST_SHOWN = 500;

const macroOf = (row: Row): Macro => ({ ...row, actions: actionsSchema.parse(JSON.parse(row.actions)) });

export async function listMacros(db: D1Database, reader: Reader): Promise<Macro[]> {
  const sql = `SELECT ${COLUMNS} FROM macros WHERE tenant = ?1 AND ${VISIBLE} ORDER BY name LIMIT ${MOST_SHOWN}`;
  const { results } = await db
    .prepare(sql)
    .bind(...bindingsOf(reader))
    .all<Row>();
  return results.map(macroOf);
}

export async function findMacro(db: D1Database, reader: Reader, id: string): Promise<Macro | null> {
  const row = await db
    .prepare(`SELECT ${COLUMNS} FROM macros WHERE tenant = ?1 AND ${VISIBLE} AND id = ?4`)
    .bind(...bindingsOf(reader), id)
    .first<Row>();
  return row ? macroOf(row) : null;
}

export async function saveMacro(db: D1Database, writer: Writer, id: string, draft: Omit<MacroDraft, "shared">, now: number): Promise<void> {
  await db
    .prepare(
      `INSERT INTO macros (tenant, id, name, description, actions, owner, team_id, created_at, updated_at, updated_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9)
       ON CONFLICT (tenant, id) DO UPDATE SET name = excluded.name, description = excluded.description, actions = excluded.actions, owner = excluded.owner,
         team_id = excluded.team_id, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
    )
    .bind(writer.tenant, id, draft.name, draft.description, JSON.stringify(draft.actions), writer.owner, draft.teamId, now, writer.by)
    .run();
}

export async function removeMacro(db: D1Database, tenant: string, id: string): Promise<void> {
  await db.prepare("DELETE FROM macros WHERE tenant = ?1 AND id = ?2").bind(tenant, id).run();
}

export async function noteMacroUse(db: D1Database, tenant: string, id: string): Promise<void> {
  await db.prepare("UPDATE macros SET uses = uses + 1 WHERE tenant = ?1 AND id = ?2").bind(tenant, id).run();
}
