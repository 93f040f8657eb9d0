/**
 * A shop's own interface, described as data: where to ask for which kind of words, where the orders stand in the answer, which field is
 * which, and how the request is signed. It describes calls; who performs them checks the host.
 */
import { z } from "zod";
import { hmacSha256Hex } from "../crypto/hash.ts";
import { type OrderQuery, type OrderRecord, orderRowSchema, recordOf } from "./order-record.ts";

const path = z
  .string()
  .max(200)
  .regex(/^[\w.$-]*$/, "a path like data.orders");
const MOST_READ = 20;

export const restConfigSchema = z.object({
  /** `{value}` is replaced; a kind of words without an address is not asked */
  urls: z.partialRecord(z.enum(["order_number", "order_tail", "phone", "phone_tail", "tracking_number"]), z.url().max(500)),
  headers: z.record(z.string().max(100), z.string().max(2_000)).default({}),
  /** HMAC-SHA256 over `timestamp + "\n" + path and query`, hex, in `x-signature` with `x-timestamp` (epoch seconds) */
  signingSecret: z.string().min(8).max(500).optional(),
  /** Where the list (or the one order) stands; "" = the whole answer. */
  at: path.default(""),
  /** our name → path in one order */
  fields: z.record(z.string(), path).default({}),
});
export type RestConfig = z.infer<typeof restConfigSchema>;

export interface OrderCall {
  url: string;
  headers: Record<string, string>;
}

/** Null = this shop cannot be asked by such words. */
export async function restCall(config: RestConfig, query: OrderQuery, now: number): Promise<OrderCall | null> {
  const address = config.urls[query.by];
  if (address === undefined) return null;
  const url = address.replaceAll("{value}", encodeURIComponent(query.value));
  if (config.signingSecret === undefined || !URL.canParse(url)) return { url, headers: config.headers };
  const timestamp = String(Math.floor(now / 1_000));
  const { pathname, search } = new URL(url);
  const signature = await hmacSha256Hex(config.signingSecret, `${timestamp}\n${pathname}${search}`);
  return { url, headers: { ...config.headers, "x-timestamp": timestamp, "x-signature": signature } };
}

function pick(value: unknown, at: string): unknown {
  let here = value;
  for (const name of at === "" ? [] : at.split(".")) here = typeof here === "object" && here !== null ? (here as Record<string, unknown>)[name] : undefined;
  return here;
}

/** Null = not what was described. Orders that cannot be read are left out. */
export function readRest(config: RestConfig, body: string, source: string, now: number): OrderRecord[] | null {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return null;
  }
  const there = pick(answer, config.at);
  if (there === undefined) return null;
  const list = Array.isArray(there) ? there : there === null ? [] : [there];
  return list.slice(0, MOST_READ).flatMap((one) => {
    const row = Object.fromEntries(
      FIELDS.flatMap((name) => {
        const value = pick(one, config.fields[name] ?? name);
        return value === undefined || value === null || value === "" ? [] : [[name, value]];
      }),
    );
    const parsed = orderRowSchema.safeParse(row);
    return parsed.success ? [recordOf(parsed.data, source, now)] : [];
  });
}

const FIELDS = Object.keys(orderRowSchema.shape);
