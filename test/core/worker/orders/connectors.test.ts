import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Identity } from "../../../../protocol/message.ts";
import { connectorSchema, shopOf } from "../../../../worker/orders/connectors.ts";
import { type LastAnswers, lookUpOrders } from "../../../../worker/orders/lookup.ts";
import type { OrderQuery, OrderRecord } from "../../../../worker/orders/order-record.ts";

const NOW = 1_795_000_000_000;
type Platform = (url: URL, headers: Record<string, string>) => unknown;

/** As strict as the platform: without the right key and the right question there are no orders. */
const shopify: Platform = (url, headers) => {
  if (url.host !== "demo.myshopify.com" || url.pathname !== "/admin/api/2026-10/orders.json") throw new Error("404");
  if (headers["x-shopify-access-token"] !== "shpat_0123456789") throw new Error("401");
  if (url.searchParams.get("status") !== "any") return { orders: [] };
  const order = {
    id: 450789469,
    name: "#1001",
    order_number: 1001,
    financial_status: "paid",
    fulfillment_status: null,
    created_at: "2026-11-20T10:00:00+08:00",
    total_price: "59.90",
    currency: "EUR",
    customer: { id: 207119551 },
    line_items: [{ title: "Kettle", quantity: 2, price: "29.95" }],
    fulfillments: [{ tracking_company: "DHL", tracking_number: "JD0146", shipment_status: "in_transit" }],
  };
  return { orders: url.searchParams.get("name") === "#1001" ? [order] : [] };
};
const wooCommerce: Platform = (url, headers) => {
  if (url.pathname !== "/wp-json/wc/v3/orders") throw new Error("404");
  if (headers.authorization !== `Basic ${btoa("ck_0123456789:cs_0123456789")}`) throw new Error("401");
  const order = {
    id: 727,
    number: "727",
    status: "processing",
    date_created: "2026-11-20T10:00:00",
    total: "29.35",
    currency: "USD",
    customer_id: 12,
    billing: { phone: "(555) 555-5555", email: "john.doe@example.com" },
    line_items: [{ name: "Woo single", quantity: 1 }],
  };
  return url.searchParams.get("include") === "727" ? [order] : [];
};

/** The gateway as its error codes are documented: 200 to everything, and whoever signs wrongly is told so. */
const taobao: Platform = (url) => {
  const given = Object.fromEntries(url.searchParams);
  const refused = (code: number, msg: string, sub_code?: string) => ({
    error_response: { code, msg, ...(sub_code === undefined ? {} : { sub_code }), request_id: "r" },
  });
  const { sign, ...signed } = given;
  for (const name of ["method", "app_key", "timestamp", "v", "sign_method", "format"]) if (!given[name]) return refused(40, `Missing ${name}`);
  if (given.app_key !== "12345678") return refused(29, "Invalid app Key");
  if (Math.abs(Date.parse(`${given.timestamp?.replace(" ", "T")}+08:00`) - NOW) > 600_000) return refused(31, "Invalid Timestamp");
  const text = Object.entries(signed)
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .flat()
    .join("");
  const own = createHmac("sha256", "top-secret-0123").update(text, "utf8").digest("hex").toUpperCase();
  if (given.sign_method !== "hmac-sha256" || sign !== own) return refused(25, "Invalid signature");
  if (given.session !== "6100session0123") return refused(27, "Invalid session");
  if (given.method !== "taobao.trade.fullinfo.get") return refused(22, "Invalid Method");
  if (!given.fields?.split(",").includes("tid_str") || !given.tid) return refused(40, "Missing Required Arguments");
  if (given.tid !== TRADE) return refused(50, "Remote service error", "isv.trade-not-exist");
  const order = [
    { oid: 1, title: "电热水壶", num: 2, logistics_company: "圆通速递", invoice_no: "YT8899123456789" },
    { oid: 2, title: "滤网", num: 1 },
  ];
  const trade = { tid_str: TRADE, status: "WAIT_BUYER_CONFIRM_GOODS", payment: "159.00", created: "2026-11-20 10:00:00", receiver_mobile: "138****0000" };
  return { trade_fullinfo_get_response: { trade: { ...trade, buyer_open_uid: "AAH-open-uid", orders: { order } }, request_id: "r" } };
};
/** Longer than a JSON number is exact. */
const TRADE = "4123456789012345679";

const NO_HINTS = { products: [], times: [], amounts: [] };
const noCopies: LastAnswers = { get: async () => null, put: () => undefined };

async function lookUp(draft: unknown, platform: Platform, number: string, identities: readonly Identity[] = []) {
  const asked = shopOf(connectorSchema.parse(draft));
  const find = async (query: OrderQuery): Promise<OrderRecord[] | null> => {
    const call = await asked.call(query, NOW);
    if (!call) return null;
    const records = asked.read(JSON.stringify(platform(new URL(call.url), call.headers)), "shop", NOW);
    if (!records) throw new Error("the answer is not what the connector describes");
    return records;
  };
  const table = { id: "table", find: async () => [], of: async () => [] };
  const lookup = { table, shops: [{ id: "shop", find }], lastAnswers: noCopies, breakers: new Map(), now: () => NOW, report: () => undefined };
  return (await lookUpOrders(lookup, { slots: [{ name: "order_number", value: number, start: 0, end: number.length }], identities, hints: NO_HINTS }))[0];
}

