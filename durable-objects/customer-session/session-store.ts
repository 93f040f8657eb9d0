/** The SQL of one customer's tree. Every read is bounded by a key or a limit, so that its cost does not grow with the history. */
import type { Conversation, ReplyRoute, Topic, Turn } from "../../protocol/conversation.ts";
import type { OrderCard, Suggestion } from "../../protocol/understanding.ts";
import type { SqlLike } from "../apply-schema.ts";
import type { Head } from "./head.ts";

type DocRow = { doc: string };
const parsed = <T>(rows: readonly DocRow[]): T[] => rows.map((row) => JSON.parse(row.doc) as T);

export interface Seen {
  turnId: string | null;
  conversationId: string | null;
  seq: number;
}

export class SessionStore {
  readonly sql: SqlLike;
  constructor(sql: SqlLike) {
    this.sql = sql;
  }

  private docs<T>(query: string, ...bindings: SqlStorageValue[]): T[] {
    return parsed<T>(this.sql.exec<DocRow>(query, ...bindings).toArray());
  }

  head(): Head | null {
    return this.docs<Head>("SELECT doc FROM head")[0] ?? null;
  }
  saveHead(head: Head): void {
    this.sql.exec("INSERT OR REPLACE INTO head (id, doc) VALUES (1, ?)", JSON.stringify(head));
  }

  conversation(id: string): Conversation | null {
    return this.docs<Conversation>("SELECT doc FROM conversations WHERE id = ?", id)[0] ?? null;
  }
  saveConversation(conversation: Conversation): void {
    this.sql.exec(
      "INSERT OR REPLACE INTO conversations (id, opened_at, graft_id, doc) VALUES (?, ?, ?, ?)",
      conversation.id,
      conversation.openedAt,
      conversation.graftId ?? null,
      JSON.stringify(conversation),
    );
  }
  /** Newest first; `before` is the last row of the page before. */
  conversations(before: { openedAt: number; id: string } | null, limit: number): Conversation[] {
    if (!before) return this.docs("SELECT doc FROM conversations ORDER BY opened_at DESC, id DESC LIMIT ?", limit);
    return this.docs("SELECT doc FROM conversations WHERE (opened_at, id) < (?, ?) ORDER BY opened_at DESC, id DESC LIMIT ?", before.openedAt, before.id, limit);
  }

  saveTurn(turn: Turn): void {
    this.sql.exec(
      "INSERT OR REPLACE INTO turns (seq, id, conversation_id, identity, account_id, provider_id, graft_id, doc) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      turn.seq,
      turn.id,
      turn.conversationId,
      turn.identity,
      turn.channel.accountId,
      turn.providerId ?? null,
      turn.graftId ?? null,
      JSON.stringify(turn),
    );
  }
  turn(id: string): Turn | null {
    return this.docs<Turn>("SELECT doc FROM turns WHERE id = ?", id)[0] ?? null;
  }
  turnByProvider(accountId: string, providerId: string): Turn | null {
    return this.docs<Turn>("SELECT doc FROM turns WHERE account_id = ? AND provider_id = ? ORDER BY seq DESC LIMIT 1", accountId, providerId)[0] ?? null;
  }
  /** The last `limit` turns of a conversation before `before`, oldest first. */
  turns(conversationId: string, before: number | null, limit: number): Turn[] {
    return this.docs<Turn>(
      "SELECT doc FROM turns WHERE conversation_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?",
      conversationId,
      before ?? Number.MAX_SAFE_INTEGER,
      limit,
    ).reverse();
  }
  /** Turns of the whole tree after `seq`, oldest first. */
  turnsAfter(seq: number, limit: number): Turn[] {
    return this.docs("SELECT doc FROM turns WHERE seq > ? ORDER BY seq LIMIT ?", seq, limit);
  }
  /** Replies on an account that were sent up to a time and are not yet past `read`; newest first. */
  recentReplies(accountId: string, limit: number): Turn[] {
    return this.docs<Turn>(
      "SELECT doc FROM turns WHERE account_id = ? AND json_extract(doc, '$.kind') = 'reply' ORDER BY seq DESC LIMIT ?",
      accountId,
      limit,
    );
  }

  topics(conversationId: string): Topic[] {
    return this.docs("SELECT doc FROM topics WHERE conversation_id = ? LIMIT 50", conversationId);
  }
  saveTopic(topic: Topic): void {
    this.sql.exec("INSERT OR REPLACE INTO topics (id, conversation_id, doc) VALUES (?, ?, ?)", topic.id, topic.conversationId, JSON.stringify(topic));
  }

  route(accountId: string, thread: string): ReplyRoute | null {
    return this.docs<ReplyRoute>("SELECT doc FROM routes WHERE account_id = ? AND thread = ?", accountId, thread)[0] ?? null;
  }
  /** Where the customer wrote last, newest first. */
  routes(limit: number): ReplyRoute[] {
    return this.docs("SELECT doc FROM routes ORDER BY last_inbound_at DESC LIMIT ?", limit);
  }
  saveRoute(route: ReplyRoute, graftId: string | null): void {
    this.sql.exec(
      "INSERT OR REPLACE INTO routes (account_id, thread, last_inbound_at, graft_id, doc) VALUES (?, ?, ?, ?, ?)",
      route.channel.accountId,
      route.thread,
      route.lastInboundAt,
      graftId,
      JSON.stringify(route),
    );
  }

  seen(scope: string, key: string): Seen | null {
    const row = this.sql
      .exec<{ turn_id: string | null; conversation_id: string | null; seq: number }>("SELECT turn_id, conversation_id, seq FROM seen WHERE scope = ? AND key = ?", scope, key)
      .toArray()[0];
    return row ? { turnId: row.turn_id, conversationId: row.conversation_id, seq: row.seq } : null;
  }
  saveSeen(scope: string, key: string, seen: Seen, at: number): void {
    this.sql.exec(
      "INSERT OR IGNORE INTO seen (scope, key, turn_id, conversation_id, seq, at) VALUES (?, ?, ?, ?, ?, ?)",
      scope,
      key,
      seen.turnId,
      seen.conversationId,
      seen.seq,
      at,
    );
  }

  suggestions(conversationId: string): Suggestion[] {
    return this.docs<Suggestion[]>("SELECT doc FROM suggestions WHERE conversation_id = ? ORDER BY turn_id DESC LIMIT 1", conversationId)[0] ?? [];
  }
  saveSuggestions(turnId: string, conversationId: string, suggestions: readonly Suggestion[]): void {
    this.sql.exec("INSERT OR REPLACE INTO suggestions (turn_id, conversation_id, doc) VALUES (?, ?, ?)", turnId, conversationId, JSON.stringify(suggestions));
  }
  orders(conversationId: string): OrderCard[] {
    return this.docs<OrderCard[]>("SELECT doc FROM orders WHERE conversation_id = ?", conversationId)[0] ?? [];
  }
  saveOrders(conversationId: string, cards: readonly OrderCard[]): void {
    this.sql.exec("INSERT OR REPLACE INTO orders (conversation_id, doc) VALUES (?, ?)", conversationId, JSON.stringify(cards));
  }
}
