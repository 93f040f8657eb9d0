/** Short words for talking to a session object in these tests. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { ConversationView } from "../../../protocol/conversation.ts";
import { customerIdOf, newId } from "../../../protocol/ids.ts";
import type { Identity } from "../../../protocol/message.ts";
import type { Address, RecordInput, RecordOutcome, ReplyInput, SessionPort } from "../../../protocol/ports.ts";

export const TENANT = "demo";
export type Person = Address & { identity: Identity };
type Bindings = { SESSION: DurableObjectNamespace };

export function stubOf(address: Address): DurableObjectStub {
  const { SESSION } = env as unknown as Bindings;
  return SESSION.get(SESSION.idFromName(`${address.tenant}:${address.customerId}`));
}
export const portOf = (address: Address): SessionPort => stubOf(address) as unknown as SessionPort;

export async function customer(value: string): Promise<Person> {
  const identity: Identity = { kind: "openid", scope: "wx1", value, verified: true };
  return { tenant: TENANT, customerId: await customerIdOf(TENANT, identity), identity };
}

let counter = 0;
export function message(at: Person, text: string, more: Partial<RecordInput> = {}): RecordInput {
  const now = Date.now();
  return {
    tenant: at.tenant,
    customerId: at.customerId,
    key: `k${++counter}`,
    channel: { kind: "wechat_oa", accountId: "ch_wx" },
    thread: at.identity.value,
    identities: [at.identity],
    at: now,
    event: { type: "message", turnId: newId("tn", now), parts: [{ type: "text", text }], providerId: `m${counter}` },
    ...more,
  };
}

type Recorded = Extract<RecordOutcome, { outcome: "recorded" }>;
export async function record(at: Person, text: string, more: Partial<RecordInput> = {}): Promise<Recorded & { conversationId: string; turnId: string }> {
  const outcome = await portOf(at).record(message(at, text, more));
  if (outcome.outcome !== "recorded" || outcome.conversationId === null || outcome.turnId === null) throw new Error(`not recorded: ${JSON.stringify(outcome)}`);
  return { ...outcome, conversationId: outcome.conversationId, turnId: outcome.turnId };
}

export function replyOf(at: Address, conversationId: string, text: string, more: Partial<ReplyInput> = {}): ReplyInput {
  const { tenant, customerId } = at;
  const now = Date.now();
  return {
    tenant,
    customerId,
    key: `r${++counter}`,
    turnId: newId("tn", now),
    conversationId,
    author: { kind: "agent", id: "ag_wei", name: "Wei" },
    parts: [{ type: "text", text }],
    at: now,
    ...more,
  };
}

export async function conversationOf(at: Address, conversationId: string): Promise<ConversationView> {
  const view = await portOf(at).conversation(at, conversationId, { limit: 200 });
  if (!view || "outcome" in view) throw new Error("no such conversation");
  return view;
}

/** Time passes: everything that waits is due. */
async function passTime(at: Address): Promise<void> {
  await runInDurableObject(stubOf(at), (_object, state) => {
    state.storage.sql.exec("UPDATE docs SET doc = json_set(doc, '$.dueAt', 0) WHERE key LIKE '!todo%' OR key LIKE '!out%'");
    state.storage.sql.exec("UPDATE docs SET doc = json_set(doc, '$.projectAt', 0) WHERE key = '!head' AND json_extract(doc, '$.projectAt') IS NOT NULL");
    state.storage.sql.exec("UPDATE turns SET think_at = 0 WHERE think_at IS NOT NULL");
  });
}

/** The object loses its memory and its timers. */
export async function forgetAll(at: Address): Promise<void> {
  const stub = stubOf(at);
  await runInDurableObject(stub, (object) => (object as unknown as { bell: { silence(): void } }).bell.silence());
  await evictDurableObject(stub);
}

/** The process dies quietly and time passes: memory is gone, everything that waits is due, the alarm rings. */
export async function dieAndWake(at: Address): Promise<void> {
  await passTime(at);
  await forgetAll(at);
  await runDurableObjectAlarm(stubOf(at));
}

/** The same in the middle of a call that never ends. */
export async function killAndWake(at: Address): Promise<void> {
  await passTime(at);
  await runInDurableObject(stubOf(at), (_object, state) => state.abort("the process was killed")).catch(() => undefined);
  await runDurableObjectAlarm(stubOf(at));
}

/** What waits in the object's database. */
export async function waiting(at: Address): Promise<{ todo: number; outbox: number; unthought: number }> {
  return runInDurableObject(stubOf(at), (_object, state) => {
    const count = (query: string): number => Number(state.storage.sql.exec<{ n: number }>(query).one().n);
    return {
      todo: count("SELECT count(*) AS n FROM docs WHERE key LIKE '!todo%'"),
      outbox: count("SELECT count(*) AS n FROM docs WHERE key LIKE '!out%'"),
      unthought: count("SELECT count(*) AS n FROM turns WHERE think_at IS NOT NULL"),
    };
  });
}
export const NOTHING = { todo: 0, outbox: 0, unthought: 0 };
