/** A Slack workspace with our bot in it. A customer's direct-message channel is called like the customer. */
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

const CONFIG = { signingSecret: "fake_signing_secret_0123456789", botToken: "xoxb-fake-1-token" };
const TEAM = "T061EG9R6";
const MAX_TEXT = 40_000;
const MAX_SECTION = 3000;
const MAX_BUTTONS = 25;
const MAX_LABEL = 75;
const MAX_VALUE = 2000;
/** Short bursts pass, a stream does not. */
const BURST = 3;
const RESPONSE_MS = 30 * 60_000;
const RESPONSE_USES = 5;

export interface SlackFake extends FakeFloor, FakePlatform {
  event(fields: Record<string, unknown>): WebhookRequest;
  press(customer: string, value: string): WebhookRequest;
  command(customer: string, text: string): WebhookRequest;
  check(challenge: string): WebhookRequest;
  /** The channel is archived. */
  archive(channel: string): void;
}

export function slackHeaders(secret: string, body: string, at: number): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  return { "x-slack-request-timestamp": timestamp, "x-slack-signature": `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}` };
}

const error = (name: string): PlatformAnswer => ({ body: { ok: false, error: name } });

export async function startSlack(): Promise<SlackFake> {
  const world = new SlackWorld();
  const floor = await startFake("slack", {
    "POST /chat.postMessage": world.guarded((call, state) => world.post(call, state)),
    "GET /users.info": world.guarded((call) => ({
      body: { ok: true, user: { id: call.query.get("user"), real_name: "Test", profile: { email: "Test@Example.com" } } },
    })),
    "GET /files/*": world.guarded(() => ({ headers: { "content-type": "image/png" }, body: Buffer.from([0x89, 0x50, 0x4e, 0x47]) })),
    "POST /response/*": (call, state) => world.respond(call, state),
  });
  const signed = (body: string, type: string): WebhookRequest => ({
    method: "POST",
    query: "",
    headers: { "content-type": type, ...slackHeaders(CONFIG.signingSecret, body, floor.clock.now()) },
    body: Buffer.from(body),
  });
  const form = (fields: Record<string, string>): WebhookRequest => signed(new URLSearchParams(fields).toString(), "application/x-www-form-urlencoded");
  const ts = (): string => `${Math.floor(floor.clock.now() / 1000)}.${world.next("").padStart(6, "0")}`;
  const event = (fields: Record<string, unknown>): WebhookRequest =>
    signed(
      JSON.stringify({
        type: "event_callback",
        team_id: TEAM,
        event_id: world.next("Ev"),
        event: { type: "message", channel_type: "im", ts: ts(), ...fields },
      }),
      "application/json",
    );
  return {
    ...floor,
    config: { ...CONFIG },
    event,
    say: async (customer, text) => {
      world.channels.add(customer);
      return event({ channel: customer, user: `U${customer}`, text: escaped(text) });
    },
    press: (customer, value) =>
      form({
        payload: JSON.stringify({
          type: "block_actions",
          trigger_id: world.next("t"),
          team: { id: TEAM },
          user: { id: `U${customer}` },
          channel: { id: customer },
          actions: [{ type: "button", value, action_ts: ts() }],
        }),
      }),
    command: (customer, text) =>
      form({
        command: "/help",
        text,
        team_id: TEAM,
        user_id: `U${customer}`,
        channel_id: "C9",
        trigger_id: world.next("t"),
        response_url: `${floor.baseUrl}/response/${world.response(customer, floor.clock.now())}`,
      }),
    check: (challenge) => signed(JSON.stringify({ type: "url_verification", token: "t", challenge }), "application/json"),
    archive: (channel) => world.archived.add(channel),
  };
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const plain = (text: string): string => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

type Block = {
  type?: string;
  text?: { text?: string };
  image_url?: string;
  alt_text?: string;
  elements?: { text?: { text?: string }; value?: string; url?: string; action_id?: string }[];
};

class SlackWorld {
  readonly channels = new Set<string>();
  readonly archived = new Set<string>();
  readonly #lately = new Map<string, number[]>();
  readonly #responses = new Map<string, { customer: string; until: number; left: number }>();
  #count = 0;

  next(prefix: string): string {
    this.#count += 1;
    return `${prefix}${this.#count}`;
  }

  response(customer: string, at: number): string {
    const id = this.next("r");
    this.#responses.set(id, { customer, until: at + RESPONSE_MS, left: RESPONSE_USES });
    return id;
  }

  guarded(handler: Handler): Handler {
    return (call, state) => (call.headers.authorization === `Bearer ${CONFIG.botToken}` ? handler(call, state) : error("invalid_auth"));
  }

  post(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const refuse = (name: string) => state.refuse(name, name, call, error(name));
    const message = jsonOf(call) ?? {};
    const channel = String(message.channel ?? "");
    const problem = contentProblem(message);
    if (!this.channels.has(channel)) return refuse("channel_not_found");
    if (this.archived.has(channel)) return refuse("is_archived");
    if (problem) return refuse(problem);
    const lately = (this.#lately.get(channel) ?? []).filter((at) => state.now() - at < 1000);
    if (lately.length >= BURST)
      return state.refuse("ratelimited", "too fast", call, { status: 429, headers: { "retry-after": "1" }, body: { ok: false, error: "ratelimited" } });
    this.#lately.set(channel, [...lately, state.now()]);
    const ts = `${Math.floor(state.now() / 1000)}.${this.next("").padStart(6, "0")}`;
    this.#arrive(channel, `${channel}:${ts}`, message, state);
    return { body: { ok: true, channel, ts } };
  }

  respond(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const right = this.#responses.get(call.path.split("/").at(-1) ?? "");
    const message = jsonOf(call) ?? {};
    const problem = contentProblem(message);
    if (!right || state.now() >= right.until) return state.refuse("expired_url", "expired", call, { status: 404, body: "expired_url" });
    if (right.left === 0) return state.refuse("used_url", "used up", call, { status: 404, body: "used_url" });
    if (problem) return state.refuse(problem, problem, call, { status: 400, body: problem });
    right.left -= 1;
    this.#arrive(right.customer, this.next("response"), message, state);
    return { body: "ok" };
  }

  #arrive(to: string, id: string, message: Record<string, unknown>, state: PlatformState): void {
    const isImage = ((message.blocks ?? []) as Block[]).some((block) => block.type === "image");
    state.deliver({ to, kind: isImage ? "image" : "text", id, raw: message, ...(isImage ? {} : { text: plain(String(message.text)) }) });
  }
}

function contentProblem(message: Record<string, unknown>): string | null {
  const text = String(message.text ?? "");
  const blocks = (message.blocks ?? []) as Block[];
  if (text === "") return "no_text";
  if (text.length > MAX_TEXT) return "msg_too_long";
  return blocks.some(isWrongBlock) ? "invalid_blocks" : null;
}

function isWrongBlock(block: Block): boolean {
  if (block.type === "section") return !block.text?.text || block.text.text.length > MAX_SECTION;
  if (block.type === "image") return !/^https:\/\//.test(block.image_url ?? "") || !block.alt_text;
  const elements = block.elements ?? [];
  if (block.type !== "actions" || elements.length === 0 || elements.length > MAX_BUTTONS) return true;
  if (new Set(elements.map((element) => element.action_id)).size !== elements.length) return true;
  return elements.some(({ text, value, url }) => !text?.text || text.text.length > MAX_LABEL || (url === undefined && (!value || value.length > MAX_VALUE)));
}
