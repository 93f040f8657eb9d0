import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Identity } from "../../../../protocol/message.ts";
import { CONNECTOR_MS, type LastAnswers, type Lookup, lookUpOrders, type OrderSource } from "../../../../worker/orders/lookup.ts";
import { type OrderQuery, type OrderRecord, orderRowSchema, recordOf } from "../../../../worker/orders/order-record.ts";

const order = (number: string, more: Record<string, unknown> = {}): OrderRecord =>
  recordOf(orderRowSchema.parse({ number, status: "sent", buyerId: "anna", phone: "13800001111", ...more }), "shop", Date.now());
/** Longer than any rest of a breaker. */
const LONG_MS = 10 * 60_000;

describe("looking orders up in shops", () => {
  let asked: string[];
  let told: string[];
  let copies: Map<string, readonly OrderRecord[]>;
  let lookup: Lookup;
  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    told = [];
    copies = new Map();
    const keyOf = (source: string, { by, value }: OrderQuery): string => `${source} ${by} ${value}`;
    const lastAnswers: LastAnswers = {
      get: async (source, query) => [...(copies.get(keyOf(source, query)) ?? [])],
      put: (source, query, records) => void copies.set(keyOf(source, query), records),
    };
    lookup = {
      table: { id: "table", find: async () => [], of: async () => [] },
      shops: [],
      lastAnswers: { ...lastAnswers, get: async (source, query) => (copies.has(keyOf(source, query)) ? lastAnswers.get(source, query) : null) },
      breakers: new Map(),
      now: () => Date.now(),
      report: (state, detail) => void told.push(`${state} ${detail}`.trim()),
    };
  });
  afterEach(() => vi.useRealTimers());

  const shop = (find: (query: OrderQuery) => Promise<OrderRecord[] | null>, id = "shop"): OrderSource => ({
    id,
    find: (query) => {
      asked.push(`${id} ${query.value}`);
      return find(query);
    },
  });
  const hangs = (): Promise<never> => new Promise(() => undefined);
  const ask = async (value: string, { by = "order_number", identities = [] }: { by?: OrderQuery["by"]; identities?: Identity[] } = {}) => {
    const slots = [{ name: by, value, start: 0, end: value.length }];
    return (await lookUpOrders(lookup, { slots, identities, hints: { products: [], times: [], amounts: [] } }))[0];
  };
  /** What it said, and after how many ms. */
  async function timed<T>(work: Promise<T>): Promise<{ answer: T; ms: number }> {
    const from = Date.now();
    let ended = Number.NaN;
    const watched = work.finally(() => {
      ended = Date.now() - from;
    });
    await vi.advanceTimersByTimeAsync(2 * CONNECTOR_MS);
    return { answer: await watched, ms: ended };
  }

  it("waits 800 ms for a shop that hangs, and not one longer", async () => {
    lookup = { ...lookup, shops: [shop(hangs)] };
    expect(CONNECTOR_MS).toBe(800);
    expect(await timed(ask("1001"))).toEqual({ answer: { found: "unavailable", reason: expect.any(String) }, ms: 800 });
    expect(told).toEqual(["degraded order connector shop does not answer"]);
  });

  it("shows what the other shop says though one hangs, after the same 800 ms", async () => {
    lookup = { ...lookup, shops: [shop(hangs), shop(async ({ value }) => [order(value)], "other")] };
    expect(await timed(ask("1001"))).toMatchObject({ answer: { found: "one", card: { number: "1001", stale: false } }, ms: 800 });
  });

  it("answers with the copy, and says that it is one, when a shop that answered before hangs", async () => {
    let up = true;
    lookup = { ...lookup, shops: [shop(({ value }) => (up ? Promise.resolve([order(value, { status: "packed" })]) : hangs()))] };
    expect(await ask("1001")).toMatchObject({ card: { status: "packed", stale: false } });
    up = false;
    expect(await timed(ask("1001"))).toMatchObject({ answer: { found: "one", card: { status: "packed", stale: true } }, ms: 800 });
    expect(await timed(ask("1002"))).toMatchObject({ answer: { found: "unavailable" } });
  });

  it("takes no answer that comes too late: neither shown nor kept", async () => {
    lookup = { ...lookup, shops: [shop(({ value }) => new Promise((resolve) => setTimeout(() => resolve([order(value)]), CONNECTOR_MS + 1)))] };
    expect((await timed(ask("1001"))).answer).toMatchObject({ found: "unavailable" });
    expect(copies.size).toBe(0);
  });

  it("asks a shop that failed three times no more, lets one question through after a rest, and all once that was answered", async () => {
    let up = false;
    lookup = { ...lookup, shops: [shop(async ({ value }) => (up ? [order(value)] : Promise.reject(new Error("500"))))] };
    for (const number of ["1", "2", "3", "4", "5"]) await ask(number);
    expect(asked).toEqual(["shop 1", "shop 2", "shop 3"]);
    expect(await timed(ask("6"))).toMatchObject({ answer: { found: "unavailable" }, ms: 0 });
    await vi.advanceTimersByTimeAsync(LONG_MS);
    asked.length = 0;
    await Promise.all(["7", "8", "9"].map((number) => ask(number)));
    expect(asked).toEqual(["shop 7"]);
    await vi.advanceTimersByTimeAsync(LONG_MS);
    up = true;
    expect(await ask("10")).toMatchObject({ found: "one" });
    asked.length = 0;
    await Promise.all(["11", "12"].map((number) => ask(number)));
    expect(asked).toEqual(["shop 11", "shop 12"]);
    expect(told.at(-1)).toBe("ok");
  });

  it("has a breaker for each shop: one that is down takes no other with it", async () => {
    lookup = { ...lookup, shops: [shop(() => Promise.reject(new Error("500")), "down"), shop(async ({ value }) => [order(value)], "up")] };
    for (const number of ["1", "2", "3", "4"]) expect(await ask(number)).toMatchObject({ found: "one", card: { number } });
    expect(asked.filter((one) => one.startsWith("down"))).toHaveLength(3);
  });

  it.each([
    ["order_number", "1001"],
    ["order_tail", "1001"],
    ["tracking_number", "SF0000000000001"],
    ["phone", "13922223333"],
    ["phone_tail", "3333"],
  ] as const)("refuses another customer's order that a shop answers with to a question by %s, and keeps no copy of it", async (by, value) => {
    lookup = { ...lookup, shops: [shop(async () => [order("2002", { phone: "13800001111", trackingNumber: "SF0000000000999" }), order("77")])] };
    expect(await ask(value, { by })).toEqual({ found: "none" });
    expect(copies.size).toBe(0);
  });

  it("believes no copy that is of another order either", async () => {
    copies.set("shop order_number 1001", [order("2002")]);
    lookup = { ...lookup, shops: [shop(() => Promise.reject(new Error("500")))] };
    expect(await ask("1001")).toEqual({ found: "none" });
  });

  it("shows whose order it is only by what the customer has proven, whatever the shop says", async () => {
    lookup = { ...lookup, shops: [shop(async ({ value }) => [order(value)])] };
    const anna = (verified: boolean): Identity => ({ kind: "host_user", scope: "", value: "anna", verified });
    expect(await ask("1001", { identities: [anna(true)] })).toMatchObject({ card: { verified: true } });
    expect(await ask("1001", { identities: [anna(false)] })).toMatchObject({ card: { verified: false } });
    expect(await ask("1001", { identities: [{ ...anna(true), value: "ben" }] })).toMatchObject({ card: { verified: false } });
  });
});
