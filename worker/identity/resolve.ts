/** Which customer an identity belongs to: derived, never looked up. A merged customer's object forwards. */
import { customerIdOf, identityKey } from "../../protocol/ids.ts";
import type { Identity } from "../../protocol/message.ts";

/** What is remembered between requests, so that a busy customer's hash is taken once. */
export interface CustomerIds {
  get(key: string): string | undefined;
  set(key: string, customerId: string): void;
}

/** The first identity names the customer: channels put the most stable one first. */
export async function resolveCustomer(tenant: string, identities: readonly [Identity, ...Identity[]], known: CustomerIds): Promise<string> {
  const [first] = identities;
  const key = `${tenant}:${identityKey(first)}`;
  const remembered = known.get(key);
  if (remembered !== undefined) return remembered;
  const customerId = await customerIdOf(tenant, first);
  known.set(key, customerId);
  return customerId;
}
