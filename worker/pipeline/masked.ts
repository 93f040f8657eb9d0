/** What a tenant does not want to keep is made unreadable before anything is stored: session, fallback store, read model, logs of all kinds. */
import { type MaskedKind, maskParts, maskText } from "../../protocol/masking.ts";
import type { ConversationChange, RecordInput } from "../../protocol/ports.ts";
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

const WORDED: ReadonlySet<ConversationChange["change"]> = new Set(["note", "transfer", "consult", "consult_answer", "assign", "resolve", "rate", "fact"]);

/** Whether there may be words to mask: most changes have none, and need no rules. */
export const hasWords = ({ change }: ConversationChange): boolean => WORDED.has(change);

/** What an agent writes about a customer, not to them. A reply goes out as it was written. */
export function maskedChange(change: ConversationChange, kinds: readonly MaskedKind[]): ConversationChange {
  switch (change.change) {
    case "note":
      return { ...change, text: maskText(change.text, kinds) };
    case "transfer":
    case "consult":
      return change.note === undefined ? change : { ...change, note: maskText(change.note, kinds) };
    case "assign":
    case "consult_answer":
    case "resolve":
      return change.reason === undefined ? change : { ...change, reason: maskText(change.reason, kinds) };
    case "rate":
      return change.comment === undefined ? change : { ...change, comment: maskText(change.comment, kinds) };
    case "fact":
      return change.value === null ? change : { ...change, value: maskText(change.value, kinds) };
    case "consult_end":
    case "call_back":
    case "called_back":
    case "reopen":
    case "snooze":
    case "label":
    case "priority":
    case "suggestion":
    case "read":
    case "typing":
    case "viewing":
      return change;
    default:
      return change satisfies never;
  }
}
