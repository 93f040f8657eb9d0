/** Mail servers of customers, an Email Worker that hands letters over, and Cloudflare's Email Service. A customer's address is `<name>@example.com`. */
import { createHmac } from "node:crypto";
import {
  type FakeFloor,
  type FakePlatform,
  jsonOf,
  type PlatformAnswer,
  type PlatformCall,
  type PlatformState,
  startFake,
  type WebhookRequest,
} from "./fake-platform.ts";

const CONFIG = {
  address: "support@shop.example",
  name: "Shop 客服",
  inboundSecret: "fake_inbound_secret_of_at_least_32_bytes",
  accountId: "acc1",
  apiToken: "fake-api-token",
};
const MAX_BYTES = 5 * 1024 * 1024;
const MAX_LINE = 998;

export interface EmailFake extends FakeFloor, FakePlatform {
  /** A letter with these headers and words, authenticated by its domain unless said otherwise. */
  letter(customer: string, headers: Record<string, string>, text: string, dmarc?: "pass" | "fail"): WebhookRequest;
  /** An answer to what we wrote last. */
  answer(customer: string, text: string): WebhookRequest;
  /** The mailbox no longer exists. */
  left(customer: string): void;
}

export function mailHeaders(secret: string, envelope: { from: string; to: string }, raw: Buffer, at: number, stored = "0"): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  const signed = Buffer.concat([Buffer.from(`${timestamp}.${envelope.from}.${envelope.to}.${stored}.`), raw]);
  return {
    "content-type": "message/rfc822",
    "x-kefu-mail-timestamp": timestamp,
    "x-kefu-mail-from": encodeURIComponent(envelope.from),
    "x-kefu-mail-to": encodeURIComponent(envelope.to),
    "x-kefu-mail-stored": stored,
    "x-kefu-mail-signature": createHmac("sha256", secret).update(signed).digest("hex"),
  };
}

export async function startEmail(): Promise<EmailFake> {
  const gone = new Set<string>();
  const last = new Map<string, { messageId: string; references: string; replyTo: string; subject: string }>();
  const floor = await startFake("email", {
    [`POST /accounts/${CONFIG.accountId}/email/sending/send_raw`]: (call, state) => send(call, state, gone, last),
  });
  let count = 0;
  const letter: EmailFake["letter"] = (customer, headers, text, dmarc = "pass") => {
    const from = `${customer}@example.com`;
    const fields = {
      "Authentication-Results": `mx.cloudflare.net; dmarc=${dmarc} header.from=example.com`,
      From: `Test <${from}>`,
      To: CONFIG.address,
      "Message-ID": `<in-${++count}@example.com>`,
      Date: new Date(floor.clock.now()).toUTCString(),
      "MIME-Version": "1.0",
      "Content-Type": "text/plain; charset=utf-8",
      "Content-Transfer-Encoding": "base64",
      ...headers,
    };
    const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
    const raw = Buffer.from(`${head.join("\r\n")}\r\n\r\n${Buffer.from(text).toString("base64")}\r\n`);
    const envelope = { from, to: fields.To };
    return { method: "POST", query: "", headers: mailHeaders(CONFIG.inboundSecret, envelope, raw, floor.clock.now()), body: raw };
  };
  return {
    ...floor,
    config: { ...CONFIG },
    letter,
    say: async (customer, text) => letter(customer, { "In-Reply-To": "<before@example.com>", Subject: "Re: order" }, text),
    answer(customer, text) {
      const ours = last.get(`${customer}@example.com`);
      if (!ours) throw new Error("nothing to answer");
      const { messageId, references, replyTo, subject } = ours;
      return letter(customer, { "In-Reply-To": messageId, References: `${references} ${messageId}`.trim(), To: replyTo, Subject: subject }, text, "fail");
    },
    left: (customer) => gone.add(`${customer}@example.com`),
  };
}

const error = (status: number, code: number, message: string): PlatformAnswer => ({
  status,
  body: { success: false, errors: [{ code, message }], messages: [], result: null },
});

function send(
  call: PlatformCall,
  state: PlatformState,
  gone: ReadonlySet<string>,
  last: Map<string, { messageId: string; references: string; replyTo: string; subject: string }>,
): PlatformAnswer {
  const refuse = (status: number, code: number, why: string) => state.refuse(String(code), why, call, error(status, code, why));
  const asked = jsonOf(call);
  const mime = String(asked?.mime_message ?? "");
  const [to = "", ...others] = Array.isArray(asked?.recipients) ? (asked.recipients as string[]) : [];
  if (call.headers.authorization !== `Bearer ${CONFIG.apiToken}`) return error(401, 10000, "Authentication error");
  if (asked?.from !== CONFIG.address || !/^[^\s@]+@[^\s@]+$/.test(to) || others.length > 0) return refuse(400, 10001, "invalid from or recipients");
  const [head = "", body = ""] = splitMime(mime);
  const fields = new Map(head.split(/\r?\n(?![ \t])/).map((row) => [row.slice(0, row.indexOf(":")).toLowerCase(), row.slice(row.indexOf(":") + 1).trim()]));
  if (Buffer.byteLength(mime) > MAX_BYTES) return refuse(413, 10002, "message too large");
  if (mime.split(/\r?\n/).some((row) => Buffer.byteLength(row) > MAX_LINE)) return refuse(400, 10003, "a line of more than 998 bytes");
  if (["from", "to", "date", "message-id", "subject", "mime-version"].some((name) => !fields.get(name))) return refuse(400, 10003, "a header is missing");
  if (fields.has("bcc") || !fields.get("to")?.includes(to)) return refuse(400, 10003, "headers and envelope disagree");
  const [messageId = "", replyTo = ""] = [fields.get("message-id"), fields.get("reply-to")];
  if (gone.has(to)) return { body: { success: true, errors: [], messages: [], result: { delivered: [], permanent_bounces: [to], queued: [] } } };
  last.set(to, { messageId, references: fields.get("references") ?? "", replyTo, subject: fields.get("subject") ?? "" });
  const text = Buffer.from(body, "base64").toString("utf8").replaceAll("\r\n", "\n");
  state.deliver({ to: to.replace("@example.com", ""), kind: "mail", id: messageId, raw: Object.fromEntries(fields), text });
  return { body: { success: true, errors: [], messages: [], result: { delivered: [to], permanent_bounces: [], queued: [] } } };
}

function splitMime(mime: string): [string, string] {
  const at = /\r?\n\r?\n/.exec(mime);
  return at ? [mime.slice(0, at.index), mime.slice(at.index + at[0].length)] : [mime, ""];
}
