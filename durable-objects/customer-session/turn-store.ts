/** The SQL of turns. Every read is bounded by a key or a limit, so that its cost does not grow with the history. */
import type { Turn } from "../../protocol/conversation.ts";
import type { SqlLike } from "../apply-schema.ts";
import { KeptRows } from "./kept-rows.ts";
import { LOCAL_CHANNELS } from "./record-turn.ts";

/** Turns kept at hand. */
const KEPT_TURNS = 64;
/** Last turns of the conversation that is being held, kept at hand; what `think` wants as context fits in. */
const TAIL_TURNS = 12;

type DocRow = { doc: string };
interface Tail {
  conversationId: string;
  turns: Turn[];
}

/** A turn with what is kept beside it. The same source is the same turn, wherever it lies. */
export interface SourcedTurn {
  turn: Turn;
  source: string;
  unthought: boolean;
}

/** The key of an event across channel accounts. */
export const sourceOf = (accountId: string, key: string): string => `${accountId}\n${key}`;

/** Most platforms' event keys are their message ids; only others need an index of their own. Local channels have no platform that could ask. */
function providerColumn(turn: Turn, source: string): string | null {
  const { providerId } = turn;
  if (providerId === undefined || LOCAL_CHANNELS.has(turn.channel.kind) || sourceOf(turn.channel.accountId, providerId) === source) return null;
  return providerId;
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

  /** `source` null = nothing but itself brought it in. `thinkAt` = when it must be thought about, epoch ms; null = not at all. */
  insert(turn: Turn, source: string | null, thinkAt: number | null): void {
    const named = source ?? `\n${turn.id}`;
    this.sql.exec(
      "INSERT INTO turns (seq, source, conversation_id, account_id, provider_id, graft_id, think_at, doc) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      turn.seq,
      named,
      turn.conversationId,
      turn.channel.accountId,
      providerColumn(turn, named),
      turn.graftId ?? null,
      thinkAt,
      JSON.stringify(turn),
    );
    this.kept.keep(String(turn.seq), turn);
    if (this.tail?.conversationId === turn.conversationId) this.tail.turns = [...this.tail.turns, turn].slice(-TAIL_TURNS);
  }

  /** Writes a turn that is already there; its place, its source and its due time stay. */
  update(turn: Turn): void {
    const doc = JSON.stringify(turn);
    const before = this.kept.get(String(turn.seq));
    // Columns that stay are left out: each one named would cost its index a write.
    if (before && before.conversationId === turn.conversationId && before.providerId === turn.providerId && before.graftId === turn.graftId) {
      this.sql.exec("UPDATE turns SET doc = ? WHERE seq = ?", doc, turn.seq);
    } else {
      const query = "UPDATE turns SET conversation_id = ?, provider_id = ?, graft_id = ?, doc = ? WHERE seq = ?";
      this.sql.exec(query, turn.conversationId, turn.providerId ?? null, turn.graftId ?? null, doc, turn.seq);
    }
    this.remember(turn);
  }

  /** The same for a turn that was thought about: its content and its mark in one write. */
  updateThought(turn: Turn): void {
    this.sql.exec("UPDATE turns SET doc = ?, think_at = NULL WHERE seq = ?", JSON.stringify(turn), turn.seq);
    this.remember(turn);
  }

  private remember(turn: Turn): void {
    this.kept.keep(String(turn.seq), turn);
    if (this.tail) this.tail.turns = this.tail.turns.map((known) => (known.id === turn.id ? turn : known));
  }

  setThinkAt(seq: number, at: number | null): void {
    this.sql.exec("UPDATE turns SET think_at = ? WHERE seq = ?", at, seq);
  }

  /** Turns that wait to be thought about, with their due times; `from` = the oldest of them. */
  unthoughtFrom(from: number): { id: string; seq: number; at: number; graft: string | null }[] {
    const query =
      "SELECT json_extract(doc, '$.id') AS id, seq, think_at AS at, graft_id AS graft FROM turns WHERE seq >= ? AND think_at IS NOT NULL ORDER BY seq";
    return this.sql.exec<{ id: string; seq: number; at: number; graft: string | null }>(query, from).toArray();
  }

  bySeq(seq: number): Turn | null {
    const kept = this.kept.get(String(seq));
    if (kept) return kept;
    const turn = this.read("SELECT doc FROM turns WHERE seq = ?", seq)[0];
    return turn ? this.kept.keep(String(seq), turn) : null;
  }

  bySource(source: string): Turn | null {
    return this.read("SELECT doc FROM turns WHERE source = ?", source)[0] ?? null;
  }

  /** The turn that a platform's message id belongs to. */
  byProvider(accountId: string, providerId: string): Turn | null {
    const named = this.bySource(sourceOf(accountId, providerId));
    if (named?.providerId === providerId) return named;
    return this.read("SELECT doc FROM turns WHERE account_id = ? AND provider_id = ? ORDER BY seq DESC LIMIT 1", accountId, providerId)[0] ?? null;
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

  /** The last `limit` turns of an account before `before` and after `from`, oldest first. */
  ofAccountBefore(accountId: string, before: number, from: number, limit: number): Turn[] {
    const query = "SELECT doc FROM turns WHERE seq < ? AND seq > ? AND account_id = ? ORDER BY seq DESC LIMIT ?";
    return this.read(query, before, from, accountId, limit).reverse();
  }

  /** The replies on an account among the turns after `seq`, oldest first. */
  repliesAfter(accountId: string, seq: number, limit: number): Turn[] {
    return this.ofAccount(accountId, seq, limit).filter((turn) => turn.kind === "reply");
  }

  /** Turns of the whole tree after `seq`, oldest first. */
  after(seq: number, limit: number): Turn[] {
    return this.read("SELECT doc FROM turns WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit);
  }

  /** The same where `last` is the end of the tree: the newest few are at hand, so that telling them costs no read. */
  freshAfter(seq: number, last: number, limit: number): Turn[] {
    if (last - seq > KEPT_TURNS) return this.after(seq, limit);
    const turns: Turn[] = [];
    for (let at = seq + 1; at <= last; at++) {
      const turn = this.bySeq(at);
      if (turn) turns.push(turn);
    }
    return turns;
  }

  /** The same with what is kept beside them; of one graft (which is looked for through the whole history), or of the whole tree. */
  sourcedAfter(seq: number, graftId: string | null, limit: number): SourcedTurn[] {
    type Row = DocRow & { source: string; think_at: number | null };
    const rows = graftId
      ? this.sql.exec<Row>("SELECT source, think_at, doc FROM turns WHERE graft_id = ? AND seq > ? ORDER BY seq LIMIT ?", graftId, seq, limit)
      : this.sql.exec<Row>("SELECT source, think_at, doc FROM turns WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit);
    return rows.toArray().map((row) => ({ turn: JSON.parse(row.doc) as Turn, source: row.source, unthought: row.think_at !== null }));
  }

  /** Turns that carry an uploaded file, of the newest ones: it costs no more in a long history. */
  carrying(blobKey: string, limit: number): Turn[] {
    const newest = "SELECT doc FROM turns ORDER BY seq DESC LIMIT ?";
    return this.read(`SELECT doc FROM (${newest}) WHERE instr(doc, ?) > 0`, limit, `"blobKey":${JSON.stringify(blobKey)}`);
  }

  /** Turns of a conversation that a graft did not bring. */
  notOfGraft(conversationId: string, graftId: string): Turn[] {
    return this.read("SELECT doc FROM turns WHERE conversation_id = ? AND graft_id IS NOT ? ORDER BY seq", conversationId, graftId);
  }

  /** Conversations that a graft's turns are in. */
  conversationsOfGraft(graftId: string): string[] {
    return this.sql
      .exec<{ conversation_id: string }>("SELECT DISTINCT conversation_id FROM turns WHERE graft_id = ?", graftId)
      .toArray()
      .map((row) => row.conversation_id);
  }

  removeGraft(graftId: string): void {
    this.sql.exec("DELETE FROM turns WHERE graft_id = ?", graftId);
    this.forget();
  }

  /** Customers' messages: of a graft, or of the whole tree. Looks at the whole history. */
  countMessages(graftId: string | null = null): number {
    const query = "SELECT count(*) AS n FROM turns WHERE json_extract(doc, '$.kind') = 'message' AND (?1 IS NULL OR graft_id = ?1)";
    return this.sql.exec<{ n: number }>(query, graftId).toArray()[0]?.n ?? 0;
  }

  /** Drops what is at hand after rows were changed in bulk. */
  forget(): void {
    this.kept.forget();
    this.tail = null;
  }
}
