/** Canned replies in D1: shared or one's own, found by shortcut, title, words or pinyin initials. */
import type { CannedDraft } from "../../protocol/automation.ts";
import { type Chance, newId } from "../../protocol/ids.ts";
import { initialsOf } from "../../protocol/pinyin-initials.ts";
import { bindingsOf, type Reader, VISIBLE } from "./sharing.ts";

export interface CannedReply {
  id: string;
  folder: string;
  shortcut: string;
  title: string;
  text: string;
  initials: string;
  /** '' = shared */
  owner: string;
  teamId: string | null;
  uses: number;
  updatedAt: number;
}

const COLUMNS = "id, folder, shortcut, title, text, initials, owner, team_id AS teamId, uses, updated_at AS updatedAt";
/** Canned replies of one tenant, own ones included, that one person is shown. */
const MOST_SHOWN = 2_000;

/** All that the reader sees, by folder and shortcut; with `q` the best first. */
export async function listCanned(db: D1Database, reader: Reader, q = ""): Promise<CannedReply[]> {
  const sql = `SELECT ${COLUMNS} FROM canned_replies WHERE tenant = ?1 AND ${VISIBLE} ORDER BY folder, shortcut LIMIT ${MOST_SHOWN}`;
  const { results } = await db
    .prepare(sql)
    .bind(...bindingsOf(reader))
    .all<CannedReply>();
  return q === "" ? results : ranked(results, q);
}

/** Shortcut, title, initials, then words. Pure. */
export function ranked(replies: readonly CannedReply[], q: string): CannedReply[] {
  const asked = q.trim().toLowerCase().replace(/^\//, "");
  const rank = ({ shortcut, title, initials, text }: CannedReply): number => {
    if (shortcut.startsWith(asked)) return 0;
    if (title.toLowerCase().includes(asked)) return 1;
    if (initials.includes(asked)) return 2;
    return text.toLowerCase().includes(asked) ? 3 : -1;
  };
  return replies
    .map((reply) => ({ reply, at: rank(reply) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at || b.reply.uses - a.reply.uses || a.reply.shortcut.localeCompare(b.reply.shortcut))
    .map(({ reply }) => reply);
}

export const findCanned = (db: D1Database, reader: Reader, id: string): Promise<CannedReply | null> =>
  db
    .prepare(`SELECT ${COLUMNS} FROM canned_replies WHERE tenant = ?1 AND ${VISIBLE} AND id = ?4`)
    .bind(...bindingsOf(reader), id)
    .first<CannedReply>();

export interface Writer {
  tenant: string;
  /** the agent whose own it becomes; '' = shared */
  owner: string;
  /** who wrote, for the record */
  by: string;
}

/** `taken` = the shortcut belongs to another reply of the same owner. */
export async function saveCanned(
  db: D1Database,
  writer: Writer,
  id: string,
  draft: Omit<CannedDraft, "shared">,
  now: number,
): Promise<{ ok: true } | { ok: false; why: "taken" }> {
  const taken = await db
    .prepare("SELECT 1 FROM canned_replies WHERE tenant = ?1 AND owner = ?2 AND shortcut = ?3 AND id <> ?4")
    .bind(writer.tenant, writer.owner, draft.shortcut, id)
    .first();
  if (taken) return { ok: false, why: "taken" };
  await db
    .prepare(
      `INSERT INTO canned_replies (tenant, id, folder, shortcut, title, text, initials, owner, team_id, created_at, updated_at, updated_by)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11)
       ON CONFLICT (tenant, id) DO UPDATE SET folder = excluded.folder, shortcut = excluded.shortcut, title = excluded.title, text = excluded.text,
         initials = excluded.initials, owner = excluded.owner, team_id = excluded.team_id, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
    )
    .bind(writer.tenant, id, draft.folder, draft.shortcut, draft.title, draft.text, initialsOf(draft.title), writer.owner, draft.teamId, now, writer.by)
    .run();
  return { ok: true };
}

export async function removeCanned(db: D1Database, tenant: string, id: string): Promise<void> {
  await db.prepare("DELETE FROM canned_replies WHERE tenant = ?1 AND id = ?2").bind(tenant, id).run();
}

/** Counted for lists and reports: which reply helped whom. */
export async function noteUse(
  db: D1Database,
  use: { tenant: string; cannedId: string; agentId: string; conversationId: string },
  now: number,
  chance: Chance,
): Promise<void> {
  await db.batch([
    db.prepare("UPDATE canned_replies SET uses = uses + 1 WHERE tenant = ?1 AND id = ?2").bind(use.tenant, use.cannedId),
    db
      .prepare("INSERT INTO canned_uses (tenant, id, canned_id, agent_id, conversation_id, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
      .bind(use.tenant, newId("ev", now, chance), use.cannedId, use.agentId, use.conversationId, now),
  ]);
}
