/**
 * From plain words to order cards: what the slots name is asked of the own table first, then of the shops side by side, each with a
 * deadline and a breaker; a shop that does not answer is answered for by its last-known copy.
 */
import type { Identity } from "../../protocol/message.ts";
import type { OrderCard, OrderFinding, Slot } from "../../protocol/understanding.ts";
import { CircuitBreaker } from "../resilience/circuit-breaker.ts";
import { within } from "../resilience/deadline.ts";
import { consecutiveFailures } from "../resilience/trip-rules.ts";
import { type Hints, meantBy } from "./hints.ts";
import { cardOf, fits, type OrderQuery, type OrderRecord } from "./order-record.ts";

/** ms a shop may take */
export const CONNECTOR_MS = 800;
const TRIP_AFTER = 3;
const REST_MS = 5_000;
const LONGEST_REST_MS = 60_000;
/** Different orders that one message may ask for. */
const MOST_QUERIES = 4;

/** A place that knows orders. */
export interface OrderSource {
  id: string;
  /** Null = it cannot be asked by such words. Rejects when it fails. */
  find(query: OrderQuery): Promise<OrderRecord[] | null>;
}

/** The own table: it knows whose orders are whose. */
export interface OwnOrders extends OrderSource {
  /** Orders of whoever has proven to be the buyer. Rejects when it fails. */
  of(identities: readonly Identity[]): Promise<OrderRecord[]>;
}

/** What a shop said last. */
export interface LastAnswers {
  get(source: string, query: OrderQuery): Promise<OrderRecord[] | null>;
  put(source: string, query: OrderQuery, records: readonly OrderRecord[]): void;
}

export interface Lookup {
  table: OwnOrders;
  shops: readonly OrderSource[];
  lastAnswers: LastAnswers;
  breakers: Map<string, CircuitBreaker>;
  now(): number;
  report(state: "ok" | "degraded", detail: string): void;
}

const ASKED_BY = new Set<string>(["order_number", "order_tail", "tracking_number", "phone", "phone_tail"]);

/** The strongest words first; a phone is asked for only when no order is named. */
export function queriesOf(slots: readonly Slot[]): OrderQuery[] {
  const all = slots.flatMap(({ name, value }): OrderQuery[] => (ASKED_BY.has(name) ? [{ by: name as OrderQuery["by"], value }] : []));
  const named = all.filter(({ by }) => by !== "phone" && by !== "phone_tail");
  return (named.length > 0 ? named : all).slice(0, MOST_QUERIES);
}

export interface AskedFor {
  slots: readonly Slot[];
  identities: readonly Identity[];
  /** What else the message says of the order. */
  hints: Hints;
}

export async function lookUpOrders(lookup: Lookup, asked: AskedFor): Promise<OrderFinding[]> {
  return Promise.all(queriesOf(asked.slots).map((query) => findingOf(lookup, query, asked)));
}

/**
 * The order that is meant among a proven buyer's own ("the headphones I ordered last week"); several when it could be more than one. Null =
 * the message says nothing that tells it, or the customer has not proven to be anybody: nothing is guessed.
 */
export async function lookUpOwn(lookup: Lookup, { identities, hints }: Omit<AskedFor, "slots">): Promise<OrderFinding | null> {
  const { records, by } = meantBy(hints, await lookup.table.of(identities));
  if (by === null || (hints.products.length > 0 && by !== "product")) return null;
  const cards = records.map((record) => cardOf(record, by, identities, false));
  const [first] = cards;
  if (!first) return null;
  return cards.length === 1 ? { found: "one", card: first } : { found: "several", candidates: newestFirst(cards) };
}

interface Found {
  records: OrderRecord[];
  stale: boolean;
}

async function findingOf(lookup: Lookup, query: OrderQuery, { identities, hints }: AskedFor): Promise<OrderFinding> {
  const own = await lookup.table.find(query).catch(() => null);
  let found: Found[] = own && own.length > 0 ? [{ records: own, stale: false }] : [];
  let failed = own === null;
  if (found.length === 0) {
    const answers = await Promise.all(lookup.shops.map((shop) => askShop(lookup, shop, query)));
    failed ||= answers.includes("failed");
    found = answers.flatMap((answer) => (answer === "failed" || answer === null ? [] : [answer]));
  }
  const all = found.flatMap(({ records, stale }) => records.filter((record) => fits(record, query)).map((record) => ({ record, stale })));
  const meant = new Set(
    meantBy(
      hints,
      all.map(({ record }) => record),
    ).records,
  );
  const cards = all.filter(({ record }) => meant.has(record)).map(({ record, stale }) => cardOf(record, query.by, identities, stale));
  const [first] = cards;
  if (!first) return failed ? { found: "unavailable", reason: "The order system does not answer" } : { found: "none" };
  if (cards.length === 1) return { found: "one", card: first };
  const theirs = cards.filter((card) => card.verified);
  return theirs.length === 1 && theirs[0] ? { found: "one", card: theirs[0] } : { found: "several", candidates: newestFirst(cards) };
}

const newestFirst = (cards: readonly OrderCard[]): OrderCard[] => [...cards].sort((a, b) => (b.placedAt ?? 0) - (a.placedAt ?? 0));

async function askShop(lookup: Lookup, shop: OrderSource, query: OrderQuery): Promise<Found | "failed" | null> {
  const breaker = breakerOf(lookup, shop.id);
  const permit = breaker.admit(lookup.now());
  const copy = async (): Promise<Found | "failed"> => {
    const records = await lookup.lastAnswers.get(shop.id, query).catch(() => null);
    return records ? { records, stale: true } : "failed";
  };
  if (!permit) return copy();
  try {
    const answer = await within(shop.find(query), CONNECTOR_MS);
    if (answer.inTime) {
      breaker.succeeded(permit, lookup.now());
      lookup.report("ok", "");
      if (answer.value === null) return null;
      const records = answer.value.filter((record) => fits(record, query));
      if (records.length > 0) lookup.lastAnswers.put(shop.id, query, records);
      return { records, stale: false };
    }
  } catch {
    // The shop failed; below it counts as that.
  }
  breaker.failed(permit, lookup.now());
  lookup.report("degraded", `order connector ${shop.id} does not answer`);
  return copy();
}

function breakerOf({ breakers }: Lookup, id: string): CircuitBreaker {
  const known = breakers.get(id);
  if (known) return known;
  const breaker = new CircuitBreaker({ trip: consecutiveFailures(TRIP_AFTER), restMs: REST_MS, longestRestMs: LONGEST_REST_MS, probes: 1 });
  breakers.set(id, breaker);
  return breaker;
}
