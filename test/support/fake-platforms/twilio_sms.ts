/** A Twilio account with one number. Customers' numbers are their names with a plus. */
import { createHmac } from "node:crypto";
import {
  type FakeFloor,
  type FakePlatform,
  type PlatformAnswer,
  type PlatformCall,
  type PlatformState,
  startFake,
  type WebhookRequest,
} from "./fake-platform.ts";

const CONFIG = { accountSid: "ACfake00000000000000000000000000001", authToken: "fake-auth-token", from: "+15005550006" };
const MAX_BODY = 1600;
const HOOK = "https://kefu.example/hooks/kind/ch_1/secret";

export interface TwilioFake extends FakeFloor, FakePlatform {
  /** A form posted to this address, signed for it. */
  post(fields: Record<string, string>, address?: string): WebhookRequest;
  stop(customer: string): WebhookRequest;
}

/** Twilio's rule: the address, then every key and value in order. */
export function twilioSignature(token: string, address: string, fields: Record<string, string>): string {
  const text = Object.keys(fields)
    .sort()
    .reduce((whole, name) => whole + name + (fields[name] ?? ""), address);
  return createHmac("sha1", token).update(text).digest("base64");
}

const error = (status: number, code: number, message: string): PlatformAnswer => ({
  status,
  body: { code, message, status, more_info: `https://www.twilio.com/docs/errors/${code}` },
});

export async function startTwilioSms(): Promise<TwilioFake> {
  const stopped = new Set<string>();
  let count = 0;
  const next = (prefix: string): string => `${prefix}${String(++count).padStart(32, "0")}`;
  const basic = `Basic ${Buffer.from(`${CONFIG.accountSid}:${CONFIG.authToken}`).toString("base64")}`;
  const floor = await startFake("twilio_sms", {
    [`POST /2010-04-01/Accounts/${CONFIG.accountSid}/Messages.json`]: (call, state) =>
      call.headers.authorization === basic ? send(call, state, stopped, () => next("SM")) : error(401, 20003, "Authenticate"),
    "GET /2010-04-01/*": (call) =>
      call.headers.authorization === basic
        ? { status: 307, headers: { location: `http://${call.headers.host}/cdn/1` }, body: "" }
        : error(401, 20003, "Authenticate"),
    "GET /cdn/*": (call) =>
      call.headers.authorization === undefined
        ? { headers: { "content-type": "image/jpeg" }, body: Buffer.from([0xff, 0xd8, 0xff, 0xe0]) }
        : { status: 400, body: "only one auth mechanism allowed" },
  });
  const post = (fields: Record<string, string>, address = HOOK): WebhookRequest => ({
    method: "POST",
    query: "",
    headers: { "content-type": "application/x-www-form-urlencoded", "x-twilio-signature": twilioSignature(CONFIG.authToken, address, fields) },
    body: Buffer.from(new URLSearchParams(fields).toString()),
  });
  const message = (customer: string, fields: Record<string, string>): Record<string, string> => ({
    MessageSid: next("SM"),
    AccountSid: CONFIG.accountSid,
    From: `+${customer}`,
    To: CONFIG.from,
    SmsStatus: "received",
    NumMedia: "0",
    ...fields,
  });
  return {
    ...floor,
    config: { ...CONFIG },
    post,
    say: async (customer, text) => post(message(customer, { Body: text })),
    stop(customer) {
      stopped.add(`+${customer}`);
      return post(message(customer, { Body: "STOP", OptOutType: "STOP" }));
    },
  };
}

function send(call: PlatformCall, state: PlatformState, stopped: ReadonlySet<string>, nextSid: () => string): PlatformAnswer {
  const form = new URLSearchParams(call.body.toString("utf8"));
  const refuse = (status: number, code: number, why: string) => state.refuse(String(code), why, call, error(status, code, why));
  const to = form.get("To") ?? "";
  const body = form.get("Body") ?? "";
  const media = form.get("MediaUrl");
  if (!/^\+\d{3,20}$/.test(to)) return refuse(400, 21211, "The 'To' number is not a valid phone number.");
  if (form.get("From") !== CONFIG.from) return refuse(400, 21606, "The 'From' phone number is not a valid, SMS-capable number");
  if (stopped.has(to)) return refuse(400, 21610, "Attempt to send to unsubscribed recipient");
  if (body === "" && media === null) return refuse(400, 21602, "Message body is required.");
  if (body.length > MAX_BODY) return refuse(400, 21617, "The concatenated message body exceeds the 1600 character limit.");
  if (media !== null && !/^https:\/\//.test(media)) return refuse(400, 21620, "Invalid media URL(s)");
  const sid = nextSid();
  state.deliver({ to: to.slice(1), kind: media === null ? "sms" : "mms", id: sid, raw: Object.fromEntries(form), ...(body === "" ? {} : { text: body }) });
  return { status: 201, body: { sid, status: "queued", to, from: CONFIG.from } };
}
