/**
 * Taobao and Tmall through their open platform (TOP): one gateway, every call signed over its sorted parameters.
 * Protocol: https://open.taobao.com/doc.htm?docId=101617 (signing), https://open.taobao.com/api.htm?docId=54 (taobao.trade.fullinfo.get).
 */
import { z } from "zod";
import { hmacSha256Hex } from "../crypto/hash.ts";
import { type OrderQuery, type OrderRecord, orderRowSchema, recordOf } from "./order-record.ts";
import type { OrderCall } from "./rest.ts";

const GATEWAY = "https://eco.taobao.com/router/rest";
const METHOD = "taobao.trade.fullinfo.get";
const FIELDS = "tid_str,status,payment,created,buyer_open_uid,receiver_mobile,orders.title,orders.num,orders.logistics_company,orders.invoice_no";
/** The platform's clocks are Chinese. */
const ZONE = "+08:00";
const ZONE_MS = 8 * 3_600_000;
/** A trade number as the platform gives it: nothing else of what customers write is asked for. */
const TRADE_NUMBER = /^\d{10,20}$/;

export const taobaoSchema = z.object({
  appKey: z.string().regex(/^\d{4,20}$/, "the application's number"),
  appSecret: z.string().min(8).max(200),
  /** The seller's session key: what the application may see. */
  session: z.string().min(10).max(200),
  /** Points the calls elsewhere: the sandbox, or a gateway of one's own. */
  baseUrl: z.url().max(300).optional(),
});
export type TaobaoConfig = z.infer<typeof taobaoSchema>;

/** Names in the order of their bytes, each with its value, no separators; HMAC-SHA256 with the secret, upper-case hex. */
async function topSignature(secret: string, parameters: Readonly<Record<string, string>>): Promise<string> {
  const text = Object.keys(parameters)
    .sort()
    .map((name) => `${name}${parameters[name] ?? ""}`)
    .join("");
  return (await hmacSha256Hex(secret, text)).toUpperCase();
}

/** `2026-11-27 10:00:00`, as clocks in China show it. */
const chineseTime = (at: number): string => new Date(at + ZONE_MS).toISOString().slice(0, 19).replace("T", " ");

/** Null = the platform cannot be asked by such words: it finds trades by their number alone. */
export async function taobaoCall(config: TaobaoConfig, { by, value }: OrderQuery, now: number): Promise<OrderCall | null> {
  if (by !== "order_number" || !TRADE_NUMBER.test(value)) return null;
  const parameters = {
    method: METHOD,
    app_key: config.appKey,
    session: config.session,
    timestamp: chineseTime(now),
    format: "json",
    v: "2.0",
    sign_method: "hmac-sha256",
    fields: FIELDS,
    tid: value,
  };
  const query = new URLSearchParams({ ...parameters, sign: await topSignature(config.appSecret, parameters) });
  return { url: `${config.baseUrl ?? GATEWAY}?${query}`, headers: {} };
}

/** What the platform calls the states of a trade, in the words of its own pages. */
const STATES: Readonly<Record<string, string>> = {
  TRADE_NO_CREATE_PAY: "等待买家付款",
  WAIT_BUYER_PAY: "等待买家付款",
  PAY_PENDING: "付款确认中",
  SELLER_CONSIGNED_PART: "卖家部分发货",
  WAIT_SELLER_SEND_GOODS: "等待卖家发货",
  WAIT_BUYER_CONFIRM_GOODS: "卖家已发货",
  TRADE_BUYER_SIGNED: "买家已签收",
  TRADE_FINISHED: "交易成功",
  TRADE_CLOSED: "交易关闭（已退款）",
  TRADE_CLOSED_BY_TAOBAO: "交易关闭（未付款）",
};

const time = z
  .string()
  .transform((text) => Date.parse(`${text.replace(" ", "T")}${ZONE}`))
  .pipe(z.number());
/** Numbers of trades are longer than a JSON number is exact, so only their text counts. */
const tradeSchema = z.object({
  tid_str: z.string().regex(TRADE_NUMBER),
  status: z.string().min(1).max(60),
  payment: z.string().max(20).optional(),
  created: time.optional(),
  buyer_open_uid: z.string().max(200).optional(),
  receiver_mobile: z.string().max(30).optional(),
  orders: z
    .object({
      order: z.array(
        z.object({
          title: z.string().max(300),
          num: z.number().int().min(1).default(1),
          logistics_company: z.string().max(60).optional(),
          invoice_no: z.string().max(60).optional(),
        }),
      ),
    })
    .optional(),
});
const answerSchema = z.union([
  z.object({ trade_fullinfo_get_response: z.object({ trade: tradeSchema }) }),
  z.object({ error_response: z.object({ code: z.number(), sub_code: z.string().optional() }) }),
]);
/** The platform answers 200 to everything; only these say that there is no such trade of this seller. */
const NO_SUCH_TRADE = new Set(["isv.trade-not-exist", "isv.trade-not-exist:trade-not-exist", "isv.invalid-parameter:tid"]);
/** Numbers of people come half hidden; stars prove nothing. */
const WHOLE_PHONE = /^\+?\d{7,15}$/;

function recordOfTrade(trade: z.infer<typeof tradeSchema>, source: string, now: number): OrderRecord {
  const parts = trade.orders?.order ?? [];
  const sent = parts.find((part) => part.invoice_no !== undefined);
  const row = {
    number: trade.tid_str,
    status: STATES[trade.status] ?? trade.status,
    placedAt: trade.created,
    amount: trade.payment,
    items: parts.map(({ title, num }) => ({ title, quantity: num })),
    carrier: sent?.logistics_company,
    trackingNumber: sent?.invoice_no,
    buyerId: trade.buyer_open_uid,
    phone: WHOLE_PHONE.test(trade.receiver_mobile ?? "") ? trade.receiver_mobile : undefined,
  };
  return recordOf(orderRowSchema.parse(row), source, now);
}

/** Null = not what the platform documents, or an error of ours or theirs: the connector counts as failed. */
export function readTaobao(body: string, source: string, now: number): OrderRecord[] | null {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return null;
  }
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) return null;
  if ("trade_fullinfo_get_response" in parsed.data) return [recordOfTrade(parsed.data.trade_fullinfo_get_response.trade, source, now)];
  return NO_SUCH_TRADE.has(parsed.data.error_response.sub_code ?? "") ? [] : null;
}
