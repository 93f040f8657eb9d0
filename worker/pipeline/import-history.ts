/**
 * Conversations of another system, written into the sessions of their customers in original times. Every id is derived from the source's own,
 * so that importing twice changes nothing. Nobody answers history: no thinking, no queue, no events.
 */
import { cannedDraftSchema } from "../../protocol/automation.ts";
import type { Conversation, Turn } from "../../protocol/conversation.ts";
import { customerIdOf, identityKey, newConversationId, newId } from "../../protocol/ids.ts";
import { type MaskedKind, maskText } from "../../protocol/masking.ts";
import type { Author, Identity } from "../../protocol/message.ts";
import { initialsOf } from "../../protocol/pinyin-initials.ts";
import type { TreePage } from "../../protocol/ports.ts";
import { listCanned, saveCanned } from "../automation/canned-replies.ts";
import { digest } from "../crypto/hash.ts";
import { canonicalIdentity } from "../identity/match-rules.ts";
import type { ImportedConversation, ImportedTurn, ImportSource } from "../import/records.ts";
import type { Services } from "../services.ts";
import { listAgents } from "../tenants/people.ts";
import { askCustomer } from "./customers.ts";

/** Turns in one call to a session. */
const PAGE_TURNS = 200;
const PREVIEW_UNITS = 120;

export interface Imported {
  customers: number;
  conversations: number;
  turns: number;
  /** people of the source whose address no agent here has; their words keep their name */
  unknownAgents: string[];
}

