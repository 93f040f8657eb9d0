/** The tenant's own orders in D1: written by imports, found by number, ending, tracking number or phone. */
import type { Identity } from "../../protocol/message.ts";
import { belongsTo, digits, type OrderQuery, type OrderRecord, type OrderRow, recordOf } from "./order-record.ts";

/** More than a person wants to choose from. */
const MOST_FOUND = 10;
/** Orders written in one statement. */
export const ROWS_AT_ONCE = 200;
/** Of a phone, from its end: with and without the country's code it is the same. */
const PHONE_DIGITS = 11;
const LAST_CHARACTER = "\uffff";

const reversed = (value: string): string => [...value.replace(/[\s-]/g, "").toLowerCase()].reverse().join("");

const WRITE = `INSERT INTO orders (tenant, id, number, number_end, status, placed_at, amount, currency, items, carrier, tracking_number, tracking_end, tracking_state, tracking_at,
    phone_end, buyer_id, phone, email, updated_at)
  SELECT ?1, e.value->>'id', e.value->>'number', e.value->>'numberEnd', e.value->>'status', e.value->>'placedAt', e.value->>'amount', e.value->>'currency', e.value->>'items',
    e.value->>'carrier', e.value->>'trackingNumber', e.value->>'trackingEnd', e.value->>'trackingState', e.value->>'trackingAt', e.value->>'phoneEnd', e.value->>'buyerId',
    e.value->>'phone', e.value->>'email', ?3
  FROM json_each(?2) e WHERE true
  ON CONFLICT (tenant, id) DO UPDATE SET number = excluded.number, number_end = excluded.number_end, status = excluded.status, placed_at = excluded.placed_at, amount = excluded.amount,
    currency = excluded.currency, items = excluded.items, carrier = excluded.carrier, tracking_number = excluded.tracking_number, tracking_end = excluded.tracking_end,
    tracking_state = excluded.tracking_state, tracking_at = excluded.tracking_at, phone_end = excluded.phone_end, buyer_id = excluded.buyer_id, phone = excluded.phone,
    email = excluded.email, updated_at = excluded.updated_at`;

export async function writeOrders(db: D1Database, tenant: string, rows: readonly OrderRow[], now: number): Promise<void> {
  const values = rows.map((row) => ({
    ...row,
    id: row.id ?? row.number,
    numberEnd: reversed(row.number),
    items: JSON.stringify(row.items),
    trackingEnd: row.trackingNumber === undefined ? null : reversed(row.trackingNumber),
    phoneEnd: row.phone === undefined ? null : reversed(digits(row.phone)),
  }));
  await db.prepare(WRITE).bind(tenant, JSON.stringify(values), now).run();
}

interface Row {
  id: string;
  number: string;
  status: string;
  placed_at: number | null;
  amount: string | null;
  currency: string | null;
  items: string;
  carrier: string | null;
  tracking_number: string | null;
  tracking_state: string | null;
  tracking_at: number | null;
  buyer_id: string | null;
  phone: string | null;
  email: string | null;
  updated_at: number;
}

const COLUMN = { order_number: "number_end", order_tail: "number_end", tracking_number: "tracking_end", phone: "phone_end", phone_tail: "phone_end" } as const;

/** Newest first. */
export async function findOrders(db: D1Database, tenant: string, query: OrderQuery): Promise<OrderRecord[]> {
  const end = reversed(query.by === "phone" ? digits(query.value).slice(-PHONE_DIGITS) : query.value);
  const column = COLUMN[query.by];
  const sql = `SELECT * FROM orders WHERE tenant = ?1 AND ${column} >= ?2 AND ${column} < ?3 ORDER BY placed_at DESC, id LIMIT ?4`;
  const { results } = await db
    .prepare(sql)
    .bind(tenant, end, end + LAST_CHARACTER, MOST_FOUND)
    .all<Row>();
  return results.map(recordOfRow);
}

/** Orders of one buyer that are looked through for the one that is meant. */
const MOST_OF_BUYER = 50;
const OF_BUYER = `SELECT * FROM orders WHERE tenant = ?1 AND id IN (
    SELECT id FROM orders WHERE tenant = ?1 AND buyer_id IN (SELECT value FROM json_each(?2))
    UNION SELECT id FROM orders WHERE tenant = ?1 AND lower(email) IN (SELECT value FROM json_each(?3))
    UNION SELECT o.id FROM json_each(?4) p JOIN orders o ON o.tenant = ?1 AND o.phone_end >= p.value AND o.phone_end < p.value || char(65535)
  ) ORDER BY placed_at DESC, id LIMIT ?5`;

/** Orders of whoever has proven to be the buyer, newest first. */
export async function findOrdersOf(db: D1Database, tenant: string, identities: readonly Identity[]): Promise<OrderRecord[]> {
  const proven = identities.filter(({ verified }) => verified);
  if (proven.length === 0) return [];
  const values = (kind: string): string[] => proven.filter((one) => one.kind === kind).map(({ value }) => value);
  const ids = proven.filter(({ kind }) => kind !== "phone" && kind !== "email").map(({ value }) => value);
  const phones = values("phone").map((phone) => reversed(digits(phone).slice(-PHONE_DIGITS)));
  const bound = [ids, values("email").map((email) => email.toLowerCase()), phones].map((list) => JSON.stringify(list));
  const { results } = await db
    .prepare(OF_BUYER)
    .bind(tenant, ...bound, MOST_OF_BUYER)
    .all<Row>();
  return results.map(recordOfRow).filter((record) => belongsTo(record, identities));
}

function recordOfRow(row: Row): OrderRecord {
  const known = <T>(value: T | null): T | undefined => value ?? undefined;
  return recordOf(
    {
      id: row.id,
      number: row.number,
      status: row.status,
      placedAt: known(row.placed_at),
      amount: known(row.amount),
      currency: row.currency ?? "CNY",
      items: JSON.parse(row.items) as OrderRow["items"],
      carrier: known(row.carrier),
      trackingNumber: known(row.tracking_number),
      trackingState: known(row.tracking_state),
      trackingAt: known(row.tracking_at),
      buyerId: known(row.buyer_id),
      phone: known(row.phone),
      email: known(row.email),
    },
    "table",
    row.updated_at,
  );
}
