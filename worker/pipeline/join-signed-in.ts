/** A visitor signs in on the host's page: what was said before belongs to the same human. The signed token is the proof. */
import type { Identity } from "../../protocol/message.ts";
import type { Services } from "../services.ts";
import { askCustomer } from "./customers.ts";
import { mergeCustomers } from "./merge.ts";

export interface SignedIn {
  customerId: string;
  identities: readonly [Identity, ...Identity[]];
  name?: string | undefined;
}

/** Joins the nameless visitor with the signed-in customer, whoever of them was there first. A visitor who never spoke leaves nothing to join. */
export async function joinSignedIn(services: Services, tenant: string, anonymousId: string, host: SignedIn): Promise<void> {
  if (anonymousId === host.customerId) return;
  const { answer } = await askCustomer(services, { tenant, customerId: anonymousId }, (session, at) => session.view(at, { conversations: 1, turns: 1 }));
  if (!answer || answer.customer.id === host.customerId) return;
  const known = { identities: [...host.identities], ...(host.name === undefined ? {} : { name: host.name }) };
  await askCustomer(services, { tenant, customerId: host.customerId }, async (session, at) => (await session.learn(at, known)) ?? null);
  await mergeCustomers(services, tenant, [host.customerId, answer.customer.id], "system", "signed host token");
}