/** Chance that always falls the same way for the same words. */
async function chanceOf(...words: string[]): Promise<(bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>> {
  const hash = await digest("SHA-256", JSON.stringify(words));
  return (bytes) => {
    bytes.set(hash.slice(0, bytes.length));
    return bytes;
  };
}

/** Best known first: whoever writes from that address or number later is the same customer. All of it is the other system's word, so none is verified. */
function identitiesOf(from: ImportSource, { ref, email, phone }: ImportedConversation["customer"]): [Identity, ...Identity[]] {
  const claim = (kind: "email" | "phone", value: string | undefined): Identity[] =>
    value === undefined ? [] : [canonicalIdentity({ kind, scope: "", value, verified: false }) ?? []].flat();
  const own: Identity = { kind: "api_user", scope: `import:${from}`, value: ref, verified: false };
  const [first = own, ...rest] = [...claim("email", email), ...claim("phone", phone), own];
  return [first, ...rest];
}

class People {
  readonly #ids: ReadonlyMap<string, string>;
  readonly unknown = new Set<string>();

  constructor(ids: ReadonlyMap<string, string>) {
    this.#ids = ids;
  }

  authorOf({ from, agent }: ImportedTurn): Author {
    if (from === "customer") return { kind: "customer" };
    if (from === "bot") return { kind: "bot", ...(agent?.name === undefined ? {} : { name: agent.name }) };
    const known = agent?.email === undefined ? undefined : this.#ids.get(agent.email.trim().toLowerCase());
    const name = agent?.name ?? agent?.email ?? "?";
    if (known === undefined) this.unknown.add(agent?.email ?? name);
    return { kind: "agent", id: known ?? `import:${agent?.email ?? name}`, name };
  }
}

export async function importConversations(
  services: Services,
  tenant: string,
  from: ImportSource,
  conversations: readonly ImportedConversation[],
  masked: readonly MaskedKind[],
): Promise<Imported> {
  const agents = await listAgents(services.db, tenant);
  const people = new People(new Map(agents.map(({ email, id }) => [email, id])));
  const customers = new Set<string>();
  let turns = 0;
  for (const conversation of conversations) {
    const identities = identitiesOf(from, conversation.customer);
    const derived = await customerIdOf(tenant, identities[0]);
    const { name } = conversation.customer;
    const view = await askCustomer(services, { tenant, customerId: derived }, (session, at) => session.view(at, { conversations: 1, turns: 1 }));
    const knowsName = view.answer?.customer.name != null;
    const learnt = { identities, ...(name === undefined || knowsName ? {} : { name }) };
    const { address } = await askCustomer(services, view.address, (session, at) => session.learn(at, learnt));
    customers.add(address.customerId);
    for (const page of await pagesOf(tenant, address.customerId, from, maskedWords(conversation, masked), identities, people)) {
      await services.session(tenant, address.customerId).restore(address, page, false);
      turns += page.turns.length;
    }
  }
  return { customers: customers.size, conversations: conversations.length, turns, unknownAgents: [...people.unknown] };
}

const maskedWords = (conversation: ImportedConversation, kinds: readonly MaskedKind[]): ImportedConversation => ({
  ...conversation,
  ...(conversation.subject === undefined ? {} : { subject: maskText(conversation.subject, kinds) }),
  turns: conversation.turns.map((turn) => ({ ...turn, text: maskText(turn.text, kinds) })),
});

async function pagesOf(
  tenant: string,
  customerId: string,
  from: ImportSource,
  imported: ImportedConversation,
  identities: Identity[],
  people: People,
): Promise<TreePage[]> {
  const id = newConversationId(customerId, imported.openedAt, await chanceOf(tenant, from, imported.ref));
  const sources: Record<string, string> = {};
  const turns: Turn[] = [];
  for (const said of [...imported.turns].sort((a, b) => a.at - b.at)) {
    const turn = await turnOf(from, imported.ref, id, said, people.authorOf(said), identities[0]);
    turns.push(turn);
    sources[turn.id] = `import\n${from}\n${imported.ref}\n${said.ref}`;
  }
  const conversation = conversationOf(id, customerId, imported, turns);
  const profile = { id: customerId, tenant, name: null, avatarUrl: null, locale: null, identities, facts: [], grafts: [], blocked: false };
  const seen = { firstSeenAt: conversation.openedAt, lastSeenAt: conversation.lastTurnAt };
  const pages: TreePage[] = [];
  for (let at = 0; at < turns.length; at += PAGE_TURNS) {
    const page = turns.slice(at, at + PAGE_TURNS);
    const theirs = Object.fromEntries(page.map((turn) => [turn.id, sources[turn.id] ?? ""]));
    pages.push({ profile: { ...profile, ...seen }, conversations: [conversation], topics: [], turns: page, routes: [], next: null, sources: theirs });
  }
  return pages;
}

async function turnOf(from: ImportSource, ref: string, conversationId: string, said: ImportedTurn, author: Author, to: Identity | undefined): Promise<Turn> {
  const kind = said.from === "note" ? "note" : said.from === "customer" ? "message" : "reply";
  return {
    id: newId("tn", said.at, await chanceOf(from, ref, said.ref)),
    seq: 0,
    conversationId,
    topicId: null,
    kind,
    author,
    channel: { kind: "api", accountId: `import:${from}` },
    identity: to && kind !== "note" ? identityKey(to) : "",
    thread: ref,
    parts: [{ type: "text", text: said.text }],
    at: said.at,
    providerAt: said.at,
    // Nobody need understand it any more.
    ...(kind === "message" ? { intents: [] } : {}),
    ...(kind === "reply" ? { delivery: { state: "sent", at: said.at } } : {}),
  };
}

function conversationOf(id: string, customerId: string, imported: ImportedConversation, turns: readonly Turn[]): Conversation {
  const spoken = turns.filter(({ kind }) => kind !== "note");
  const last = spoken.at(-1) ?? turns.at(-1);
  const lastAt = Math.max(imported.openedAt, ...turns.map(({ at }) => at));
  const firstReply = turns.find(({ kind, author }) => kind === "reply" && author.kind === "agent");
  const [text] = last?.parts ?? [];
  const subject = imported.subject ? [`subject:${imported.subject}`.slice(0, 60)] : [];
  return {
    id,
    customerId,
    status: imported.status,
    owner: { kind: "bot" },
    epoch: 0,
    lastAgentId: null,
    teamId: null,
    channels: [turns[0]?.channel ?? { kind: "api", accountId: "api" }],
    labels: [...new Set(["imported", ...imported.labels, ...subject])].sort(),
    priority: 0,
    language: null,
    openedAt: imported.openedAt,
    lastTurnAt: lastAt,
    lastTurnSeq: 0,
    waitingSince: imported.status === "open" && last?.kind === "message" ? last.at : null,
    snoozedUntil: null,
    resolvedAt: imported.status === "resolved" ? lastAt : null,
    firstReplyAt: firstReply?.at ?? null,
    preview: text?.type === "text" ? text.text.replace(/\s+/g, " ").slice(0, PREVIEW_UNITS) : "",
  };
}

/** Longest run of numbers tried behind a shortcut that is taken. */
const MOST_NAMESAKES = 50;

/** Canned replies of the other system become shared ones; how many were new. */
export async function importCanned(
  services: Services,
  tenant: string,
  by: string,
  replies: readonly { folder: string; title: string; text: string }[],
): Promise<number> {
  const reader = { tenant, agentId: "", teamIds: null };
  const known = new Map((await listCanned(services.db, reader)).map((reply) => [reply.shortcut, reply.title]));
  let added = 0;
  for (const { folder, title, text } of replies) {
    const draft = cannedDraftSchema.safeParse({ folder: folder.slice(0, 100), title: title.slice(0, 200), text, shortcut: "r", shared: true });
    if (!draft.success) continue;
    const base = initialsOf(draft.data.title).slice(0, 30) || "r";
    const shortcut = Array.from({ length: MOST_NAMESAKES }, (_, n) => (n === 0 ? base : `${base}${n + 1}`)).find((name) => {
      const owner = known.get(name);
      return owner === undefined || owner === draft.data.title;
    });
    if (shortcut === undefined || known.has(shortcut)) continue;
    known.set(shortcut, draft.data.title);
    const saved = await saveCanned(
      services.db,
      { tenant, owner: "", by },
      newId("cr", services.now(), services.chance),
      { ...draft.data, shortcut },
      services.now(),
    );
    if (saved.ok) added++;
  }
  return added;
}
