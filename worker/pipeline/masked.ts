/** What a tenant does not want to keep is made unreadable before anything is stored: session, fallback store, read model, logs of all kinds. */
import { type MaskedKind, maskParts } from "../../protocol/masking.ts";
import type { RecordInput } from "../../protocol/ports.ts";
import type { Services } from "../services.ts";

/** Null = it cannot be known just now whether something must be masked. */
export async function maskedKinds(services: Services, tenant: string): Promise<readonly MaskedKind[] | null> {
  const known = services.tenants.peek(tenant);
  if (known) return known.settings.maskedNumbers;
  const looked = await services.tenants.get(tenant);
  if (looked.look === "unreachable") return null;
  return looked.look === "found" ? looked.value.settings.maskedNumbers : [];
}

export function maskedInput(input: RecordInput, kinds: readonly MaskedKind[]): RecordInput {
  const { event } = input;
  if (kinds.length === 0 || !("parts" in event) || event.parts === undefined) return input;
  return { ...input, event: { ...event, parts: maskParts(event.parts, kinds) } };
}
