/** The SQL of one customer's head, conversations, topics, routes and seen keys. Every read is bounded by a key or a limit. */
import type { Conversation, ReplyRoute, Topic } from "../../protocol/conversation.ts";
import type { OrderCard, Suggestion } from "../../protocol/understanding.ts";
import type { SqlLike } from "../apply-schema.ts";
import type { Head } from "./head.ts";
import { KeptRows } from "./kept-rows.ts";

type DocRow = { doc: string };
const KEPT_CONVERSATIONS = 16;
const KEPT_ROUTES = 16;
const TOPICS_READ = 50;

/** What a repeated key is answered with. */
export interface Seen {
  turnId: string | null;
  conversationId: string | null;
  seq: number;
}

export class SessionStore {
  private readonly sql: SqlLike;
  private readonly keptConversations = new KeptRows<Conversation>(KEPT_CONVERSATIONS);
  private readonly keptRoutes = new KeptRows<ReplyRoute | null>(KEPT_ROUTES);

  constructor(sql: SqlLike) {
    this.sql = sql;
  }

  private docs<T>(query: string, ...bindings: SqlStorageValue[]): T[] {
    return this.sql
      .exec<DocRow>(query, ...bindings)
      .toArray()
      .map((row) => JSON.parse(row.doc) as T);
  }

  head(): Head | null {
    return this.docs<Head>("SELECT doc FROM head")[0] ?? null;
  }
  saveHead(head: Head): void {
    this.sql.exec("INSERT INTO head (id, doc) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET doc = excluded.doc", JSON.stringify(head));
  }

  conversation(id: string): Conversation | null {
    const kept = this.keptConversations.get(id);
    if (kept) return kept;
    const row = this.docs<Conversation>("SELECT doc FROM conversations WHERE id = ?", id)[0];
    return row ? this.keptConversations.keep(id, row) : null;
  }
  saveConversation(conversation: Conversation): void {
    this.sql.exec(
      `INSERT INTO conversations (id, opened_at, graft_id, doc) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET doc = excluded.doc, graft_id = excluded.graft_id`,
      conversation.id,
      conversation.openedAt,
      conversation.graftId ?? null,
      JSON.stringify(conversation),
    );
    this.keptConversations.keep(conversation.id, conversation);
  }
  /** Newest first; `before` is the last row of the page before. */
  conversations(before: { openedAt: number; id: string } | null, limit: number): Conversation[] {
    if (!before) return this.docs("SELECT doc FROM conversations ORDER BY opened_at DESC, id DESC LIMIT ?", limit);
    return this.docs(
      "SELECT doc FROM conversations WHERE (opened_at, id) < (?, ?) ORDER BY opened_at DESC, id DESC LIMIT ?",
      before.openedAt,
      before.id,
      limit,
    );
  }
  /** The newest of a graft first. */
  conversationsOfGraft(graftId: string, limit: number): Conversation[] {
    return this.docs("SELECT doc FROM conversations WHERE graft_id = ? ORDER BY opened_at DESC LIMIT ?", graftId, limit);
  }
  removeConversation(id: string): void {
    for (const table of ["topics", "suggestions", "orders"]) this.sql.exec(`DELETE FROM ${table} WHERE conversation_id = ?`, id);
    this.sql.exec("DELETE FROM conversations WHERE id = ?", id);
    this.keptConversations.forget();
  }

  /** The topics that were spoken of last, oldest first. */
  topics(conversationId: string): Topic[] {
    return this.docs<Topic>("SELECT doc FROM topics WHERE conversation_id = ? ORDER BY last_seq DESC LIMIT ?", conversationId, TOPICS_READ).reverse();
  }
  topic(id: string): Topic | null {
    return this.docs<Topic>("SELECT doc FROM topics WHERE id = ?", id)[0] ?? null;
  }
  saveTopic(topic: Topic): void {
    this.sql.exec(
      `INSERT INTO topics (id, conversation_id, last_seq, doc) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET conversation_id = excluded.conversation_id, last_seq = excluded.last_seq, doc = excluded.doc`,
      topic.id,
      topic.conversationId,
      topic.lastSeq,
      JSON.stringify(topic),
    );
  }

  route(accountId: string, thread: string): ReplyRoute | null {
    const key = `${accountId}\n${thread}`;
    const kept = this.keptRoutes.get(key);
    if (kept !== undefined) return kept;
    return this.keptRoutes.keep(key, this.docs<ReplyRoute>("SELECT doc FROM routes WHERE account_id = ? AND thread = ?", accountId, thread)[0] ?? null);
  }
  saveRoute(route: ReplyRoute, graftId: string | null): void {
    this.sql.exec(
      `INSERT INTO routes (account_id, thread, graft_id, doc) VALUES (?, ?, ?, ?)
       ON CONFLICT (account_id, thread) DO UPDATE SET doc = excluded.doc`,
      route.channel.accountId,
      route.thread,
      graftId,
      JSON.stringify(route),
    );
    this.keptRoutes.keep(`${route.channel.accountId}\n${route.thread}`, route);
  }
  routes(limit: number): ReplyRoute[] {
    return this.docs("SELECT doc FROM routes LIMIT ?", limit);
  }
  routesOfGraft(graftId: string): ReplyRoute[] {
    return this.docs("SELECT doc FROM routes WHERE graft_id = ?", graftId);
  }
  removeRoutesOfGraft(graftId: string): void {
    this.sql.exec("DELETE FROM routes WHERE graft_id = ?", graftId);
    this.keptRoutes.forget();
  }

  /** Keys of events that made no turn of their own. */
  seen(source: string): Seen | null {
    const row = this.sql
      .exec<{ turn_id: string | null; conversation_id: string | null; seq: number }>("SELECT turn_id, conversation_id, seq FROM seen WHERE source = ?", source)
      .toArray()[0];
    return row ? { turnId: row.turn_id, conversationId: row.conversation_id, seq: row.seq } : null;
  }
  saveSeen(source: string, seen: Seen): void {
    this.sql.exec("INSERT OR IGNORE INTO seen (source, turn_id, conversation_id, seq) VALUES (?, ?, ?, ?)", source, seen.turnId, seen.conversationId, seen.seq);
  }

  suggestions(conversationId: string): Suggestion[] {
    return this.docs<Suggestion[]>("SELECT doc FROM suggestions WHERE conversation_id = ?", conversationId)[0] ?? [];
  }
  saveSuggestions(turnId: string, conversationId: string, suggestions: readonly Suggestion[]): void {
    this.sql.exec("INSERT OR REPLACE INTO suggestions (conversation_id, turn_id, doc) VALUES (?, ?, ?)", conversationId, turnId, JSON.stringify(suggestions));
  }
  orders(conversationId: string): OrderCard[] {
    return this.docs<OrderCard[]>("SELECT doc FROM orders WHERE conversation_id = ?", conversationId)[0] ?? [];
  }
  saveOrders(conversationId: string, cards: readonly OrderCard[]): void {
    this.sql.exec("INSERT OR REPLACE INTO orders (conversation_id, doc) VALUES (?, ?)", conversationId, JSON.stringify(cards));
  }
}
