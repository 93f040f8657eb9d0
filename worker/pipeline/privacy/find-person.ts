/** Who is meant by a customer id: the survivor of its merges and everybody the survivor took in, with what must be known of them before they go. */
import type { Turn } from "../../../protocol/conversation.ts";
import type { ArchivePage, Belongings } from "../../../protocol/privacy.ts";
import type { Services } from "../../services.ts";
import { askCustomer } from "../customers.ts";
import { keyOfPart } from "../media.ts";

/** Merges that one person may consist of. */
const MOST_ABSORBED = 1_000;

export interface Person {
  /** The survivor first. */
  customerIds: string[];
  identities: Belongings["identities"];
  facts: Belongings["facts"];
}

/** Null = nobody by this id, or nobody any more. */
export async function findPerson(services: Services, tenant: string, customerId: string): Promise<Person | null> {
  const { answer, address } = await askCustomer(services, { tenant, customerId }, (session, at) => session.belongings(at));
  if (!answer) return null;
  const person: Person = { customerIds: [address.customerId], identities: [...answer.identities], facts: [...answer.facts] };
  const absorbed = [...answer.absorbed];
  for (let id = absorbed.shift(); id !== undefined && person.customerIds.length < MOST_ABSORBED; id = absorbed.shift()) {
    if (person.customerIds.includes(id)) continue;
    person.customerIds.push(id);
    // An absorbed customer answers `moved`; its head still lies in its archive.
    const head = await headOf(services, tenant, id);
    if (!head) continue;
    person.identities.push(...head.profile.identities);
    person.facts.push(...head.profile.facts);
    absorbed.push(...takenIn(head));
  }
  return person;
}

/** Those whom a customer took in, and everybody they had taken in, by what the objects themselves keep. */
export async function absorbedBy(services: Services, tenant: string, first: readonly string[]): Promise<string[]> {
  const ids = [...first];
  for (const id of ids) {
    if (ids.length >= MOST_ABSORBED) break;
    const head = await headOf(services, tenant, id);
    if (head) ids.push(...takenIn(head).filter((one) => !ids.includes(one)));
  }
  return ids;
}

/** Merges that were undone have left. */
export const takenIn = ({ grafted }: Pick<KnownHead, "grafted">): string[] => grafted.filter(({ state }) => state !== "left").map(({ from }) => from);

export const HEAD_KEY = "!head";
export interface KnownHead {
  profile: { identities: { kind: string; value: string }[]; facts: { name: string; value: string }[] };
  grafted: { from: string; state: string }[];
}

async function headOf(services: Services, tenant: string, customerId: string): Promise<KnownHead | null> {
  const page = await firstPage(services, tenant, customerId);
  return (page?.docs.find(({ key }) => key === HEAD_KEY)?.doc as KnownHead | undefined) ?? null;
}

/** Null = nobody lives there. */
export const firstPage = (services: Services, tenant: string, customerId: string): Promise<ArchivePage | null> =>
  services.session(tenant, customerId).archive({ tenant, customerId }, null);

/** Everything one object keeps, page by page, from its first. */
export async function* archivePages(services: Services, tenant: string, customerId: string, first: ArchivePage | null): AsyncGenerator<ArchivePage> {
  for (let page = first; page; ) {
    yield page;
    page = page.next === null ? null : await services.session(tenant, customerId).archive({ tenant, customerId }, page.next);
  }
}

/** Keys of the files that turns speak of: uploaded ones, and copies of what a platform holds. */
export async function filesOf(services: Services, tenant: string, turns: readonly Turn[]): Promise<string[]> {
  const keys: string[] = [];
  for (const turn of turns) {
    for (const [index, part] of turn.parts.entries()) {
      const key = await keyOfPart(services, tenant, turn.id, index, part);
      if (key !== null) keys.push(key);
    }
  }
  return keys;
}

/** The files and what is known of them: an upload's row names whoever sent it. How many. */
export async function removeFiles(services: Services, tenant: string, keys: readonly string[]): Promise<number> {
  if (keys.length === 0) return 0;
  await services.media.delete([...keys]);
  await services.db.prepare("DELETE FROM uploads WHERE tenant = ?1 AND blob_key IN (SELECT value FROM json_each(?2))").bind(tenant, JSON.stringify(keys)).run();
  return keys.length;
}
