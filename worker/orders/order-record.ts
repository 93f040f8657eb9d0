/** An order as our table and the connectors give it: the card, and whose it is. Rows from files are parsed here, with Chinese and English column names. */
import { z } from "zod";
import type { Identity } from "../../protocol/message.ts";
import type { OrderCard, SlotName } from "../../protocol/understanding.ts";

/** Everything but how it was found. */
export type OrderFacts = Omit<OrderCard, "matchedBy" | "stale" | "verified">;

export interface OrderRecord {
  facts: OrderFacts;
  buyer: { id?: string; phone?: string; email?: string };
}

const text = (most: number) => z.union([z.string(), z.number()]).transform(String).pipe(z.string().trim().min(1).max(most));
const MOST_ITEMS = 100;
const time = z.union([z.number(), z.string()]).transform((value, context) => {
  const at = typeof value === "number" ? value : /^\d{12,}$/.test(value) ? Number(value) : Date.parse(value);
  if (Number.isFinite(at)) return at;
  context.addIssue({ code: "custom", message: "not a time" });
  return z.NEVER;
});
const item = z.union([
  z.string().transform((title) => ({ title, quantity: 1 })),
  z.object({ title: z.string().min(1).max(300), quantity: z.coerce.number().int().min(1).default(1) }),
  z
    .object({ name: z.string().min(1).max(300), quantity: z.coerce.number().int().min(1).default(1) })
    .transform(({ name: title, quantity }) => ({ title, quantity })),
]);

/** One row of an import: JSON lines as they are, CSV after `named`. */
export const orderRowSchema = z.object({
  id: text(100).optional(),
  number: text(100),
  status: text(100),
  placedAt: time.optional(),
  amount: text(40).optional(),
  currency: z.string().trim().length(3).default("CNY"),
  items: z.array(item).max(MOST_ITEMS).default([]),
  carrier: text(60).optional(),
  trackingNumber: text(60).optional(),
  trackingState: text(300).optional(),
  trackingAt: time.optional(),
  buyerId: text(200).optional(),
  phone: text(30).optional(),
  email: text(200).optional(),
});
export type OrderRow = z.infer<typeof orderRowSchema>;

const COLUMN_NAMES: Readonly<Record<string, keyof OrderRow>> = {
  订单号: "number",
  订单编号: "number",
  order: "number",
  order_number: "number",
  order_no: "number",
  状态: "status",
  订单状态: "status",
  下单时间: "placedAt",
  placed_at: "placedAt",
  created_at: "placedAt",
  金额: "amount",
  实付金额: "amount",
  total: "amount",
  币种: "currency",
  商品: "items",
  商品名称: "items",
  product: "items",
  快递公司: "carrier",
  快递: "carrier",
  快递单号: "trackingNumber",
  运单号: "trackingNumber",
  tracking_number: "trackingNumber",
  物流状态: "trackingState",
  tracking_state: "trackingState",
  物流时间: "trackingAt",
  tracking_at: "trackingAt",
  买家: "buyerId",
  会员号: "buyerId",
  buyer_id: "buyerId",
  手机: "phone",
  手机号: "phone",
  电话: "phone",
  邮箱: "email",
};

/** A CSV row under our own names; empty cells are absent; several products stand in one cell with ; between them. */
export function named(row: Readonly<Record<string, string | undefined>>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [column, raw] of Object.entries(row)) {
    const name = COLUMN_NAMES[column.trim()] ?? COLUMN_NAMES[column.trim().toLowerCase()] ?? column.trim();
    const value = raw?.trim();
    if (!value) continue;
    result[name] =
      name === "items"
        ? value
            .split(/[;；]/)
            .map((title) => title.trim())
            .filter(Boolean)
        : value;
  }
  return result;
}

export function recordOf(row: OrderRow, source: string, asOf: number): OrderRecord {
  const { number, amount, currency, trackingNumber, carrier, trackingState, trackingAt, phone, buyerId, email } = row;
  return {
    facts: {
      orderId: row.id ?? number,
      number,
      status: row.status,
      ...(row.placedAt === undefined ? {} : { placedAt: row.placedAt }),
      ...(amount === undefined ? {} : { amount: { value: amount, currency } }),
      items: row.items,
      ...(trackingNumber === undefined
        ? {}
        : {
            tracking: {
              number: trackingNumber,
              ...(carrier === undefined ? {} : { carrier }),
              ...(trackingState === undefined ? {} : { state: trackingState }),
              ...(trackingAt === undefined ? {} : { updatedAt: trackingAt }),
            },
          }),
      ...(phone === undefined ? {} : { phoneTail: digits(phone).slice(-4) }),
      source,
      asOf,
    },
    buyer: { ...(buyerId === undefined ? {} : { id: buyerId }), ...(phone === undefined ? {} : { phone }), ...(email === undefined ? {} : { email }) },
  };
}

export const digits = (value: string): string => value.replace(/\D/g, "");
const plain = (value: string): string => value.replace(/[\s-]/g, "").toLowerCase();

/** What an order is looked for by. */
export interface OrderQuery {
  by: Extract<SlotName, "order_number" | "order_tail" | "phone" | "phone_tail" | "tracking_number">;
  value: string;
}

/** Whether the order really is what was asked for: a connector that answers with something else is not believed. */
export function fits({ facts, buyer }: OrderRecord, { by, value }: OrderQuery): boolean {
  const asked = plain(value);
  switch (by) {
    case "order_number":
      return plain(facts.number) === asked;
    case "order_tail":
      return plain(facts.number).endsWith(asked);
    case "tracking_number":
      return facts.tracking !== undefined && plain(facts.tracking.number) === asked;
    case "phone":
      return buyer.phone !== undefined && digits(buyer.phone).endsWith(digits(value).slice(-11));
    case "phone_tail":
      return (buyer.phone !== undefined && digits(buyer.phone).endsWith(asked)) || facts.phoneTail === asked;
    default:
      return by satisfies never;
  }
}

const USER_KINDS = new Set(["user", "api_user", "host_user"]);

/** Whether one of the customer's proven identities is the buyer. What a customer merely says proves nothing. */
export function belongsTo({ buyer }: OrderRecord, identities: readonly Identity[]): boolean {
  return identities.some(({ kind, value, verified }) => {
    if (!verified) return false;
    if (kind === "phone") return buyer.phone !== undefined && digits(buyer.phone).slice(-11) === digits(value).slice(-11);
    if (kind === "email") return buyer.email?.toLowerCase() === value.toLowerCase();
    return USER_KINDS.has(kind) && buyer.id === value;
  });
}

export const cardOf = (record: OrderRecord, by: SlotName, identities: readonly Identity[], stale: boolean): OrderCard => ({
  ...record.facts,
  matchedBy: by,
  stale,
  verified: belongsTo(record, identities),
});
