/** Kinds of shops that are asked for orders. Each is put in terms of the declarative `rest` kind: one reader, one deadline, one breaker for all. */
import { z } from "zod";
import { base64, utf8 } from "../crypto/bytes.ts";
import { type RestConfig, restConfigSchema } from "./rest.ts";

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
]);
export type ConnectorDraft = z.infer<typeof connectorSchema>;

/** How a connector's orders are asked for. */
export function restOf(connector: ConnectorDraft): RestConfig {
  switch (connector.kind) {
    case "rest":
      return connector.config;
    case "shopify":
      return shopify(connector.config);
    case "woocommerce":
      return wooCommerce(connector.config);
    default:
      return connector satisfies never;
  }
}
