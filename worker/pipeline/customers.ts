/** Asking a customer's session, wherever that customer is by now: tombstones of merges are followed and remembered. */
import { customerOfConversation } from "../../protocol/ids.ts";
import type { Address, Moved, SessionPort } from "../../protocol/ports.ts";
import type { Services } from "../services.ts";

/** A chain of merges longer than this is a bug. */
const MAX_HOPS = 4;

const isMoved = (answer: unknown): answer is Moved => typeof answer === "object" && answer !== null && (answer as { outcome?: unknown }).outcome === "moved";

/** The answer, and who gave it. */
export async function askCustomer<T>(
  services: Services,
  given: Address,
  ask: (session: SessionPort, address: Address) => Promise<T | Moved>,
): Promise<{ answer: Exclude<T, Moved>; address: Address }> {
  const { moves } = services.guard;
  let address = given;
  for (let hop = 0; hop <= MAX_HOPS; hop++) {
    const known = moves.get(`${address.tenant}:${address.customerId}`);
    if (known !== undefined && hop < MAX_HOPS) address = { ...address, customerId: known };
    const answer = await ask(services.session(address.tenant, address.customerId), address);
    if (!isMoved(answer)) return { answer: answer as Exclude<T, Moved>, address };
    moves.set(`${address.tenant}:${address.customerId}`, answer.to);
    address = { ...address, customerId: answer.to };
  }
  throw new Error(`customer ${given.customerId} was merged more than ${MAX_HOPS} times in a row`);
}

/** Whose a conversation is; null = no conversation id. */
export function addressOfConversation(tenant: string, conversationId: string): Address | null {
  const customerId = customerOfConversation(conversationId);
  return customerId === null ? null : { tenant, customerId };
}
