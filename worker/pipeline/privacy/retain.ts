/** Once a minute, a bounded batch of each tenant with rules: old conversations lose their words and files; who has nothing left is erased. */
import type { ConversationView } from "../../../protocol/conversation.ts";
import type { Emptied } from "../../../protocol/privacy.ts";
import { cursorAfter, isDue, noteEmptied, type Old, oldOnes, saveCursor, shortestMs, withRules } from "../../privacy/retention.ts";
import type { Services } from "../../services.ts";
import { askCustomer } from "../customers.ts";
import { eraseCustomer } from "./erase.ts";
import { filesOf, removeFiles } from "./find-person.ts";

/** Conversations looked at, and emptied, for one tenant in a minute. */
const LOOKED_AT = 500;
const EMPTIED_AT_ONCE = 50;
const TURNS_A_PAGE = 200;

export async function retain(services: Services): Promise<void> {
  for (const { tenant, rules, cursor } of await withRules(services.db)) {
    const now = services.now();
    const shortest = shortestMs(rules);
    if (shortest === null) continue;
    const old = await oldOnes(services.db, tenant, now - shortest, cursor, LOOKED_AT);
    const due = old.filter((one) => isDue(one, rules, now)).slice(0, EMPTIED_AT_ONCE);
    for (const one of due) await empty(services, tenant, one);
    // Where the batch was full it goes on behind the last one that was emptied; at the end it begins anew.
    const last = due.length === EMPTIED_AT_ONCE ? due.at(-1) : old.length === LOOKED_AT ? old.at(-1) : undefined;
    await saveCursor(services.db, tenant, last ? cursorAfter(last) : "");
  }
}

async function empty(services: Services, tenant: string, { id, customerId }: Old): Promise<void> {
  await removeFilesOf(services, tenant, id, customerId);
  let emptied = await emptyPage(services, tenant, id, customerId, null);
  while (emptied && emptied.next !== null) emptied = await emptyPage(services, tenant, id, emptied.owner, emptied.next);
  if (!emptied) return;
  const { owner, left } = emptied;
  await noteEmptied(services.db, tenant, id, services.sessionId(tenant, owner), services.now());
  // Nobody is kept for whom nothing is kept.
  if (!left) await eraseCustomer(services, { tenant, customerId: owner, reason: "retention", by: "retention" });
}

async function emptyPage(
  services: Services,
  tenant: string,
  id: string,
  customerId: string,
  before: number | null,
): Promise<(Emptied & { owner: string }) | null> {
  const { answer, address } = await askCustomer(services, { tenant, customerId }, (session, at) => session.empty(at, id, before));
  return answer ? { ...answer, owner: address.customerId } : null;
}

async function removeFilesOf(services: Services, tenant: string, conversationId: string, customerId: string): Promise<void> {
  let before: number | null | undefined;
  while (before !== null) {
    const query: { limit: number; before?: number } = { limit: TURNS_A_PAGE, ...(before === undefined ? {} : { before }) };
    const page: { answer: ConversationView | null } = await askCustomer(services, { tenant, customerId }, (session, at) =>
      session.conversation(at, conversationId, query),
    );
    if (!page.answer) return;
    await removeFiles(services, tenant, await filesOf(services, tenant, page.answer.turns));
    before = page.answer.nextBefore;
  }
}