const shop = { kind: "shopify", name: "s", config: { shop: "demo.myshopify.com", accessToken: "shpat_0123456789" } };
const woo = { kind: "woocommerce", name: "w", config: { site: "https://shop.example/", consumerKey: "ck_0123456789", consumerSecret: "cs_0123456789" } };

const top = { kind: "taobao", name: "t", config: { appKey: "12345678", appSecret: "top-secret-0123", session: "6100session0123" } };

describe("shops that are asked for orders", () => {
  it("gives Shopify's order by the number that the customer knows", async () => {
    expect(await lookUp(shop, shopify, "1001")).toMatchObject({
      found: "one",
      card: {
        number: "1001",
        status: "paid",
        items: [{ title: "Kettle", quantity: 2 }],
        tracking: { carrier: "DHL", number: "JD0146", state: "in_transit" },
        amount: { value: "59.90", currency: "EUR" },
      },
    });
    expect(await lookUp(shop, shopify, "1002")).toEqual({ found: "none" });
  });

  it("gives WooCommerce's order by its id", async () => {
    expect(await lookUp(woo, wooCommerce, "727")).toMatchObject({
      found: "one",
      card: { number: "727", items: [{ title: "Woo single", quantity: 1 }], phoneTail: "5555" },
    });
    expect(await lookUp(woo, wooCommerce, "999")).toEqual({ found: "none" });
  });

  it("gives Taobao's trade by its whole number, signed as the gateway wants it, with nothing of half-hidden phones", async () => {
    const found = await lookUp(top, taobao, TRADE);
    expect(found).toMatchObject({
      found: "one",
      card: {
        number: TRADE,
        status: "卖家已发货",
        amount: { value: "159.00", currency: "CNY" },
        placedAt: Date.parse("2026-11-20T10:00:00+08:00"),
        items: [
          { title: "电热水壶", quantity: 2 },
          { title: "滤网", quantity: 1 },
        ],
        tracking: { carrier: "圆通速递", number: "YT8899123456789" },
        verified: false,
      },
    });
    expect(JSON.stringify(found)).not.toContain("phoneTail");
    const buyer: Identity = { kind: "host_user", scope: "", value: "AAH-open-uid", verified: true };
    expect(await lookUp(top, taobao, TRADE, [buyer])).toMatchObject({ found: "one", card: { verified: true } });
    expect(await lookUp(top, taobao, TRADE, [{ ...buyer, verified: false }])).toMatchObject({ card: { verified: false } });
    expect(await lookUp(top, taobao, "4123456789012345670")).toEqual({ found: "none" });
  });

  it.each([
    ["a wrong secret", { appSecret: "top-secret-9999" }],
    ["another application", { appKey: "87654321" }],
    ["a session that ran out", { session: "6100session9999" }],
  ])("counts Taobao as failed with %s, though it answers 200", async (_, wrong) => {
    expect(await lookUp({ ...top, config: { ...top.config, ...wrong } }, taobao, TRADE)).toMatchObject({ found: "unavailable" });
  });

  it("does not believe a gateway that answers with another trade, or with something else", async () => {
    const other: Platform = (url, headers) => {
      const answer = taobao(url, headers) as { trade_fullinfo_get_response: { trade: object } };
      return { trade_fullinfo_get_response: { trade: { ...answer.trade_fullinfo_get_response.trade, tid_str: "4123456789012345670" } } };
    };
    expect(await lookUp(top, other, TRADE)).toEqual({ found: "none" });
    expect(await lookUp(top, () => ({ trade_fullinfo_get_response: {} }), TRADE)).toMatchObject({ found: "unavailable" });
    expect(await lookUp(top, () => "<html>", TRADE)).toMatchObject({ found: "unavailable" });
  });

  it("refuses another order than the one asked for, and says so of a shop that lies or fails", async () => {
    const lying: Platform = (url, headers) => {
      url.searchParams.set("name", "#1001");
      return shopify(url, headers);
    };
    expect(await lookUp(shop, lying, "2002")).toEqual({ found: "none" });
    expect(await lookUp(shop, () => "<html>", "1001")).toMatchObject({ found: "unavailable" });
    const wrongKey = { ...shop, config: { ...shop.config, accessToken: "shpat_9999999999" } };
    expect(await lookUp(wrongKey, shopify, "1001")).toMatchObject({ found: "unavailable" });
  });

  it("takes only names of shops as shops", () => {
    for (const name of ["evil.example", "demo.myshopify.com.evil.example", "demo.myshopify.com/x"])
      expect(connectorSchema.safeParse({ ...shop, config: { ...shop.config, shop: name } }).success).toBe(false);
  });
});
