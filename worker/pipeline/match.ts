/** Two customers who turn out to be one: found by verified identities in D1, joined by `merge`. */
import { identityKey } from "../../protocol/ids.ts";
import type { Identity } from "../../protocol/message.ts";
import type { Address } from "../../protocol/ports.ts";
import { evidenceOf, joiningIdentities } from "../identity/match-rules.ts";
import type { Services } from "../services.ts";
import { mergeCustomers } from "./merge.ts";

/** True = done: nothing to join, or joined. A join that D1 or an object could not do stays with the session and is tried again. */
export async function matchIdentities(services: Services, address: Address, identities: readonly Identity[]): Promise<boolean> {
  for (const identity of joiningIdentities(identities)) {
    const owner = await claim(services, address, identity);
    if (owner === address.customerId) continue;
    const merged = await mergeCustomers(services, address.tenant, [owner, address.customerId], "system", evidenceOf(identity));
    return merged.outcome === "merged";
  }
  return true;
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
