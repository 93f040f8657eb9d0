/** The SQL of turns and of the platforms' ids for them. Every read is bounded by a key or a limit, so that its cost does not grow with the history. */
import type { Turn } from "../../protocol/conversation.ts";
import type { SqlLike } from "../apply-schema.ts";
import { KeptRows } from "./kept-rows.ts";

/** Turns kept at hand. */
const KEPT_TURNS = 64;
/** Last turns of the busiest conversation kept at hand; what `think` wants as context fits in. */
export const TAIL_TURNS = 12;
/** Receipts and edits that came before what they are about; the oldest go first. */
const MOST_EARLY = 500;

type DocRow = { doc: string };
interface Tail {
  conversationId: string;
  turns: Turn[];
}

/** A turn with the key of what brought it in: the same key is the same turn. */
export interface SourcedTurn {
  turn: Turn;
  source: string | null;
}

export class TurnStore {
  private readonly sql: SqlLike;
  private readonly kept = new KeptRows<Turn>(KEPT_TURNS);
  private tail: Tail | null = null;

  constructor(sql: SqlLike) {
    this.sql = sql;
  }

  private read(query: string, ...bindings: SqlStorageValue[]): Turn[] {
    return this.sql
      .exec<DocRow>(query, ...bindings)
      .toArray()
      .map((row) => JSON.parse(row.doc) as Turn);
  }

  insert(turn: Turn, source: string | null): void {
    this.sql.exec(
      "INSERT INTO turns (seq, id, conversation_id, account_id, source, provider_id, graft_id, reply, doc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      turn.seq,
      turn.id,
      turn.conversationId,
      turn.channel.accountId,
      source,
      turn.providerId ?? null,
      turn.graftId ?? null,
      turn.kind === "reply" ? 1 : 0,
      JSON.stringify(turn),
    );
    this.kept.keep(turn.id, turn);
    if (this.tail?.conversationId === turn.conversationId) this.tail.turns = [...this.tail.turns, turn].slice(-TAIL_TURNS);
  }

  /** Writes a turn that is already there; its place and its source stay. */
  update(turn: Turn): void {
    this.sql.exec(
      "UPDATE turns SET conversation_id = ?, provider_id = ?, graft_id = ?, doc = ? WHERE id = ?",
      turn.conversationId,
      turn.providerId ?? null,
      turn.graftId ?? null,
      JSON.stringify(turn),
      turn.id,
    );
    this.kept.keep(turn.id, turn);
    if (this.tail) this.tail.turns = this.tail.turns.map((known) => (known.id === turn.id ? turn : known));
  }

  byId(id: string): Turn | null {
    const kept = this.kept.get(id);
    if (kept) return kept;
    const turn = this.read("SELECT doc FROM turns WHERE id = ?", id)[0];
    return turn ? this.kept.keep(id, turn) : null;
  }

  bySource(source: string): Turn | null {
    return this.read("SELECT doc FROM turns WHERE source = ?", source)[0] ?? null;
  }

  /** The turn that a platform's message id belongs to; a long reply has several of them. */
  byProvider(accountId: string, providerId: string): Turn | null {
    const direct = this.read("SELECT doc FROM turns WHERE account_id = ? AND provider_id = ? ORDER BY seq DESC LIMIT 1", accountId, providerId)[0];
    if (direct) return direct;
    const row = this.sql.exec<{ turn_id: string }>("SELECT turn_id FROM sent_ids WHERE account_id = ? AND provider_id = ?", accountId, providerId).toArray()[0];
    return row ? this.byId(row.turn_id) : null;
  }

  saveSentIds(accountId: string, providerIds: readonly string[], turnId: string): void {
    for (const id of providerIds) this.sql.exec("INSERT OR IGNORE INTO sent_ids (account_id, provider_id, turn_id) VALUES (?, ?, ?)", accountId, id, turnId);
  }

  /** The last `limit` turns of a conversation before `before`, oldest first. */
  page(conversationId: string, before: number | null, limit: number): Turn[] {
    return this.read(
      "SELECT doc FROM turns WHERE conversation_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?",
      conversationId,
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
    ).reverse();
  }

  /** The last turns of a conversation, at most TAIL_TURNS, oldest first; from memory for the conversation that is being held. */
  last(conversationId: string): readonly Turn[] {
    if (this.tail?.conversationId !== conversationId) this.tail = { conversationId, turns: this.page(conversationId, null, TAIL_TURNS) };
    return this.tail.turns;
  }

