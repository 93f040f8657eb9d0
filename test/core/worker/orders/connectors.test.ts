import { describe, expect, it } from "vitest";
import { connectorSchema, restOf } from "../../../../worker/orders/connectors.ts";
import { type LastAnswers, lookUpOrders } from "../../../../worker/orders/lookup.ts";
import type { OrderRecord } from "../../../../worker/orders/order-record.ts";
import { readRest, restCall } from "../../../../worker/orders/rest.ts";

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

const noCopies: LastAnswers = { get: async () => null, put: () => undefined };

async function lookUp(draft: unknown, platform: Platform, number: string) {
  const config = restOf(connectorSchema.parse(draft));
  const find = async (query: Parameters<typeof restCall>[1]): Promise<OrderRecord[] | null> => {
    const call = await restCall(config, query, NOW);
    if (!call) return null;
    const records = readRest(config, JSON.stringify(platform(new URL(call.url), call.headers)), "shop", NOW);
    if (!records) throw new Error("the answer is not what the connector describes");
    return records;
  };
  const table = { id: "table", find: async () => [] };
  const lookup = { table, shops: [{ id: "shop", find }], lastAnswers: noCopies, breakers: new Map(), now: () => NOW, report: () => undefined };
  return (await lookUpOrders(lookup, [{ name: "order_number", value: number, start: 0, end: number.length }], []))[0];
}

const shop = { kind: "shopify", name: "s", config: { shop: "demo.myshopify.com", accessToken: "shpat_0123456789" } };
const woo = { kind: "woocommerce", name: "w", config: { site: "https://shop.example/", consumerKey: "ck_0123456789", consumerSecret: "cs_0123456789" } };

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
