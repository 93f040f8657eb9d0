/** What became of an event that was to be recorded, and whoever can do it. */
import type { Address, RecordInput } from "./ports.ts";

export type Taken =
  | { taken: "stored"; storedIn: "session"; customerId: string; turnId: string | null; conversationId: string | null; seq: number; duplicate: boolean }
  /** Kept in the fallback store: conversation and sequence are given when it is replayed. */
  | { taken: "stored"; storedIn: "fallback"; customerId: string; turnId: string | null; conversationId: null; seq: null; duplicate: false }
  | { taken: "refused"; code: "blocked" | "too_large" | "erased"; detail: string }
  | { taken: "unavailable"; detail: string };

/** Another process that keeps the customer: its guard, its kept messages, its session. */
export interface RecordPort {
  record(input: RecordInput): Promise<Taken>;
}
/** null = this process keeps the customer itself, as every Worker on Cloudflare does. */
export type OwnerOf = (address: Address) => RecordPort | null;
