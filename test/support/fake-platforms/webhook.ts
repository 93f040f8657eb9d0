/** Another system behind the generic channel: it signs what it posts, and believes only what is signed. */
import { createHmac, timingSafeEqual } from "node:crypto";
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

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const TOLERANCE_MS = 5 * 60_000;
const MAX_TEXT = 100_000;

export interface WebhookFake extends FakeFloor, FakePlatform {
  /** Any body, signed. */
  post(body: unknown, id?: string): WebhookRequest;
}

export const standardHeaders = (secret: string, id: string, atS: number, body: string): Record<string, string> => {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${atS}.${body}`).digest("base64");
  return { "content-type": "application/json", "webhook-id": id, "webhook-timestamp": String(atS), "webhook-signature": `v1,${signature}` };
};

const error = (status: number, detail: string): PlatformAnswer => ({ status, body: { detail } });

export async function startWebhook(): Promise<WebhookFake> {
  const known = new Map<string, string>();
  const floor = await startFake("webhook", { "POST /replies": (call, state) => take(call, state, known) });
  let count = 0;
  const post = (content: unknown, id = `msg_${++count}`): WebhookRequest => {
    const body = JSON.stringify(content);
    return { method: "POST", query: "", headers: standardHeaders(SECRET, id, Math.floor(floor.clock.now() / 1000), body), body: Buffer.from(body) };
  };
  return {
    ...floor,
    config: { secret: SECRET, replyUrl: `${floor.baseUrl}/replies` },
    post,
    say: async (customer, text) => post({ type: "message.created", user: { id: customer }, message: { id: `m${++count}`, text } }),
  };
}

function take(call: PlatformCall, state: PlatformState, known: Map<string, string>): PlatformAnswer {
  const refuse = (status: number, detail: string) => state.refuse(String(status), detail, call, error(status, detail));
  const { "webhook-id": id = "", "webhook-timestamp": timestamp = "", "webhook-signature": given = "" } = call.headers;
  const wanted = standardHeaders(SECRET, id, Number(timestamp), call.body.toString("utf8"))["webhook-signature"] ?? "";
  if (Buffer.byteLength(given) !== Buffer.byteLength(wanted) || !timingSafeEqual(Buffer.from(given), Buffer.from(wanted)))
    return refuse(401, "wrong signature");
  if (Math.abs(state.now() - Number(timestamp) * 1000) > TOLERANCE_MS) return refuse(401, "too old");
  const before = known.get(id);
  if (before !== undefined) return { body: { id: before } };
  const body = jsonOf(call);
  const message = body?.message as { parts?: { type: string; text?: string }[] } | undefined;
  const part = message?.parts?.[0];
  if (body?.type !== "reply.created" || !part || typeof body.thread !== "string") return refuse(422, "not a reply");
  if ((part.text ?? "").length > MAX_TEXT) return refuse(413, "too long");
  const providerId = `ext_${known.size + 1}`;
  known.set(id, providerId);
  state.deliver({ to: body.thread, kind: part.type, id: providerId, raw: body, ...(part.text === undefined ? {} : { text: part.text }) });
  return { status: 201, body: { id: providerId } };
}
