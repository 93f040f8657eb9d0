/** Joining two customers and undoing it, call by call in the order that loses nothing (protocol/ports.ts, "merging"). Every call may be repeated. */
import type { CustomerProfile, Graft } from "../../protocol/conversation.ts";
import { newId } from "../../protocol/ids.ts";
import type { Address } from "../../protocol/ports.ts";
import type { Services } from "../services.ts";
import { askCustomer } from "./customers.ts";

export type Merging = { outcome: "merged"; survivor: string; graft: Graft | null } | { outcome: "refused"; code: string; detail: string };

/** The survivor is whom we knew first; equal times by id, so that both orders give the same. */
const survivorFirst = (a: CustomerProfile, b: CustomerProfile): [CustomerProfile, CustomerProfile] =>
  a.firstSeenAt < b.firstSeenAt || (a.firstSeenAt === b.firstSeenAt && a.id < b.id) ? [a, b] : [b, a];

export async function mergeCustomers(services: Services, tenant: string, ids: readonly [string, string], by: string, evidence: string): Promise<Merging> {
  const profiles = await Promise.all(ids.map((customerId) => profileOf(services, { tenant, customerId })));
  const [first, second] = profiles;
  if (!first || !second) return { outcome: "refused", code: "not_found", detail: "One of the two customers does not exist" };
  if (first.id === second.id) return { outcome: "merged", survivor: first.id, graft: null };
  const [survivor, absorbed] = survivorFirst(first, second);
  const graft: Graft = { id: newId("gr", services.now(), services.chance), from: absorbed.id, at: services.now(), by, evidence };
  return carryOver(services, tenant, survivor.id, graft);
}

/** The whole move from the beginning; also what an interrupted one is finished with. */
export async function carryOver(services: Services, tenant: string, survivor: string, graft: Graft): Promise<Merging> {
  const into: Address = { tenant, customerId: survivor };
  const from: Address = { tenant, customerId: graft.from };
  const absorbed = services.session(tenant, graft.from);
  const taker = services.session(tenant, survivor);
  const { profile } = await absorbed.exportTree(from, null);
  const announced = await taker.graft(into, graft, { profile, conversations: [], topics: [], turns: [], routes: [], next: "0" });
  if (announced.outcome === "moved") return { outcome: "refused", code: "moved", detail: `The customer was merged into ${announced.to} meanwhile` };
  if (announced.outcome === "refused") return announced;
  const moving = await absorbed.moveTo(from, survivor, graft.id, graft.at, graft);
  if (moving.outcome === "moved" && moving.to !== survivor)
    return { outcome: "refused", code: "moved", detail: `The other customer was merged into ${moving.to} meanwhile` };
  for (let cursor: string | null = null, done = false; !done; ) {
    const page = await absorbed.exportTree(from, cursor);
    const taken = await taker.graft(into, graft, page);
    if (taken.outcome !== "grafted") return taken.outcome === "moved" ? { outcome: "refused", code: "moved", detail: taken.to } : taken;
    cursor = page.next;
    ({ done } = taken);
  }
  await absorbed.settled(from, [`merge:${graft.id}`]);
  services.guard.moves.set(`${tenant}:${graft.from}`, survivor);
  services.later(markAbsorbed(services.db, tenant, graft.from, survivor));
  return { outcome: "merged", survivor, graft };
}

export async function unmergeCustomer(
  services: Services,
  given: Address,
  graftId: string,
): Promise<{ outcome: "unmerged"; from: string } | { outcome: "refused"; code: string; detail: string }> {
  const { answer: view, address } = await askCustomer(services, given, (session, at) => session.view(at, { conversations: 1, turns: 1 }));
  const graft = view?.customer.grafts.find((known) => known.id === graftId);
  if (!graft) return { outcome: "refused", code: "not_found", detail: "This customer has no such graft" };
  return giveBack(services, address, graftId, graft.from);
}

/** Page by page to whom it came from; also what an interrupted unmerge is finished with. */
export async function giveBack(
  services: Services,
  survivor: Address,
  graftId: string,
  from: string,
): Promise<{ outcome: "unmerged"; from: string } | { outcome: "refused"; code: string; detail: string }> {
  const session = services.session(survivor.tenant, survivor.customerId);
  const back: Address = { tenant: survivor.tenant, customerId: from };
  for (let cursor: string | null = null, last = false; !last; ) {
    const given = await session.ungraft(survivor, graftId, cursor);
    if (given.outcome === "refused") return given;
    cursor = given.page.next;
    last = cursor === null;
    await services.session(back.tenant, from).restore(back, given.page, last);
  }
  await session.dropGraft(survivor, graftId);
  services.guard.moves.delete(`${survivor.tenant}:${from}`);
  services.later(markAbsorbed(services.db, survivor.tenant, from, null));
  return { outcome: "unmerged", from };
}

async function profileOf(services: Services, address: Address): Promise<CustomerProfile | null> {
  const { answer } = await askCustomer(services, address, (session, at) => session.view(at, { conversations: 1, turns: 1 }));
  return answer?.customer ?? null;
}

async function markAbsorbed(db: D1Database, tenant: string, customerId: string, survivor: string | null): Promise<void> {
  await db.batch([
    db.prepare("UPDATE customers SET moved_to = ?3 WHERE tenant = ?1 AND id = ?2").bind(tenant, customerId, survivor),
    ...(survivor === null
      ? []
      : [db.prepare("UPDATE identities SET customer_id = ?3 WHERE tenant = ?1 AND customer_id = ?2").bind(tenant, customerId, survivor)]),
  ]);
}
