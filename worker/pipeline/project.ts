/** The read model: what lists and search read. A batch of ten statements writes snapshots of any number of customers, since each batch is one commit. */
import type { Turn } from "../../protocol/conversation.ts";
import type { ToldEvent } from "../../protocol/events.ts";
import { textOf } from "../../protocol/message.ts";
import type { ProjectTask } from "../../protocol/ports.ts";
import { conversationFacts } from "../automation/conditions.ts";

/** Longest words of a turn that search sees, UTF-16 units. */
const INDEXED_UNITS = 4_000;

const CUSTOMERS = `INSERT INTO customers (tenant, id, name, avatar_url, locale, blocked, first_seen_at, last_seen_at, messages, waiting, moved_to, version)
  SELECT e.value->>'tenant', e.value->>'id', e.value->>'name', e.value->>'avatarUrl', e.value->>'locale', e.value->>'blocked', e.value->>'firstSeenAt', e.value->>'lastSeenAt',
    e.value->>'messages', e.value->>'waiting', e.value->>'movedTo', e.value->>'version'
  FROM json_each(?1) e WHERE true
  ON CONFLICT (tenant, id) DO UPDATE SET name = excluded.name, avatar_url = excluded.avatar_url, locale = excluded.locale, blocked = excluded.blocked,
    last_seen_at = excluded.last_seen_at, messages = excluded.messages, waiting = excluded.waiting, moved_to = coalesce(excluded.moved_to, customers.moved_to), version = excluded.version WHERE excluded.version >= version`;
const IDENTITIES = `INSERT INTO identities (tenant, kind, scope, value, customer_id, verified, version)
  SELECT e.value->>'tenant', e.value->>'kind', e.value->>'scope', e.value->>'value', e.value->>'customerId', e.value->>'verified', e.value->>'version'
  FROM json_each(?1) e WHERE true
  ON CONFLICT (tenant, kind, scope, value) DO UPDATE SET customer_id = CASE WHEN identities.verified > excluded.verified THEN identities.customer_id ELSE excluded.customer_id END,
    verified = max(identities.verified, excluded.verified), version = excluded.version`;
const CONVERSATIONS = `INSERT INTO conversations (tenant, id, customer_id, name, status, owner_kind, agent_id, epoch, last_agent_id, team_id, channel_kind, channel_id, channels, labels,
    priority, language, opened_at, last_turn_at, last_turn_seq, waiting_since, snoozed_until, resolved_at, first_reply_at, preview, graft_id, consult, call_back, version)
  SELECT e.value->>'tenant', e.value->>'id', e.value->>'customerId', e.value->>'name', e.value->>'status', e.value->>'ownerKind', e.value->>'agentId', e.value->>'epoch',
    e.value->>'lastAgentId', e.value->>'teamId', e.value->>'channelKind', e.value->>'channelId', e.value->>'channels', e.value->>'labels', e.value->>'priority', e.value->>'language',
    e.value->>'openedAt', e.value->>'lastTurnAt', e.value->>'lastTurnSeq', e.value->>'waitingSince', e.value->>'snoozedUntil', e.value->>'resolvedAt', e.value->>'firstReplyAt',
    e.value->>'preview', e.value->>'graftId', e.value->>'consult', e.value->>'callBack', e.value->>'version'
  FROM json_each(?1) e WHERE true
  ON CONFLICT (tenant, id) DO UPDATE SET customer_id = excluded.customer_id, name = excluded.name, status = excluded.status, owner_kind = excluded.owner_kind, agent_id = excluded.agent_id,
    epoch = excluded.epoch, last_agent_id = excluded.last_agent_id, team_id = excluded.team_id, channel_kind = excluded.channel_kind, channel_id = excluded.channel_id,
    channels = excluded.channels, labels = excluded.labels, priority = excluded.priority, language = excluded.language, last_turn_at = excluded.last_turn_at,
    last_turn_seq = excluded.last_turn_seq, waiting_since = excluded.waiting_since, snoozed_until = excluded.snoozed_until, resolved_at = excluded.resolved_at,
    first_reply_at = excluded.first_reply_at, preview = excluded.preview, graft_id = excluded.graft_id, consult = excluded.consult, call_back = excluded.call_back,
    version = excluded.version
    WHERE excluded.version >= conversations.version OR excluded.customer_id <> conversations.customer_id`;
