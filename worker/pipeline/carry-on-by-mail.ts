/**
 * A visitor who has gone gets the agent's words by e-mail, and the answer to that letter comes back into the same conversation. What was
 * not seen within some minutes goes in one letter; whoever saw it, or wrote again anywhere, gets none.
 */
import { CALL_BACK } from "../../protocol/automation.ts";
import type { ConversationView, Turn } from "../../protocol/conversation.ts";
import type { ToldEvent } from "../../protocol/events.ts";
import type { Identity } from "../../protocol/message.ts";
import { textOf } from "../../protocol/message.ts";
import { performCalls } from "../channels/call.ts";
import { threadToken } from "../channels/email/verify.ts";
import { fingerprint } from "../channels/signatures.ts";
import type { Services } from "../services.ts";
import { callerOf } from "./caller.ts";
import { mailAccount } from "./letter.ts";

/** The length that the plus addresses of the e-mail channel have. */
const THREAD_CHARS = 12;
const ADDRESS = /^[^\s@<>]{1,64}@[^\s@<>]+\.[^\s@<>]+$/;

/** Kinds whose customers sit at a page that they may have left. */
const PAGES: ReadonlySet<string> = new Set(["web", "app"]);

/** An agent's words on a page that the visitor may have left. */
export const mayNeedMail = ({ type, turn }: ToldEvent): boolean => type === "message.sent" && turn?.author.kind === "agent" && PAGES.has(turn.channel.kind);
/** It is the turn of somebody who asked to be written to: their letter leaves soon, and whether the tenant writes letters otherwise or not. */
export const saysTheirTurn = ({ type, turn }: ToldEvent): boolean =>
  type === "message.sent" && turn?.cause?.includes(CALL_BACK) === true && PAGES.has(turn.channel.kind);

export type Carried = "sent" | "again" | "nothing";

/** Where the visitor can be written to: an address they are known by, or one they left with their words. */
export function addressOf({ customer }: Pick<ConversationView, "customer">): string | null {
  const known = customer.identities.filter(({ kind }) => kind === "email").sort((a, b) => Number(b.verified) - Number(a.verified));
  const told = customer.facts.filter(({ name }) => name === "email" || name === "contact").map(({ value }) => String(value));
  return [...known.map(({ value }) => value), ...told].map((value) => value.trim().toLowerCase()).find((value) => ADDRESS.test(value)) ?? null;
}

/** Agents' words, and that it is their turn, that the visitor has not had since they wrote last, nor in a letter before. Pure. */
export function unseen(turns: readonly Turn[], mailedAt: number): Turn[] {
  const last = turns.findLast(({ kind, author }) => kind === "message" && author.kind === "customer")?.seq ?? 0;
  return turns.filter(
    ({ kind, author, channel, seq, delivery, at, deletedAt, cause }) =>
      kind === "reply" &&
      (author.kind === "agent" || cause?.includes(CALL_BACK) === true) &&
      PAGES.has(channel.kind) &&
      seq > last &&
      at > mailedAt &&
      delivery?.state === "sent" &&
      deletedAt === undefined,
  );
}

/** `again` = the letter could not leave now. A letter that may have left is not sent a second time. */
export async function carryOn(services: Services, view: ConversationView, settings: { accountId: string | null }, mailedAt: number): Promise<Carried> {
  const { customer, conversation, turns } = view;
  const words = unseen(turns, mailedAt);
  const email = addressOf(view);
  const [newest] = words.slice(-1);
  if (!newest || email === null) return "nothing";
  const account = await mailAccount(services, customer.tenant, settings.accountId);
  if (!account) return "nothing";
  const threadId = fingerprint(`${conversation.id}\n${email}`).slice(0, THREAD_CHARS);
  await services.db
    .prepare(
      `INSERT INTO mail_threads (tenant, thread_id, email, account_id, customer_id, conversation_id, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
       ON CONFLICT (tenant, thread_id, email) DO UPDATE SET customer_id = excluded.customer_id, at = excluded.at`,
    )
    .bind(customer.tenant, threadId, email, account.id, customer.id, conversation.id, services.now())
    .run();
  const plus = `c_${threadId}.${await threadToken(String(account.rawConfig.inboundSecret), email, threadId)}`;
  const now = services.now();
  const text = words.map(({ parts }) => textOf(parts) || "[…]").join("\n\n");
  const message = {
    id: newest.id,
    thread: `${email}#${threadId}`,
    to: [{ kind: "email", scope: "", value: email, verified: false } satisfies Identity],
    parts: [{ type: "text" as const, text }],
    reply: { kind: "message_ref" as const, data: JSON.stringify({ plus }), expiresAt: now + 1, uses: 1 },
    author: "agent" as const,
  };
  const { calls } = account.channel.render(message, now);
  const { outcome } = await performCalls(calls, callerOf(services, account), calls.length);
  return outcome.outcome === "retry" ? "again" : outcome.outcome === "refused" ? "nothing" : "sent";
}

/** A letter that answers one of ours: whose conversation it carries on. Null = a letter of its own. */
export async function carriedOn(services: Services, tenant: string, event: { thread: string; from: { ids: readonly Identity[] } }): Promise<string | null> {
  const [first] = event.from.ids;
  const threadId = /#([0-9a-z]+)$/.exec(event.thread)?.[1];
  if (first?.kind !== "email" || !first.verified || threadId === undefined) return null;
  const row = await services.db
    .prepare("SELECT customer_id AS customerId FROM mail_threads WHERE tenant = ?1 AND thread_id = ?2 AND email = ?3")
    .bind(tenant, threadId, first.value)
    .first<{ customerId: string }>();
  return row?.customerId ?? null;
}
