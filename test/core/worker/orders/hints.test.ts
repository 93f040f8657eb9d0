import { beforeEach, describe, expect, it } from "vitest";
import type { Identity } from "../../../../protocol/message.ts";
import { slotsOf } from "../../../../worker/intent/slots.ts";
import { hintsOf, timesOf } from "../../../../worker/orders/hints.ts";
import { type Lookup, lookUpOrders, lookUpOwn } from "../../../../worker/orders/lookup.ts";
import { orderRowSchema } from "../../../../worker/orders/order-record.ts";
import { findOrders, findOrdersOf, writeOrders } from "../../../../worker/orders/table.ts";
import { sqliteD1 } from "../../../support/sqlite-d1.ts";

/** A Wednesday. */
const NOW = Date.UTC(2026, 10, 25, 10);
const DAY = 86_400_000;
const TENANT = "t";
const wei: Identity = { kind: "host_user", scope: "", value: "wei", verified: true };

const at = (day: string): number => Date.parse(`${day}T09:00:00+08:00`);
const ORDERS = [
  { number: "A-1001", status: "运输中", placedAt: at("2026-11-18"), amount: "299.00", items: ["索尼真无线蓝牙降噪耳机 黑色"], buyerId: "wei" },
  { number: "A-1002", status: "待发货", placedAt: at("2026-11-23"), amount: "59.00", items: ["Wireless keyboard", "桌垫"], buyerId: "wei" },
  { number: "B-1002", status: "已签收", placedAt: at("2026-10-01"), amount: "88.00", items: ["蓝牙耳机 保护套"], buyerId: "else", email: "Ana@Example.org" },
  { number: "C-3003", status: "已签收", placedAt: at("2026-09-01"), amount: "10.00", items: ["保温杯"], phone: "+8613800001111" },
];

describe("an order told by its goods, its day or its price", () => {
  let lookup: Lookup;
  beforeEach(async () => {
    const db = sqliteD1(["0020", "0082"]);
    await writeOrders(
      db,
      TENANT,
      ORDERS.map((order) => orderRowSchema.parse(order)),
      NOW,
    );
    await writeOrders(db, "other", [orderRowSchema.parse({ ...ORDERS[0], number: "X-1" })], NOW);
    lookup = {
      table: { id: "table", find: (query) => findOrders(db, TENANT, query), of: (identities) => findOrdersOf(db, TENANT, identities) },
      shops: [],
      lastAnswers: { get: async () => null, put: () => undefined },
      breakers: new Map(),
      now: () => NOW,
      report: () => undefined,
    };
  });
  const asked = (text: string, identities: readonly Identity[] = [wei]) => {
    const slots = slotsOf(text);
    return { slots, identities, hints: hintsOf(text, slots, NOW) };
  };
  const own = async (text: string, ...who: [Identity[]?]): Promise<string[] | null> => {
    const found = await lookUpOwn(lookup, asked(text, ...who));
    return found === null ? null : found.found === "one" ? [found.card.number] : found.found === "several" ? found.candidates.map(({ number }) => number) : [];
  };

  it.each([
    ["我买的那个蓝牙耳机到哪了", ["A-1001"]],
    ["where is the keyboard I ordered", ["A-1002"]],
    ["上周买的什么时候到", ["A-1001"]],
    ["周一下的单怎么还没发", ["A-1002"]],
    ["我11月18号买的还没到", ["A-1001"]],
    ["I paid 59 dollars, when does it ship", ["A-1002"]],
  ])("finds the one that is meant: %s", async (text, numbers) => {
    expect(await own(text)).toEqual(numbers);
  });

  it("guesses nothing when nothing tells it, or when the goods are none of theirs", async () => {
    expect(await own("我的快递到哪了")).toBeNull();
    expect(await own("我买的保温杯到哪了")).toBeNull();
    expect(await own("我昨天买的羽绒服到哪了")).toBeNull();
  });

  it("looks only among what the customer has proven to have bought", async () => {
    expect(await own("我买的蓝牙耳机到哪了", [{ ...wei, verified: false }])).toBeNull();
    expect(await own("我买的蓝牙耳机保护套", [{ kind: "email", scope: "", value: "ana@example.org", verified: true }])).toEqual(["B-1002"]);
    expect(await own("我买的保温杯", [{ kind: "phone", scope: "", value: "13800001111", verified: true }])).toEqual(["C-3003"]);
    const found = await lookUpOwn(lookup, asked("我买的蓝牙耳机到哪了"));
    expect(found).toMatchObject({ found: "one", card: { matchedBy: "product", verified: true } });
  });

  it("chooses by the goods among orders with the same ending, and leaves the choice where they say nothing", async () => {
    expect(await lookUpOrders(lookup, asked("尾号1002的订单，蓝牙耳机保护套坏了", []))).toMatchObject([
      { found: "one", card: { number: "B-1002", matchedBy: "order_tail" } },
    ]);
    expect(await lookUpOrders(lookup, asked("尾号1002的订单，雪橇坏了", []))).toMatchObject([
      { found: "several", candidates: [{ number: "A-1002" }, { number: "B-1002" }] },
    ]);
  });
});

describe("a day as it is said", () => {
  const days = (value: string): string[] => timesOf(value, NOW).map(({ from, to }) => new Date((from + to) / 2).toISOString().slice(5, 10));
  it.each([
    ["昨天", ["11-24"]],
    ["the day before yesterday", ["11-23"]],
    ["上周五", ["11-20"]],
    ["last Friday", ["11-20"]],
    ["last Wednesday", ["11-18"]],
    ["周一", ["11-23"]],
    ["11月3号", ["11-03"]],
    ["December 24th", ["12-24"]],
    ["2026-11-05", ["11-05"]],
    ["3/11", ["03-11", "11-03"]],
    ["一会儿", []],
  ])("%s", (value, wanted) => {
    expect(days(value)).toEqual(wanted);
  });

  it("covers the day wherever the customer lives, and never lies after today", () => {
    for (const value of ["昨天", "11月24日", "Nov 24"]) {
      const [only] = timesOf(value, NOW);
      expect(only?.from).toBeLessThanOrEqual(Date.parse("2026-11-24T00:00:00+12:00"));
      expect(only?.to).toBeGreaterThanOrEqual(Date.parse("2026-11-25T00:00:00-12:00"));
    }
    expect(timesOf("December 24th", NOW)[0]?.to).toBeLessThan(NOW - 300 * DAY);
  });
});
