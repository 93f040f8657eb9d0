/** A letter from the platform's mail door: its account by the address, its files put away, then the same road as every webhook. */
import { filesOfMail, mailRequest } from "../channels/email/verify.ts";
import type { Services } from "../services.ts";
import { accountsOfKind, type ChannelAccount } from "./channel-accounts.ts";
import { receiveWebhook } from "./receive.ts";

/** The mail platform's own bound is 25 MiB. */
const MAX_MAIL_BYTES = 26 * 1024 * 1024;

export interface Letter {
  from: string;
  to: string;
  size: number;
  raw: ReadableStream<Uint8Array>;
}

export type Mailed = { mailed: true } | { mailed: false; refuse: string } | { mailed: false; again: string };

/** `again` = nothing is stored: the sender's server keeps the letter and tries later. */
export async function receiveMail(services: Services, letter: Letter): Promise<Mailed> {
  if (letter.size > MAX_MAIL_BYTES) return { mailed: false, refuse: "The letter is too large" };
  const account = await accountFor(services, letter.to);
  if (!account) return { mailed: false, refuse: "No such address" };
  const raw = new Uint8Array(await new Response(letter.raw).arrayBuffer());
  const { inboundSecret } = account.rawConfig;
  if (typeof inboundSecret !== "string") return { mailed: false, again: "The account is not set up" };
  const files = await filesOfMail(raw, inboundSecret);
  await Promise.all(files.map(({ blobKey, bytes, mime }) => services.media.put(blobKey, bytes, { httpMetadata: { contentType: mime } })));
  const url = new URL(`https://mail.invalid/hooks/email/${account.id}/${account.pathSecret}`);
  const request = await mailRequest(url, { from: letter.from, to: letter.to }, raw, inboundSecret, services.now(), true);
  const received = await receiveWebhook(services, { kind: "email", accountId: account.id, secret: account.pathSecret }, request);
  switch (received.received) {
    case "answer":
      return { mailed: true };
    case "unknown":
      return { mailed: false, refuse: "No such address" };
    case "refused":
      return { mailed: false, refuse: received.why };
    case "unavailable":
      return { mailed: false, again: received.why };
    default:
      return received satisfies never;
  }
}

/** Plus addresses belong to the address before the plus. */
const plain = (address: string): string => address.toLowerCase().replace(/\+[^@]*@/, "@");

async function accountFor(services: Services, to: string): Promise<ChannelAccount | null> {
  for (const row of await accountsOfKind(services.db, "email")) {
    const looked = await services.accounts.open(row);
    if (looked.look !== "found") continue;
    const { address } = looked.account.rawConfig;
    if (typeof address === "string" && plain(address) === plain(to)) return looked.account;
  }
  return null;
}
