/** Erasing at the customer: what must be known before the tree goes, and the mark that keeps old words from coming back. */
import type { RecordInput } from "../../protocol/ports.ts";
import type { Belongings, Erased } from "../../protocol/privacy.ts";
import type { Session } from "./session.ts";

/** The document that outlives the tree: a time, and nothing about anybody. */
export const ERASED = "!erased";
/** Some platforms say when in whole seconds: within so many ms of the erasing a message counts as new. */
const CLOCK_GRAIN_MS = 1_000;

export function belongings({ head }: Session): Belongings {
  return {
    absorbed: head.grafted.filter(({ state }) => state !== "left").map(({ from }) => from),
    identities: head.profile.identities.map(({ kind, value }) => ({ kind, value })),
    facts: head.profile.facts.map(({ name, value }) => ({ name, value })),
  };
}

/** Written before the customer was erased: kept aside while the object was out of reach, sent again by its platform, or handed on late. */
export function isFromBefore(erased: Erased | null, input: Pick<RecordInput, "at" | "providerAt">): boolean {
  if (!erased) return false;
  const writtenAt = input.providerAt === undefined ? input.at : Math.min(input.at, input.providerAt + CLOCK_GRAIN_MS);
  return writtenAt < erased.erasedAt;
}
