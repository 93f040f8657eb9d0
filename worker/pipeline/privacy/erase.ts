/**
 * Erasing a person everywhere, in an order that may be broken off and begun again at any point: first what only the tree knows how to find
 * (files, orders), what waits (KV) and what lists read (D1); then the objects, which keep a mark against old words; at last who was told
 * (queues, desks, webhooks), and once more what was still on its way meanwhile.
 */
import { newId, traceOf } from "../../../protocol/ids.ts";
import type { EraseReason } from "../../../protocol/privacy.ts";
import { beginErasure, type Certificate, endErasure, erasure, scrubAgain, unfinished } from "../../privacy/erasures.ts";
import { emptyPlaces, takeBuyersOut, uploadsOf, type Whose } from "../../privacy/places.ts";
import type { Services } from "../../services.ts";
import { announceBeside } from "../announce.ts";
import { forgetOrderCopies } from "../orders.ts";
import { eraseFromWebhooks } from "../webhooks.ts";
import { archivePages, filesOf, findPerson, firstPage, type Person, removeFiles } from "./find-person.ts";

const FAR_FUTURE = Number.MAX_SAFE_INTEGER;
/** Queues and desks told side by side. */
const LANES = 8;
/** An erasure that has not ended by then has died, ms. */
const DIED_AFTER_MS = 2 * 60_000;
/** How long projections that were on their way at the time are looked for, ms. */
const SWEPT_FOR_MS = 10 * 60_000;
const FINISHED_AT_ONCE = 20;

type Counts = Record<string, number>;

export interface Wish {
  tenant: string;
  customerId: string;
  reason: EraseReason;
  by: string;
}

/** Null = there is nobody to erase. */
export async function eraseCustomer(services: Services, { tenant, customerId, reason, by }: Wish): Promise<Certificate | null> {
  const person = await findPerson(services, tenant, customerId);
  if (!person) return null;
  const begun = { id: newId("er", services.now(), services.chance), customerIds: person.customerIds, reason, askedBy: by, askedAt: services.now() };
  await beginErasure(services.db, tenant, begun);
  try {
    await finish(services, tenant, begun.id, person);
  } catch (error) {
    // It is written down: the cron goes on with it until it is done.
    services.health.report("privacy", "degraded", error instanceof Error ? error.message : "an erasure was broken off", services.now());
  }
  return erasure(services.db, tenant, begun.id);
}

async function finish(services: Services, tenant: string, id: string, person: Person): Promise<void> {
  const counts: Counts = {};
  const whose: Whose = { tenant, customers: person.customerIds, conversations: [], traces: person.customerIds.map(traceOf), before: FAR_FUTURE };
  const conversations = new Set<string>();
  for (const one of person.customerIds) {
    for await (const page of archivePages(services, tenant, one, await firstPage(services, tenant, one))) {
      for (const { turn } of page.turns) conversations.add(turn.conversationId);
      const files = await filesOf(
        services,
        tenant,
        page.turns.map(({ turn }) => turn),
      );
      add(counts, { turns: page.turns.length, files: await removeFiles(services, tenant, files) });
    }
  }
  add(counts, { files: await removeFiles(services, tenant, await uploadsOf(services.db, tenant, person.customerIds)) });
  add(counts, { conversations: conversations.size, orders: await takeBuyersOut(services.db, tenant, person.identities) });
  add(counts, {
    orderCopies: await forgetOrderCopies(services, tenant, [...person.facts, ...person.identities.map(({ kind, value }) => ({ name: kind, value }))]),
  });
  add(counts, await forgetWaiting(services, tenant, person.customerIds));
  add(counts, await emptyPlaces(services.db, { ...whose, conversations: [...conversations] }));
  let erasedAt = 0;
  for (const customerId of person.customerIds) {
    const erased = await services.session(tenant, customerId).erase({ tenant, customerId });
    erasedAt = Math.max(erasedAt, erased.erasedAt);
    services.guard.moves.delete(`${tenant}:${customerId}`);
  }
  // Told or kept between the first look and the end.
  add(counts, await forgetTold(services, tenant, person.customerIds));
  await forgetWaiting(services, tenant, person.customerIds);
  add(counts, { objects: person.customerIds.length });
  await emptyPlaces(services.db, { ...whose, conversations: [...conversations], before: erasedAt });
  await endErasure(services.db, tenant, id, counts, erasedAt);
  for (const customerId of person.customerIds)
    await announceBeside(services, { tenant, customerId }, { id: `erased:${id}:${customerId}`, type: "customer.erased", detail: { erasure: id } });
}

function add(counts: Counts, more: Readonly<Counts>): void {
  for (const [what, how] of Object.entries(more)) counts[what] = (counts[what] ?? 0) + how;
}

/** Messages that no object could take yet. */
async function forgetWaiting(services: Services, tenant: string, customerIds: readonly string[]): Promise<Counts> {
  let kept = 0;
  for (const customerId of customerIds) kept += await services.guard.fallback.erase(tenant, customerId);
  return { kept };
}

/** Queues before desks: what a queue has yet to say would be said again. */
async function forgetTold(services: Services, tenant: string, customerIds: readonly string[]): Promise<Counts> {
  // Archived teams and agents who left as well: their objects remember.
  const ids = async (table: "teams" | "agents"): Promise<{ id: string }[]> =>
    (await services.db.prepare(`SELECT id FROM ${table} WHERE tenant = ?1`).bind(tenant).all<{ id: string }>()).results;
  const [teams, agents] = await Promise.all([ids("teams"), ids("agents")]);
  const queueRows = await inLanes(teams, ({ id }) => services.queue(tenant, id).forget(tenant, id, customerIds));
  const deskRows = await inLanes(agents, ({ id }) => services.desk(tenant, id).forget(tenant, id, customerIds));
  const webhookRows = await inLanes(customerIds, (customerId) => eraseFromWebhooks(services, tenant, customerId));
  return { queueRows, deskRows, webhookRows };
}

async function inLanes<T>(given: readonly T[], work: (one: T) => Promise<number>): Promise<number> {
  const left = [...given];
  let sum = 0;
  const lane = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) sum += await work(one);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return sum;
}

/** Once a minute: erasures that died half-way are done again, and the read model is swept of what was on its way to it. */
export async function finishErasures(services: Services): Promise<void> {
  const now = services.now();
  for (const { tenant, id, customerIds } of await unfinished(services.db, now - DIED_AFTER_MS, FINISHED_AT_ONCE)) {
    const found = await Promise.all(customerIds.map((customerId) => findPerson(services, tenant, customerId)));
    const people = found.flatMap((person) => person ?? []);
    const all = new Set([...customerIds, ...people.flatMap((person) => person.customerIds)]);
    const identities = people.flatMap((person) => person.identities);
    await finish(services, tenant, id, { customerIds: [...all], identities, facts: people.flatMap((person) => person.facts) });
  }
  const { results } = await services.db
    .prepare("SELECT tenant, id, customer_ids AS customerIds, done_at AS doneAt FROM erasures WHERE state = 'done' AND asked_at > ?1")
    .bind(now - SWEPT_FOR_MS)
    .all<{ tenant: string; id: string; customerIds: string; doneAt: number }>();
  for (const { tenant, id, customerIds, doneAt } of results) {
    const customers = JSON.parse(customerIds) as string[];
    const swept = await emptyPlaces(services.db, { tenant, customers, conversations: [], traces: customers.map(traceOf), before: doneAt });
    if (Object.values(swept).some((rows) => rows > 0)) await scrubAgain(services.db, tenant, id);
  }
}
