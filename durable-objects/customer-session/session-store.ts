/** One customer's conversations, routes and seen keys as documents. Every read is bounded by a key or a limit. */
import type { Conversation, ReplyRoute, Topic } from "../../protocol/conversation.ts";
import type { OrderCard, Suggestion } from "../../protocol/understanding.ts";
import type { DocsStore } from "./docs-store.ts";
import type { Early } from "./early.ts";

/** Topics kept of one conversation; the ones spoken of longest ago go first. */
const MOST_TOPICS = 50;
const MOST_ROUTES = 200;
const CONVERSATION = "cv_";

/** A conversation with what an agent's screen shows beside it: one row, so that one write keeps them together. */
interface Page {
  conversation: Conversation;
  topics: Topic[];
  suggestions: Suggestion[];
  orders: OrderCard[];
}
interface RouteDoc {
  route: ReplyRoute;
  graftId: string | null;
}

/** What a repeated key is answered with. */
export interface Seen {
  turnId: string | null;
  conversationId: string | null;
  seq: number;
}

const routeKey = (accountId: string, thread: string): string => `route ${accountId}\n${thread}`;
const earlyKey = (accountId: string, providerId: string): string => `early ${accountId}\n${providerId}`;
const sentKey = (accountId: string, providerId: string): string => `sent ${accountId}\n${providerId}`;

export class SessionStore {
  private readonly docs: DocsStore;

  constructor(docs: DocsStore) {
    this.docs = docs;
  }

  private page(id: string): Page | null {
    return id.startsWith(CONVERSATION) ? this.docs.get<Page>(id) : null;
  }
  private savePage(page: Page): void {
    this.docs.put(page.conversation.id, page);
  }

  conversation(id: string): Conversation | null {
    return this.page(id)?.conversation ?? null;
  }
  saveConversation(conversation: Conversation): void {
    const page = this.page(conversation.id);
    this.savePage(page ? { ...page, conversation } : { conversation, topics: [], suggestions: [], orders: [] });
  }
  /** Newest first: a conversation's id begins with the time it was opened. `before` = the last id of the page before. */
  conversations(before: string | null, limit: number): Conversation[] {
    return this.docs.listBack<Page>(CONVERSATION, before, limit).map(({ doc }) => doc.conversation);
  }
  pages(before: string | null, limit: number): Page[] {
    return this.docs.listBack<Page>(CONVERSATION, before, limit).map(({ doc }) => doc);
  }
  removeConversation(id: string): void {
    this.docs.remove(id);
  }

  /** Topics of a conversation, the one spoken of last at the end. */
  topics(conversationId: string): Topic[] {
    return this.page(conversationId)?.topics ?? [];
  }
  saveTopic(topic: Topic): void {
    const page = this.page(topic.conversationId);
    if (!page) return;
    const topics = [...page.topics.filter((known) => known.id !== topic.id), topic].sort((a, b) => a.lastSeq - b.lastSeq);
    this.savePage({ ...page, topics: topics.slice(-MOST_TOPICS) });
  }
  suggestions(conversationId: string): Suggestion[] {
    return this.page(conversationId)?.suggestions ?? [];
  }
  saveSuggestions(conversationId: string, suggestions: Suggestion[]): void {
    const page = this.page(conversationId);
    if (page) this.savePage({ ...page, suggestions });
  }
  orders(conversationId: string): OrderCard[] {
    return this.page(conversationId)?.orders ?? [];
  }
  saveOrders(conversationId: string, orders: OrderCard[]): void {
    const page = this.page(conversationId);
    if (page) this.savePage({ ...page, orders });
  }

  route(accountId: string, thread: string): ReplyRoute | null {
    return this.docs.get<RouteDoc>(routeKey(accountId, thread))?.route ?? null;
  }
  saveRoute(route: ReplyRoute, graftId: string | null): void {
    const key = routeKey(route.channel.accountId, route.thread);
    this.docs.put(key, { route, graftId: this.docs.get<RouteDoc>(key)?.graftId ?? graftId } satisfies RouteDoc);
  }
  routes(): ReplyRoute[] {
    return this.docs.list<RouteDoc>("route ", MOST_ROUTES).map(({ doc }) => doc.route);
  }
  routesOfGraft(graftId: string): ReplyRoute[] {
    return this.docs.list<RouteDoc>("route ", MOST_ROUTES).flatMap(({ doc }) => (doc.graftId === graftId ? [doc.route] : []));
  }
  removeRoute(route: ReplyRoute): void {
    this.docs.remove(routeKey(route.channel.accountId, route.thread));
  }

  /** Keys of events that made no turn of their own. */
  seen(source: string): Seen | null {
    return this.docs.get<Seen>(`seen ${source}`);
  }
  saveSeen(source: string, seen: Seen): void {
    this.docs.put(`seen ${source}`, seen);
  }

  /** Which turn (by sequence number) a further platform id of a long reply belongs to. */
  sentSeq(accountId: string, providerId: string): number | null {
    return this.docs.get<{ seq: number }>(sentKey(accountId, providerId))?.seq ?? null;
  }
  saveSent(accountId: string, providerIds: readonly string[], seq: number): void {
    for (const id of providerIds) this.docs.put(sentKey(accountId, id), { seq });
  }

  early(accountId: string, providerId: string): Early | null {
    return this.docs.get<Early>(earlyKey(accountId, providerId));
  }
  saveEarly(accountId: string, providerId: string, early: Early): void {
    this.docs.put(earlyKey(accountId, providerId), early);
  }
  removeEarly(accountId: string, providerId: string): void {
    this.docs.remove(earlyKey(accountId, providerId));
  }
  removeAllEarly(): void {
    this.docs.removeAll("early ");
  }
}
