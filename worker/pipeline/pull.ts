/** Behind a doorbell: pages of messages, each stored before the cursor moves on. One puller per account; a bell during a pull means one look more. */

import { performCall } from "../channels/call.ts";
import type { Services } from "../services.ts";
import { callerOf } from "./caller.ts";
import type { ChannelAccount } from "./channel-accounts.ts";
import { takeEvents } from "./receive.ts";

/** Pages of one pull; the next bell or the cron goes on. */
const MOST_PAGES = 200;

export async function pullBehind(services: Services, account: ChannelAccount, hint: Readonly<Record<string, string>>): Promise<void> {
  const key = `pull:${account.tenant}:${account.id}:${hint.openKfId ?? ""}`;
  const keeper = services.keeper(key);
  if (!(await keeper.beginPull(key, services.now()))) return;
  for (;;) {
    await pullPages(services, account, hint, key);
    if (!(await keeper.endPull(key))) return;
  }
}

async function pullPages(services: Services, account: ChannelAccount, hint: Readonly<Record<string, string>>, key: string): Promise<void> {
  const keeper = services.keeper(key);
  let cursor = await keeper.cursor(key);
  for (let page = 0; page < MOST_PAGES; page++) {
    const asked = account.channel.pull(hint, cursor);
    if (!asked) return;
    const { answer } = await performCall(asked.call, callerOf(services, account));
    const read = answer ? asked.read(parsed(answer.body), services.now()) : null;
    if (!read) return services.health.report("channels", "degraded", `${account.kind}: messages could not be pulled`, services.now());
    const taken = await takeEvents(services, account, read.events, services.now());
    if (!taken.ok) return;
    // Only now: a death before this line pulls the same page again, and its messages are known.
    if (read.cursor !== cursor) await keeper.saveCursor(key, read.cursor);
    cursor = read.cursor;
    if (!read.more) return services.health.report("channels", "ok", "", services.now());
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
