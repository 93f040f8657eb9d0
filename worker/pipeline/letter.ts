/** A letter of ours to a colleague, by the tenant's own mail account. */
import { newId } from "../../protocol/ids.ts";
import { performCalls } from "../channels/call.ts";
import type { Services } from "../services.ts";
import { callerOf } from "./caller.ts";
import { type ChannelAccount, listAccounts } from "./channel-accounts.ts";

/** The named mail account, or the first that opens; null = there is none. */
export async function mailAccount(services: Services, tenant: string, accountId: string | null): Promise<ChannelAccount | null> {
  for (const row of await listAccounts(services.db, tenant)) {
    if (row.kind !== "email" || (accountId !== null && row.id !== accountId)) continue;
    const looked = await services.accounts.open(row);
    if (looked.look === "found") return looked.account;
  }
  return null;
}

/** False = the tenant has no mail account, or it did not take the letter. */
export async function sendLetter(services: Services, tenant: string, to: string, text: string): Promise<boolean> {
  const account = await mailAccount(services, tenant, null);
  if (!account) return false;
  const now = services.now();
  const message = { id: newId("tn", now, services.chance), thread: to, to: [], parts: [{ type: "text" as const, text }], author: "bot" as const };
  const { calls } = account.channel.render(message, now);
  const { outcome } = await performCalls(calls, callerOf(services, account), 1);
  return outcome.outcome === "sent";
}