  /** A conversation that begins has no turns yet: no need to look. */
  begin(conversationId: string): void {
    this.tail = { conversationId, turns: [] };
  }

  /** The last `limit` turns of an account after `seq`, oldest first. */
  ofAccount(accountId: string, seq: number, limit: number): Turn[] {
    return this.read("SELECT doc FROM turns WHERE seq > ? AND account_id = ? ORDER BY seq DESC LIMIT ?", seq, accountId, limit).reverse();
  }

  /** Turns of the whole tree after `seq`, oldest first. */
  after(seq: number, limit: number): Turn[] {
    return this.read("SELECT doc FROM turns WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit);
  }

  /** The same with the keys of what brought them in; of one graft, or of the whole tree. */
  sourcedAfter(seq: number, graftId: string | null, limit: number): SourcedTurn[] {
    const rows = graftId
      ? this.sql.exec<DocRow & { source: string | null }>(
          "SELECT source, doc FROM turns WHERE graft_id = ? AND seq > ? ORDER BY seq LIMIT ?",
          graftId,
          seq,
          limit,
        )
      : this.sql.exec<DocRow & { source: string | null }>("SELECT source, doc FROM turns WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit);
    return rows.toArray().map((row) => ({ turn: JSON.parse(row.doc) as Turn, source: row.source }));
  }

  /** The newest replies on an account, newest first. */
  recentReplies(accountId: string, limit: number): Turn[] {
    return this.read("SELECT doc FROM turns WHERE account_id = ? AND reply = 1 ORDER BY seq DESC LIMIT ?", accountId, limit);
  }

  sentIdsOf(turnIds: readonly string[]): { accountId: string; providerId: string; turnId: string }[] {
    return this.sql
      .exec<{ account_id: string; provider_id: string; turn_id: string }>(
        "SELECT * FROM sent_ids WHERE turn_id IN (SELECT value FROM json_each(?))",
        JSON.stringify(turnIds),
      )
      .toArray()
      .map((row) => ({ accountId: row.account_id, providerId: row.provider_id, turnId: row.turn_id }));
  }

  /** Turns of a conversation that a graft did not bring. */
  notOfGraft(conversationId: string, graftId: string): Turn[] {
    return this.read("SELECT doc FROM turns WHERE conversation_id = ? AND graft_id IS NOT ? ORDER BY seq", conversationId, graftId);
  }

  conversationsOfGraft(graftId: string): string[] {
    return this.sql
      .exec<{ conversation_id: string }>("SELECT DISTINCT conversation_id FROM turns WHERE graft_id = ?", graftId)
      .toArray()
      .map((row) => row.conversation_id);
  }

  /** Takes a graft's turns away, with all that hangs on them. */
  removeGraft(graftId: string): void {
    this.sql.exec("DELETE FROM sent_ids WHERE turn_id IN (SELECT id FROM turns WHERE graft_id = ?)", graftId);
    this.sql.exec("DELETE FROM outbox WHERE turn_id IN (SELECT id FROM turns WHERE graft_id = ?)", graftId);
    this.sql.exec("DELETE FROM todo WHERE id IN (SELECT 'think:' || id FROM turns WHERE graft_id = ?)", graftId);
    this.sql.exec("DELETE FROM turns WHERE graft_id = ?", graftId);
    this.forget();
  }

  /** Drops what is at hand after rows were changed in bulk. */
  forget(): void {
    this.kept.forget();
    this.tail = null;
  }

  keepEarly(accountId: string, providerId: string, doc: unknown, at: number): void {
    this.sql.exec("INSERT OR REPLACE INTO early (account_id, provider_id, at, doc) VALUES (?, ?, ?, ?)", accountId, providerId, at, JSON.stringify(doc));
    this.sql.exec("DELETE FROM early WHERE at < (SELECT at FROM early ORDER BY at DESC LIMIT 1 OFFSET ?)", MOST_EARLY);
  }

  early<T>(accountId: string, providerId: string): T | null {
    const row = this.sql.exec<DocRow>("SELECT doc FROM early WHERE account_id = ? AND provider_id = ?", accountId, providerId).toArray()[0];
    return row ? (JSON.parse(row.doc) as T) : null;
  }

  dropEarly(accountId: string, providerId: string): void {
    this.sql.exec("DELETE FROM early WHERE account_id = ? AND provider_id = ?", accountId, providerId);
  }
}
