/** A Viber bot and its subscribers. */
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

const CONFIG = { authToken: "fake-4453b6ac12345678-e02c5f12174805f9", senderName: "Support" };
const MAX_TEXT = 7000;
const MAX_CAPTION = 120;
const MAX_JSON_BYTES = 30_000;
const MAX_BUTTONS = 24;
const MAX_TRACKING = 4096;

export interface ViberFake extends FakeFloor, FakePlatform {
  event(customer: string, event: string, fields?: Record<string, unknown>): WebhookRequest;
  left(customer: string): WebhookRequest;
}

export const viberSignature = (token: string, body: string): string => createHmac("sha256", token).update(body).digest("hex");
const answer = (status: number, message: string, more: Record<string, unknown> = {}): PlatformAnswer => ({
  body: { status, status_message: message, ...more },
});

export async function startViber(): Promise<ViberFake> {
  const subscribers = new Set<string>();
  let tokens = 4_912_661_846_655_238_145n;
  const nextToken = (): string => {
    tokens += 1n;
    return String(tokens);
  };
  const floor = await startFake("viber", { "POST /pa/send_message": (call, state) => send(call, state, subscribers, nextToken) });
  const post = (fields: Record<string, unknown>): WebhookRequest => {
    // The token is a bare number, larger than a double holds.
    const body = JSON.stringify({ timestamp: floor.clock.now(), message_token: "TOKEN", ...fields }).replace('"TOKEN"', nextToken());
    return {
      method: "POST",
      query: "",
      headers: { "content-type": "application/json", "x-viber-content-signature": viberSignature(CONFIG.authToken, body) },
      body: Buffer.from(body),
    };
  };
  return {
    ...floor,
    config: { ...CONFIG },
    event: (customer, event, fields = {}) => post({ event, user_id: customer, ...fields }),
    say: async (customer, text) => {
      subscribers.add(customer);
      return post({ event: "message", sender: { id: customer, name: "Test", language: "zh" }, message: { type: "text", text } });
    },
    left(customer) {
      subscribers.delete(customer);
      return post({ event: "unsubscribed", user_id: customer });
    },
  };
}

function send(call: PlatformCall, state: PlatformState, subscribers: ReadonlySet<string>, nextToken: () => string): PlatformAnswer {
  const refuse = (status: number, why: string) => state.refuse(String(status), why, call, answer(status, why));
  const message = jsonOf(call);
  if (call.headers["x-viber-auth-token"] !== CONFIG.authToken) return answer(2, "invalidAuthToken");
  if (!message || call.body.length > MAX_JSON_BYTES) return refuse(3, "badData");
  const problem = contentProblem(message);
  if (problem) return refuse(3, problem);
  if (!subscribers.has(String(message.receiver))) return refuse(6, "notSubscribed");
  const token = nextToken();
  state.deliver({
    to: String(message.receiver),
    kind: String(message.type),
    id: token,
    raw: message,
    ...(message.type === "text" ? { text: String(message.text) } : {}),
  });
  return {
    headers: { "content-type": "application/json" },
    body: Buffer.from(`{"status":0,"status_message":"ok","message_token":${token},"billing_status":1}`),
  };
}

function contentProblem(message: Record<string, unknown>): string | null {
  const sender = message.sender as { name?: string } | undefined;
  const text = String(message.text ?? "");
  const buttons = (message.keyboard as { Buttons?: Record<string, unknown>[] } | undefined)?.Buttons;
  if (!sender?.name || sender.name.length > 28) return "sender.name";
  if (message.type === "text" && (text === "" || text.length > MAX_TEXT)) return "text";
  if (message.type === "picture" && (text.length > MAX_CAPTION || !/^https:\/\//.test(String(message.media)))) return "picture";
  if (!["text", "picture", "location"].includes(String(message.type))) return `type ${String(message.type)}`;
  if (String(message.tracking_data ?? "").length > MAX_TRACKING) return "tracking_data";
  if (!buttons) return null;
  return buttons.length === 0 || buttons.length > MAX_BUTTONS || buttons.some((button) => !button.ActionBody || !button.Text) ? "keyboard" : null;
}
