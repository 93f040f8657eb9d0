/** What people and keys do to a conversation: answer, change, accept. One home for HTTP and for agents' sockets. */
import type { ConversationView } from "../../protocol/conversation.ts";
import { newId } from "../../protocol/ids.ts";
import type { Author, Choice, Part } from "../../protocol/message.ts";
import type { Address, ChangeInput, ChangeOutcome, ConversationChange, NextStep, ReplyInput, ReplyOutcome } from "../../protocol/ports.ts";
import { tracedBy } from "../resilience/trace.ts";
import type { Services } from "../services.ts";
import { addressOfConversation, askCustomer } from "./customers.ts";
import { hasWords, maskedChange, maskedKinds } from "./masked.ts";
import { doSteps } from "./steps.ts";

export type Replied = Exclude<ReplyOutcome, { outcome: "moved" }>;
export type Changed = Exclude<ChangeOutcome, { outcome: "moved" }> | { outcome: "unavailable"; detail: string };
const NO_CONVERSATION = { outcome: "refused", code: "unknown_conversation", detail: "There is no such conversation" } as const;

export interface ReplyWish {
  key: string;
  author: ReplyInput["author"];
  parts: Part[];
  choices?: Choice[] | undefined;
  channel?: ReplyInput["channel"] | undefined;
  template?: ReplyInput["template"] | undefined;
  epoch?: number | undefined;
  suggestionId?: string | undefined;
  force?: boolean | undefined;
  /** The rules that led to this, the last one first. */
  cause?: readonly string[] | undefined;
  survey?: ReplyInput["survey"] | undefined;
}

/** Kept before it answers; sending goes on behind the answer. */
export async function replyIn(services: Services, tenant: string, conversationId: string, wish: ReplyWish): Promise<Replied> {
  const given = addressOfConversation(tenant, conversationId);
  if (!given) return NO_CONVERSATION;
  const now = services.now();
  const { key, author, parts, ...optional } = wish;
  const known = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  const input = { key, author, parts, conversationId, turnId: newId("rp", now, services.chance), at: now, ...tracedBy(), ...known };
  const { answer, address } = await askCustomer(services, given, (session, at) => session.reply({ ...at, ...input }));
  if (answer.outcome === "queued") {
    const { id, delivery } = answer.turn;
    services.traces.note(tenant, "recorded", id);
    if (delivery?.state === "sent") services.traces.note(tenant, "sent", id);
    settleLater(services, address, answer.steps);
  }
  return answer;
}

export interface ChangeWish {
  key: string;
  by: Author;
  change: ConversationChange;
  epoch?: number | undefined;
  cause?: readonly string[] | undefined;
}

export async function changeIn(services: Services, tenant: string, conversationId: string, wish: ChangeWish): Promise<Changed> {
  const given = addressOfConversation(tenant, conversationId);
  if (!given) return NO_CONVERSATION;
  const { key, by, epoch, cause } = wish;
  const kinds = hasWords(wish.change) ? await maskedKinds(services, tenant) : [];
  if (kinds === null) return { outcome: "unavailable", detail: "The tenant's rules cannot be looked up just now" };
  const masked = maskedChange(wish.change, kinds);
  const change = masked.change === "note" ? await noteOf(services, tenant, masked) : masked;
  const input: Omit<ChangeInput, keyof Address> = {
    key,
    by,
    change,
    conversationId,
    at: services.now(),
    ...(epoch === undefined ? {} : { epoch }),
    ...(cause === undefined ? {} : { cause }),
  };
  const { answer, address } = await askCustomer(services, given, (session, at) => session.change({ ...at, ...input }));
  if (answer.outcome === "changed") settleLater(services, address, answer.steps);
  return answer;
}

/** With an id of its own, and naming only people who are there. */
async function noteOf(
  services: Services,
  tenant: string,
  { mentions = [], ...note }: Extract<ConversationChange, { change: "note" }>,
): Promise<ConversationChange> {
  const looked = await Promise.all(mentions.map((id) => services.agents.get(`${tenant}:${id}`)));
  const known = mentions.filter((_, index) => {
    const one = looked[index];
    return one?.look === "found" && one.value.disabledAt === null;
  });
  return { ...note, turnId: newId("tn", services.now(), services.chance), ...(known.length > 0 ? { mentions: known } : {}) };
}

export async function viewConversation(
  services: Services,
  tenant: string,
  conversationId: string,
  query: { before?: number; limit?: number },
): Promise<ConversationView | null> {
  const given = addressOfConversation(tenant, conversationId);
  if (!given) return null;
  return (await askCustomer(services, given, (session, at) => session.conversation(at, conversationId, query))).answer;
}

export type Accepted = { outcome: "assigned"; conversation: ConversationView["conversation"] } | { outcome: "gone"; detail: string };

/** The agent takes what waits or was offered; a queue that does not know it any more is passed over by asking the session itself. */
export async function acceptConversation(services: Services, tenant: string, agentId: string, conversationId: string): Promise<Accepted> {
  const view = await viewConversation(services, tenant, conversationId, { limit: 1 });
  if (!view) return { outcome: "gone", detail: "There is no such conversation" };
  const { owner, teamId, epoch } = view.conversation;
  if (owner.kind === "agent" && owner.agentId === agentId) return { outcome: "assigned", conversation: view.conversation };
  const queueTeam = owner.kind === "queue" ? owner.teamId : teamId;
  if (owner.kind === "queue" && queueTeam !== null) {
    const given = await services.queue(tenant, queueTeam).take(tenant, queueTeam, agentId, conversationId, services.now());
    if (given.outcome === "assigned") return given;
  }
  if (owner.kind === "agent") return { outcome: "gone", detail: "Another agent has this conversation" };
  const by: Author = { kind: "agent", id: agentId };
  const changed = await changeIn(services, tenant, conversationId, { key: `accept:${agentId}:${epoch}`, by, change: { change: "assign", agentId }, epoch });
  return changed.outcome === "changed"
    ? { outcome: "assigned", conversation: changed.conversation }
    : { outcome: "gone", detail: "Somebody else has this conversation" };
}

export async function declineConversation(services: Services, tenant: string, agentId: string, conversationId: string, reason: string): Promise<void> {
  const view = await viewConversation(services, tenant, conversationId, { limit: 1 });
  const teamId = view?.conversation.owner.kind === "queue" ? view.conversation.owner.teamId : view?.conversation.teamId;
  if (teamId) await services.queue(tenant, teamId).decline(tenant, teamId, agentId, conversationId, reason, services.now());
}

function settleLater(services: Services, address: Address, steps: readonly NextStep[]): void {
  if (steps.length === 0) return;
  services.later(
    doSteps(services, address, steps).then((done) =>
      done.length > 0 ? services.session(address.tenant, address.customerId).settled(address, done) : undefined,
    ),
  );
}