const LABELS_OUT = "DELETE FROM conversation_labels WHERE (tenant, conversation_id) IN (SELECT e.value->>'tenant', e.value->>'id' FROM json_each(?1) e)";
const LABELS_IN = `INSERT OR IGNORE INTO conversation_labels (tenant, label, conversation_id)
  SELECT e.value->>'tenant', l.value, e.value->>'id' FROM json_each(?1) e, json_each(e.value->>'labels') l`;
const TURNS = `INSERT INTO turns_index (tenant, turn_id, customer_id, conversation_id, seq, kind, author_kind, author_id, channel_kind, channel_id, intents, text, at)
  SELECT e.value->>'tenant', e.value->>'id', e.value->>'customerId', e.value->>'conversationId', e.value->>'seq', e.value->>'kind', e.value->>'authorKind', e.value->>'authorId',
    e.value->>'channelKind', e.value->>'channelId', e.value->>'intents', e.value->>'text', e.value->>'at'
  FROM json_each(?1) e WHERE true
  ON CONFLICT (tenant, turn_id) DO UPDATE SET customer_id = excluded.customer_id, conversation_id = excluded.conversation_id, seq = excluded.seq, intents = excluded.intents, text = excluded.text`;
const DELIVERIES = `INSERT INTO deliveries (tenant, turn_id, conversation_id, channel_kind, channel_id, provider_id, state, code, reason, at, version)
  SELECT e.value->>'tenant', e.value->>'turnId', e.value->>'conversationId', e.value->>'channelKind', e.value->>'channelId', e.value->>'providerId', e.value->>'state', e.value->>'code',
    e.value->>'reason', e.value->>'at', e.value->>'version'
  FROM json_each(?1) e WHERE true
  ON CONFLICT (tenant, turn_id) DO UPDATE SET provider_id = excluded.provider_id, state = excluded.state, code = excluded.code, reason = excluded.reason, at = excluded.at,
    version = excluded.version WHERE excluded.version >= deliveries.version`;

/** What happened, without anybody's words: for reports and for the dry run of rules. */
const EVENTS = `INSERT OR IGNORE INTO events (tenant, id, type, at, customer_id, conversation_id, turn_id, by_kind, by_id, detail, facts)
  SELECT e.value->>'tenant', e.value->>'id', e.value->>'type', e.value->>'at', e.value->>'customerId', e.value->>'conversationId', e.value->>'turnId', e.value->>'byKind',
    e.value->>'byId', e.value->>'detail', e.value->>'facts' FROM json_each(?1) e`;
/** A suggestion is judged once: the first word on it stays. */
const SUGGESTION_USES = `INSERT OR IGNORE INTO suggestion_uses (tenant, suggestion_id, conversation_id, turn_id, used, intents, article_id, confidence, at)
  SELECT value->>'tenant', value->>'suggestionId', value->>'conversationId', value->>'turnId', value->>'used', value->>'intents', value->>'articleId', value->>'confidence', value->>'at'
  FROM json_each(?1)`;
/** Whoever a customer took in is marked, should the merge itself have died before it did so. */
const MOVED = `UPDATE customers SET moved_to = e.value->>'survivor' FROM json_each(?1) e
  WHERE customers.tenant = e.value->>'tenant' AND customers.id = e.value->>'from' AND customers.moved_to IS NULL`;

/** Writes snapshots; a later version of a customer wins over an earlier one. */
export async function writeSnapshots(db: D1Database, tasks: readonly ProjectTask[]): Promise<void> {
  const lists: readonly (readonly [string, unknown[]])[] = [
    [CUSTOMERS, tasks.map(customerRow)],
    [IDENTITIES, tasks.flatMap(identityRows)],
    [CONVERSATIONS, tasks.flatMap(conversationRows)],
    [LABELS_OUT, tasks.flatMap(conversationRows)],
    [LABELS_IN, tasks.flatMap(conversationRows).filter((row) => row.labels !== "[]")],
    [TURNS, tasks.flatMap((task) => task.turns.filter((turn) => turn.kind !== "event").map((turn) => turnRow(task, turn)))],
    [DELIVERIES, tasks.flatMap(deliveryRows)],
    [EVENTS, tasks.flatMap((task) => task.events.map((event) => eventRow(task, event)))],
    [SUGGESTION_USES, tasks.flatMap(suggestionRows)],
    [MOVED, tasks.flatMap(({ tenant, customerId, customer }) => customer.grafts.map(({ from }) => ({ tenant, from, survivor: customerId })))],
  ];
  const statements = lists.flatMap(([sql, rows]) => (rows.length === 0 ? [] : [db.prepare(sql).bind(JSON.stringify(rows))]));
  if (statements.length > 0) await db.batch(statements);
}

