/** Merging and unmerging as the worker does it, call by call. */
import type { Graft, Turn } from "../../../protocol/conversation.ts";
import type { Address, RecordInput, RecordOutcome } from "../../../protocol/ports.ts";
import { portOf } from "./session.ts";

const MAX_HOPS = 4;

/** From here on the survivor knows whose identities are coming. */
export async function announce(survivor: Address, absorbed: Address, graft: Graft): Promise<void> {
  const page = await portOf(absorbed).exportTree(absorbed, null);
  const { profile } = page;
  const outcome = await portOf(survivor).graft(survivor, graft, { profile, conversations: [], topics: [], turns: [], routes: [], next: "0" });
  if (outcome.outcome !== "grafted") throw new Error(JSON.stringify(outcome));
}

export async function mergeInto(survivor: Address, absorbed: Address, graft: Graft): Promise<void> {
  await announce(survivor, absorbed, graft);
  await portOf(absorbed).moveTo(absorbed, survivor.customerId, graft.id, graft.at, graft);
  for (let cursor: string | null = null, last = false; !last; ) {
    const page = await portOf(absorbed).exportTree(absorbed, cursor);
    const outcome = await portOf(survivor).graft(survivor, graft, page);
    if (outcome.outcome !== "grafted") throw new Error(JSON.stringify(outcome));
    cursor = page.next;
    last = outcome.done;
  }
  await portOf(absorbed).settled(absorbed, [`merge:${graft.id}`]);
}

export async function unmerge(survivor: Address, absorbed: Address, graftId: string): Promise<void> {
  for (let cursor: string | null = null, last = false; !last; ) {
    const outcome = await portOf(survivor).ungraft(survivor, graftId, cursor);
    if (outcome.outcome !== "page") throw new Error(JSON.stringify(outcome));
    cursor = outcome.page.next;
    last = cursor === null;
    await portOf(absorbed).restore(absorbed, outcome.page, last);
  }
  await portOf(survivor).dropGraft(survivor, graftId);
}

/** Records where the customer is by now. */
export async function recordFollowing(input: RecordInput): Promise<Exclude<RecordOutcome, { outcome: "moved" }>> {
  let at = input;
  for (let hop = 0; hop <= MAX_HOPS; hop++) {
    const outcome = await portOf(at).record(at);
    if (outcome.outcome !== "moved") return outcome;
    at = { ...at, customerId: outcome.to };
  }
  throw new Error("merged in a ring");
}

/** Every turn of a customer, in the order of the tree. */
export async function allTurns(at: Address): Promise<Turn[]> {
  const turns: Turn[] = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const view = await portOf(at).view(at, { conversations: 50, turns: 200, ...(cursor === undefined ? {} : { cursor }) });
    if (!view || "outcome" in view) throw new Error("not here");
    for (const conversation of view.conversations) {
      for (let before: number | undefined, left = true; left; ) {
        const page = await portOf(at).conversation(at, conversation.id, { limit: 200, ...(before === undefined ? {} : { before }) });
        if (!page || "outcome" in page) throw new Error("not here");
        turns.push(...page.turns);
        left = page.nextBefore !== null;
        before = page.nextBefore ?? undefined;
      }
    }
    more = view.nextCursor !== null;
    cursor = view.nextCursor ?? undefined;
  }
  return turns.sort((a, b) => a.seq - b.seq);
}

export const textsOf = (turns: readonly Turn[]): string[] => turns.flatMap((turn) => turn.parts.flatMap((part) => (part.type === "text" ? [part.text] : [])));
