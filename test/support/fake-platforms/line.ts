/** A LINE account: stateless tokens, reply tokens of one use, pushes under retry keys, a monthly limit. */
import { createHmac } from "node:crypto";
import {
  type FakeFloor,
  type FakePlatform,
  type Handler,
  jsonOf,
  type PlatformAnswer,
  type PlatformCall,
  type PlatformState,
  startFake,
  type WebhookRequest,
} from "./fake-platform.ts";

const CONFIG = { channelId: "1234567890", channelSecret: "fake-line-channel-secret-0123456" };
const TOKEN_MS = 900_000;
const REPLY_MS = 60_000;
const MAX_MESSAGES = 5;
const MAX_TEXT = 5000;
const MAX_QUICK_REPLIES = 13;
const MAX_LABEL = 20;
const MAX_DATA = 300;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export interface LineFake extends FakeFloor, FakePlatform {
  event(customer: string, type: string, fields: Record<string, unknown>): WebhookRequest;
  /** Nothing more may be pushed this month. */
  endQuota(): void;
  dropTokens(): void;
}

type Message = { type?: string; text?: string; originalContentUrl?: string; title?: string; quickReply?: { items?: { action?: Record<string, string> }[] } };

const error = (status: number, message: string): PlatformAnswer => ({ status, body: { message } });

export const lineSignature = (secret: string, body: string): string => createHmac("sha256", secret).update(body).digest("base64");

export async function startLine(): Promise<LineFake> {
  const world = new LineWorld();
  const floor = await startFake("line", {
    "POST /oauth2/v3/token": (call, state) => world.token(call, state),
    "POST /v2/bot/message/reply": world.guarded((call, state) => world.reply(call, state)),
    "POST /v2/bot/message/push": world.guarded((call, state) => world.push(call, state)),
    "POST /v2/bot/chat/loading/start": world.guarded((call, state) => {
      const asked = jsonOf(call);
      const seconds = Number(asked?.loadingSeconds);
      const isRight = typeof asked?.chatId === "string" && seconds >= 5 && seconds <= 60 && seconds % 5 === 0;
      return isRight ? { status: 202, body: {} } : state.refuse("400", "loadingSeconds", call, error(400, "loadingSeconds"));
    }),
    "GET /v2/bot/profile/*": world.guarded((call) => ({ body: { userId: call.path.split("/").at(-1), displayName: "Test" } })),
    "GET /v2/bot/message/*": world.guarded(() => ({ headers: { "content-type": "image/jpeg" }, body: Buffer.from([0xff, 0xd8, 0xff, 0xe0]) })),
  });
  const event = (customer: string, type: string, fields: Record<string, unknown>): WebhookRequest => {
    const now = floor.clock.now();
    const token = type === "unfollow" || type === "unsend" ? {} : { replyToken: world.replyToken(customer, now) };
    const entry = {
      type,
      mode: "active",
      timestamp: now,
      webhookEventId: world.next("01EV"),
      deliveryContext: { isRedelivery: false },
      source: { type: "user", userId: customer },
      ...token,
      ...fields,
    };
    const body = JSON.stringify({ destination: "Ubot", events: [entry] });
    return {
      method: "POST",
      query: "",
      headers: { "content-type": "application/json", "x-line-signature": lineSignature(CONFIG.channelSecret, body) },
      body: Buffer.from(body),
    };
  };
  return {
    ...floor,
    config: { ...CONFIG },
    event,
    say: async (customer, text) => event(customer, "message", { message: { id: world.next("4"), type: "text", text } }),
    endQuota: () => {
      world.quota = 0;
    },
    dropTokens: () => world.tokens.clear(),
  };
}

class LineWorld {
  readonly tokens = new Map<string, number>();
  readonly #replies = new Map<string, { customer: string; until: number }>();
  readonly #accepted = new Map<string, string[]>();
  quota = Number.POSITIVE_INFINITY;
  #count = 0;

  next(prefix: string): string {
    this.#count += 1;
    return `${prefix}${this.#count}`;
  }

