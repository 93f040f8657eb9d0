/** Short words for talking to a session object in these tests. */
import { env } from "cloudflare:workers";
import { customerIdOf, newId } from "../../../protocol/ids.ts";
import type { Identity } from "../../../protocol/message.ts";
import type { Address, RecordInput, SessionPort } from "../../../protocol/ports.ts";

export const TENANT = "demo";
type Bindings = { SESSION: DurableObjectNamespace };

export function stubOf(address: Address): DurableObjectStub {
  const { SESSION } = env as unknown as Bindings;
  return SESSION.get(SESSION.idFromName(`${address.tenant}:${address.customerId}`));
}
export const portOf = (address: Address): SessionPort => stubOf(address) as unknown as SessionPort;

export const identityOf = (value: string): Identity => ({ kind: "openid", scope: "wx1", value, verified: true });

export async function customer(value: string): Promise<Address & { identity: Identity }> {
  const identity = identityOf(value);
  return { tenant: TENANT, customerId: await customerIdOf(TENANT, identity), identity };
}

let counter = 0;
export function message(at: Address & { identity: Identity }, text: string, more: Partial<RecordInput> = {}): RecordInput {
  const now = Date.now();
  return {
    tenant: at.tenant,
    customerId: at.customerId,
    key: `k${++counter}`,
    channel: { kind: "wechat_oa", accountId: "ch_wx" },
    thread: at.identity.value,
    identities: [at.identity],
    at: now,
    event: { type: "message", turnId: newId("tn", now), parts: [{ type: "text", text }], providerId: `m${counter}` },
    ...more,
  };
}
