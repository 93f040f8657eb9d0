/** Two customers who turn out to be one: found by verified identities in D1, joined by `merge`. */
import { customerIdOf, identityKey } from "../../protocol/ids.ts";
import type { Identity } from "../../protocol/message.ts";
import type { Address } from "../../protocol/ports.ts";
import { evidenceOf, joiningIdentities } from "../identity/match-rules.ts";
import type { Services } from "../services.ts";
import { askCustomer } from "./customers.ts";
import { mergeCustomers } from "./merge.ts";

/** True = done: nothing to join, or joined. A join that D1 or an object could not do stays with the session and is tried again. */
export async function matchIdentities(services: Services, address: Address, identities: readonly Identity[]): Promise<boolean> {
  for (const identity of joiningIdentities(identities)) {
    const claimed = await claim(services, address, identity);
    const owner = claimed === address.customerId ? await namedBy(services, address, identity) : claimed;
    if (owner === null || owner === address.customerId) continue;
    const merged = await mergeCustomers(services, address.tenant, [owner, address.customerId], "system", evidenceOf(identity));
    return merged.outcome === "merged";
  }
  return true;
}

/**
 * Whoever came with this identity first of all bears its hash as an id, and may not be in the table yet: two doors that open at once
 * would each find nobody there. Null = nobody was ever called so.
 */
async function namedBy(services: Services, { tenant, customerId }: Address, identity: Identity): Promise<string | null> {
  const named = await customerIdOf(tenant, identity);
  if (named === customerId) return null;
  const { answer } = await askCustomer(services, { tenant, customerId: named }, (session, at) => session.view(at, { conversations: 1, turns: 1 }));
  return answer?.customer.id ?? null;
}

/** The first customer who showed this identity keeps it; the answer is whose it is. */
async function claim(services: Services, address: Address, identity: Identity): Promise<string> {
  const { kind, scope, value } = identity;
  const row = await services.db
    .prepare(
      `INSERT INTO identities (tenant, kind, scope, value, customer_id, verified) VALUES (?1, ?2, ?3, ?4, ?5, 1)
       ON CONFLICT (tenant, kind, scope, value) DO UPDATE SET verified = 1, customer_id = CASE WHEN verified = 1 THEN customer_id ELSE excluded.customer_id END
       RETURNING customer_id AS owner`,
    )
    .bind(address.tenant, kind, scope, value, address.customerId)
    .first<{ owner: string }>();
  if (!row) throw new Error(`identity ${identityKey(identity)} could not be claimed`);
  return row.owner;
}