  replyToken(customer: string, at: number): string {
    const token = this.next("reply-token-");
    this.#replies.set(token, { customer, until: at + REPLY_MS });
    return token;
  }

  token(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const form = new URLSearchParams(call.body.toString("utf8"));
    if (form.get("client_id") !== CONFIG.channelId || form.get("client_secret") !== CONFIG.channelSecret)
      return { status: 400, body: { error: "invalid_client" } };
    const token = this.next("line-token-");
    this.tokens.set(token, state.now() + TOKEN_MS);
    return { body: { token_type: "Bearer", access_token: token, expires_in: TOKEN_MS / 1000 } };
  }

  guarded(handler: Handler): Handler {
    return (call, state) => {
      const token = call.headers.authorization?.replace(/^Bearer /, "") ?? "";
      return (this.tokens.get(token) ?? 0) > state.now()
        ? handler(call, state)
        : error(401, "Authentication failed. Confirm that the access token in the authorization header is valid.");
    };
  }

  reply(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const refuse = (why: string) => state.refuse("400", why, call, error(400, why));
    const asked = jsonOf(call) ?? {};
    const messages = (asked.messages ?? []) as Message[];
    const problem = messagesProblem(messages);
    const right = this.#replies.get(String(asked.replyToken));
    if (call.headers["x-line-retry-key"] !== undefined) return refuse("Retry key is not allowed here");
    if (problem) return refuse(problem);
    if (!right || state.now() >= right.until) return refuse("Invalid reply token");
    this.#replies.delete(String(asked.replyToken));
    return { body: { sentMessages: this.#arrive(right.customer, messages, state).map((id) => ({ id })) } };
  }

  push(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const refuse = (status: number, why: string) => state.refuse(String(status), why, call, error(status, why));
    const asked = jsonOf(call) ?? {};
    const messages = (asked.messages ?? []) as Message[];
    const key = call.headers["x-line-retry-key"];
    const problem = messagesProblem(messages);
    if (key !== undefined && !UUID.test(key)) return refuse(400, "The retry key is not a UUID");
    const before = key === undefined ? undefined : this.#accepted.get(key);
    if (before)
      return {
        status: 409,
        headers: { "x-line-accepted-request-id": "r" },
        body: { message: "The retry key is already accepted", sentMessages: before.map((id) => ({ id })) },
      };
    if (problem) return refuse(400, problem);
    if (this.quota < messages.length) return refuse(429, "You have reached your monthly limit.");
    const ids = this.#arrive(String(asked.to), messages, state);
    if (key !== undefined) this.#accepted.set(key, ids);
    return { body: { sentMessages: ids.map((id) => ({ id })) } };
  }

  #arrive(to: string, messages: readonly Message[], state: PlatformState): string[] {
    return messages.map((message) => {
      const id = this.next("5");
      state.deliver({ to, kind: String(message.type), id, raw: message, ...(message.text === undefined ? {} : { text: message.text }) });
      return id;
    });
  }
}

function messagesProblem(messages: readonly Message[]): string | null {
  if (messages.length === 0 || messages.length > MAX_MESSAGES) return `The number of messages is ${messages.length}`;
  return messages.map(messageProblem).find((problem) => problem !== null) ?? null;
}

function messageProblem(message: Message): string | null {
  const items = message.quickReply?.items ?? [];
  if (message.type === "text" && (!message.text || message.text.length > MAX_TEXT)) return "text length";
  if (message.type === "image" && !/^https:\/\//.test(message.originalContentUrl ?? "")) return "originalContentUrl must be https";
  if (!["text", "image", "location"].includes(message.type ?? "")) return `type ${message.type}`;
  if (message.quickReply && (items.length === 0 || items.length > MAX_QUICK_REPLIES)) return "quick reply items";
  const wrong = items.find(
    ({ action = {} }) => !action.label || action.label.length > MAX_LABEL || (action.type === "postback" && (!action.data || action.data.length > MAX_DATA)),
  );
  return wrong ? "quick reply action" : null;
}
