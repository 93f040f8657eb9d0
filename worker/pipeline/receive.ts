/**
 * The door for platforms: account → handshake or signature → events → durable → the platform's own acknowledgement, in this order.
 * Nothing is acknowledged before all of a delivery is stored; a repeated delivery finds its messages known.
 */
import type { ChannelEvent } from "../../protocol/channels.ts";
import { identityKey } from "../../protocol/ids.ts";
import type { HttpAnswer, RawRequest } from "../channels/channel.ts";
import { sameText } from "../crypto/bytes.ts";
import { resolveCustomer } from "../identity/resolve.ts";
import type { Services } from "../services.ts";
import { carriedOn } from "./carry-on-by-mail.ts";
import { type ChannelAccount, listAccounts, noteAccountState } from "./channel-accounts.ts";
import { keepFiles } from "./files.ts";
import { inputOf, type Recordable } from "./input-of.ts";
import { withLinkedUser } from "./linked-user.ts";
import { pullBehind } from "./pull.ts";
import { recordEvent } from "./record-event.ts";

export type Received =
  | { received: "answer"; answer: HttpAnswer }
  | { received: "unknown" }
  | { received: "refused"; status: 400 | 401 | 403; why: string }
  /** Nothing could store it: the platform is asked to send it again. */
  | { received: "unavailable"; why: string };

/** Customers of one delivery that are recorded side by side. */
const LANES = 8;

export async function receiveWebhook(services: Services, address: { kind: string; accountId: string; secret: string }, request: RawRequest): Promise<Received> {
  const looked = await services.accounts.find(address.accountId);
  if (looked.look === "unreachable") return { received: "unavailable", why: "The channel account cannot be looked up" };
  if (looked.look !== "found") return { received: "unknown" };
  const { account } = looked;
  if (account.kind !== address.kind || !sameText(account.pathSecret, address.secret)) return { received: "unknown" };
  const { channel } = account;
  const now = services.now();
  const handshake = await channel.handshake(request, now);
  if (handshake) return { received: "answer", answer: handshake };
  const verified = await channel.verify(request, now);
  if (!verified.ok) return { received: "refused", status: verified.status, why: verified.why };
  const parsed = channel.parse(verified.payload, request, now);
  if (!parsed.ok) return { received: "refused", status: 400, why: parsed.why };
  const taken = await takeEvents(services, account, parsed.events, now);
  if (!taken.ok) return { received: "unavailable", why: taken.why };
  return { received: "answer", answer: await channel.ack(request, now) };
}

/** Durable when ok: in order per customer, customers side by side. */
export async function takeEvents(
  services: Services,
  account: ChannelAccount,
  events: readonly ChannelEvent[],
  now: number,
): Promise<{ ok: true } | { ok: false; why: string }> {
  const messages: Recordable[] = [];
  for (const event of events) {
    if (event.type === "doorbell") services.later(pullBehind(services, account, event.hint));
    else if (event.type === "account") services.later(noteAccountState(services.db, account.id, event.state, event.detail));
    else messages.push(event);
  }
  const customers = [...Map.groupBy(messages, (event) => identityKey(event.from.ids[0])).values()];
  let failed: string | null = null;
  const lane = async (): Promise<void> => {
    for (let mine = customers.shift(); mine; mine = customers.shift()) {
      for (const event of mine) {
        const why = await take(services, account, event, now);
        if (why === null) continue;
        failed = why;
        break;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, customers.length) }, lane));
  return failed === null ? { ok: true } : { ok: false, why: failed };
}

/** One delivery may be for several numbers or pages of the same app (Meta, Zalo). Null = for one that is not set up here. */
async function accountOf(services: Services, named: ChannelAccount, event: Recordable): Promise<ChannelAccount | null> {
  const { providerAccount } = event;
  if (providerAccount === undefined || providerAccount === named.channel.providerAccount) return named;
  for (const row of await listAccounts(services.db, named.tenant)) {
    if (row.kind !== named.kind) continue;
    const looked = await services.accounts.open(row);
    if (looked.look === "found" && looked.account.channel.providerAccount === providerAccount) return looked.account;
  }
  return null;
}

/** Null = stored, or refused for good (a blocked customer): sending it again would change nothing. */
async function take(services: Services, named: ChannelAccount, event: Recordable, now: number): Promise<string | null> {
  const account = await accountOf(services, named, event);
  if (!account) {
    // Answering it from another number or page than it was written to would be worse than leaving it to whoever runs that one.
    services.later(noteAccountState(services.db, named.id, "quality", `deliveries for ${event.providerAccount} arrive here, which is no account of ours`));
    return null;
  }
  const known = await withLinkedUser(services, account.tenant, event);
  const isLetter = account.kind === "email" && known.type === "message";
  const carried = isLetter ? await services.d1(() => carriedOn(services, account.tenant, known)) : ({ ok: true, value: null } as const);
  if (!carried.ok) return "Whose letter this answers cannot be looked up";
  const customerId = carried.value ?? (await resolveCustomer(account.tenant, known.from.ids, services.customerIds));
  const origin = { tenant: account.tenant, accountId: account.id, kind: account.kind, teamId: account.teamId, at: now };
  services.channelHealth.heard(account.id);
  const taken = await recordEvent(services, inputOf(known, customerId, origin, services.chance));
  if (taken.taken === "stored" && taken.storedIn === "session" && !taken.duplicate && taken.turnId !== null && known.type === "message") {
    services.later(keepFiles(services, account, taken.turnId, known.parts));
  }
  return taken.taken === "unavailable" ? taken.detail : null;
}
