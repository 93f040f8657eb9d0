/** Kinds of shops that are asked for orders. Most are put in terms of the declarative `rest` kind; all have the same deadline, breaker and check of what comes back. */
import { z } from "zod";
import { base64, utf8 } from "../crypto/bytes.ts";
import type { OrderQuery, OrderRecord } from "./order-record.ts";
import { type OrderCall, type RestConfig, readRest, restCall, restConfigSchema } from "./rest.ts";
import { readTaobao, taobaoCall, taobaoSchema } from "./taobao.ts";

/** https://shopify.dev/docs/api/admin-rest/latest/resources/order: `name` is the number that customers know, with its #. */
const SHOPIFY_VERSION = "2026-10";
const shopifySchema = z.object({
  shop: z.string().regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/, "a name like example.myshopify.com"),
  accessToken: z.string().min(10).max(200),
  /** Points the calls elsewhere, as channels' baseUrl does. */
  baseUrl: z.url().max(300).optional(),
});

function shopify({ shop, accessToken, baseUrl }: z.infer<typeof shopifySchema>): RestConfig {
  const orders = `${baseUrl ?? `https://${shop}`}/admin/api/${SHOPIFY_VERSION}/orders.json?status=any&limit=5`;
  return {
    urls: { order_number: `${orders}&name=%23{value}` },
    headers: { "x-shopify-access-token": accessToken },
    at: "orders",
    fields: {
      number: "order_number",
      // `fulfillment_status` is null until something was sent.
      status: "financial_status",
      placedAt: "created_at",
      amount: "total_price",
      items: "line_items",
      carrier: "fulfillments.0.tracking_company",
      trackingNumber: "fulfillments.0.tracking_number",
      trackingState: "fulfillments.0.shipment_status",
      buyerId: "customer.id",
    },
  };
}

/** https://woocommerce.github.io/woocommerce-rest-api-docs/#orders: `include` lists orders by id, which is their number, and is empty where there is none. */
const wooCommerceSchema = z.object({
  site: z.url().max(300),
  consumerKey: z.string().min(10).max(200),
  consumerSecret: z.string().min(10).max(200),
});

function wooCommerce({ site, consumerKey, consumerSecret }: z.infer<typeof wooCommerceSchema>): RestConfig {
  const orders = `${site.replace(/\/$/, "")}/wp-json/wc/v3/orders?per_page=5`;
  return {
    urls: { order_number: `${orders}&include={value}`, phone: `${orders}&search={value}` },
    headers: { authorization: `Basic ${base64(utf8(`${consumerKey}:${consumerSecret}`))}` },
    at: "",
    fields: { placedAt: "date_created", amount: "total", items: "line_items", buyerId: "customer_id", phone: "billing.phone", email: "billing.email" },
  };
}

const name = z.string().trim().min(1).max(100);
export const connectorSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("rest"), name, config: restConfigSchema }),
  z.object({ kind: z.literal("shopify"), name, config: shopifySchema }),
  z.object({ kind: z.literal("woocommerce"), name, config: wooCommerceSchema }),
  z.object({ kind: z.literal("taobao"), name, config: taobaoSchema }),
]);
export type ConnectorDraft = z.infer<typeof connectorSchema>;

/** How one shop is asked, and how its answer is read. It describes calls; who performs them checks the host. */
export interface Shop {
  /** Null = it cannot be asked by such words. */
  call(query: OrderQuery, now: number): Promise<OrderCall | null>;
  /** Null = the answer is none: the shop counts as failed. */
  read(body: string, source: string, now: number): OrderRecord[] | null;
}

const byRest = (config: RestConfig): Shop => ({
  call: (query, now) => restCall(config, query, now),
  read: (body, source, now) => readRest(config, body, source, now),
});

export function shopOf(connector: ConnectorDraft): Shop {
  switch (connector.kind) {
    case "rest":
      return byRest(connector.config);
    case "shopify":
      return byRest(shopify(connector.config));
    case "woocommerce":
      return byRest(wooCommerce(connector.config));
    case "taobao":
      return { call: (query, now) => taobaoCall(connector.config, query, now), read: readTaobao };
    default:
      return connector satisfies never;
  }
}