function customerRow({ tenant, customer, version, tally, movedTo }: ProjectTask): Record<string, unknown> {
  const { id, name, avatarUrl, locale, blocked, firstSeenAt, lastSeenAt } = customer;
  return {
    tenant,
    id,
    name,
    avatarUrl,
    locale,
    blocked: blocked ? 1 : 0,
    firstSeenAt,
    lastSeenAt,
    version,
    ...(tally ?? { messages: 0, waiting: 0 }),
    movedTo: movedTo ?? null,
  };
}

const identityRows = ({ tenant, customerId, customer, version }: ProjectTask): Record<string, unknown>[] =>
  customer.identities.map(({ kind, scope, value, verified }) => ({ tenant, customerId, kind, scope, value, verified: verified ? 1 : 0, version }));

function conversationRows({ tenant, customer, conversations, version }: ProjectTask): (Record<string, unknown> & { labels: string })[] {
  return conversations.map((conversation) => {
    const { owner, channels, labels, consult, callBack, ...rest } = conversation;
    const [channel] = channels;
    return {
      ...rest,
      tenant,
      version,
      name: customer.name,
      ownerKind: owner.kind,
      agentId: owner.kind === "agent" ? owner.agentId : null,
      channelKind: channel?.kind ?? "api",
      channelId: channel?.accountId ?? "",
      channels: JSON.stringify(channels),
      labels: JSON.stringify(labels),
      ...(consult ? { consult: JSON.stringify(consult) } : {}),
      ...(callBack ? { callBack: JSON.stringify(callBack) } : {}),
    };
  });
}

function turnRow({ tenant, customerId }: ProjectTask, turn: Turn): Record<string, unknown> {
  const { id, conversationId, seq, kind, author, channel, at } = turn;
  const authorId = author.kind === "agent" ? author.id : null;
  const intents = JSON.stringify(turn.intents?.map((intent) => intent.name) ?? []);
  const text = textOf(turn.parts).slice(0, INDEXED_UNITS);
  return {
    tenant,
    customerId,
    id,
    conversationId,
    seq,
    kind,
    authorKind: author.kind,
    authorId,
    channelKind: channel.kind,
    channelId: channel.accountId,
    intents,
    text,
    at,
  };
}

const deliveryRows = ({ tenant, deliveries, version }: ProjectTask): Record<string, unknown>[] =>
  deliveries.map(({ turnId, conversationId, channel, providerId, delivery }) => ({
    tenant,
    turnId,
    conversationId,
    channelKind: channel.kind,
    channelId: channel.accountId,
    providerId: providerId ?? null,
    ...delivery,
    version,
  }));

function eventRow({ tenant, customerId }: ProjectTask, event: ToldEvent): Record<string, unknown> {
  const { id, type, at, conversationId, by, conversation, turn } = event;
  // What a customer wrote beside a rating stays in the session.
  const { comment: _, ...detail } = event.detail ?? {};
  const facts = conversation && conversationFacts(event);
  return {
    tenant,
    id,
    type,
    at,
    customerId,
    conversationId,
    turnId: turn?.id ?? null,
    byKind: by?.kind ?? null,
    byId: by?.kind === "agent" ? by.id : null,
    detail: JSON.stringify(detail),
    facts: JSON.stringify(facts ?? {}),
  };
}
const suggestionRows = ({ tenant, suggestionsUsed }: ProjectTask): Record<string, unknown>[] =>
  suggestionsUsed.flatMap(({ about, ...use }) => (about ? [{ tenant, ...use, ...about, intents: JSON.stringify(about.intents) }] : []));
