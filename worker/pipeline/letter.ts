/** A letter of ours to a colleague, by the tenant's own mail account. */
import { newId } from "../../protocol/ids.ts";
import { performCalls } from "../channels/call.ts";
import type { Services } from "../services.ts";
import { callerOf } from "./caller.ts";
import { listAccounts } from "./channel-accounts.ts";

/** False = the tenant has no mail account, or it did not take the letter. */
export async function sendLetter(services: Services, tenant: string, to: string, text: string): Promise<boolean> {
  const row = (await listAccounts(services.db, tenant)).find(({ kind }) => kind === "email");
  const looked = row ? await services.accounts.open(row) : null;
  if (looked?.look !== "found") return false;
  const now = services.now();
  const message = { id: newId("tn", now, services.chance), thread: to, to: [], parts: [{ type: "text" as const, text }], author: "bot" as const };
  const { calls } = looked.account.channel.render(message, now);
  const { outcome } = await performCalls(calls, callerOf(services, looked.account), 1);
  return outcome.outcome === "sent";
}
