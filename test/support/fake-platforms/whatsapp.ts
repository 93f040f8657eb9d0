/** A number on WhatsApp's Cloud API and the people who write to it. */
import {
  type FakeFloor,
  type FakePlatform,
  type Handler,
  jsonOf,
  type PlatformAnswer,
  type PlatformCall,
  type PlatformState,
  startFake,
  uploadOf,
  type WebhookRequest,
} from "./fake-platform.ts";
import { FakeWindow } from "./fake-window.ts";
import { graphError, metaCheck, metaPost } from "./meta-signing.ts";

const CONFIG = { appSecret: "fake_meta_app_secret", verifyToken: "fake-verify", accessToken: "fake-wa-token", phoneNumberId: "106540352242922" };
const VERSION = "v25.0";
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** about one in six seconds to one person */
const PAIR_PER_MINUTE = 10;
const LIMITS = { text: 4096, body: 1024, caption: 1024, buttons: 3, buttonTitle: 20, rows: 10, rowTitle: 24, id: 200 };
const TEMPLATES = new Set(["order_update"]);

export interface WhatsappFake extends FakeFloor, FakePlatform {
  /** A message with its own fields, opening the 24 hours. */
  sendMessage(customer: string, type: string, fields: Record<string, unknown>): WebhookRequest;
  /** sent, delivered, read, failed of a message of ours */
  status(customer: string, id: string, status: string, errors?: unknown[]): WebhookRequest;
  check(challenge: string): WebhookRequest;
  left(customer: string): void;
}

export async function startWhatsapp(): Promise<WhatsappFake> {
  const world = new WhatsappWorld();
  const floor = await startFake("whatsapp", {
    [`POST /${VERSION}/${CONFIG.phoneNumberId}/messages`]: world.guarded((call, state) => world.send(call, state)),
    [`POST /${VERSION}/${CONFIG.phoneNumberId}/media`]: world.guarded((call, state) => world.upload(call, state)),
    "GET /files/*": world.guarded(() => ({ headers: { "content-type": "image/jpeg" }, body: Buffer.from([0xff, 0xd8, 0xff, 0xe0]) })),
    [`GET /${VERSION}/*`]: world.guarded((call) => ({ body: { url: `${world.baseUrl}/files/1`, mime_type: "image/jpeg", id: call.path.split("/").at(-1) } })),
  });
  world.baseUrl = floor.baseUrl;
  const post = (value: Record<string, unknown>): WebhookRequest =>
    metaPost(CONFIG.appSecret, {
      object: "whatsapp_business_account",
      entry: [
        {
          id: "WABA",
          changes: [{ field: "messages", value: { messaging_product: "whatsapp", metadata: { phone_number_id: CONFIG.phoneNumberId }, ...value } }],
        },
      ],
    });
  const timestamp = (): string => String(Math.floor(floor.clock.now() / 1000));
  const sendMessage = (customer: string, type: string, fields: Record<string, unknown>): WebhookRequest => {
    world.window.open(customer, floor.clock.now());
    const message = { from: customer, id: world.next("wamid.IN"), timestamp: timestamp(), type, ...fields };
    return post({ contacts: [{ profile: { name: customer }, wa_id: customer }], messages: [message] });
  };
  return {
    ...floor,
    config: { ...CONFIG },
    sendMessage,
    say: async (customer, text) => sendMessage(customer, "text", { text: { body: text } }),
    status: (customer, id, status, errors) =>
      post({ statuses: [{ id, status, timestamp: timestamp(), recipient_id: customer, ...(errors ? { errors } : {}) }] }),
    check: (challenge) => metaCheck(CONFIG.verifyToken, challenge),
    left: (customer) => world.gone.add(customer),
  };
}

type Json = Record<string, unknown>;

class WhatsappWorld {
  readonly window = new FakeWindow(DAY_MS);
  readonly gone = new Set<string>();
  readonly #media = new Set<string>();
  readonly #lately = new Map<string, number[]>();
  baseUrl = "";
  #count = 0;

  next(prefix: string): string {
    this.#count += 1;
    return `${prefix}${this.#count}`;
  }

  guarded(handler: Handler): Handler {
    return (call, state) =>
      call.headers.authorization === `Bearer ${CONFIG.accessToken}` ? handler(call, state) : graphError(401, 190, "Error validating access token");
  }

  upload(call: PlatformCall, state: PlatformState): PlatformAnswer {
    if (uploadOf(call)?.field !== "file" || !call.body.includes('name="messaging_product"')) {
      return state.refuse("100", "file and messaging_product", call, graphError(400, 100, "Invalid parameter"));
    }
    const id = this.next("media");
    this.#media.add(id);
    return { body: { id } };
  }

  send(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const message = jsonOf(call) ?? {};
    const refuse = (status: number, code: number, why: string) => state.refuse(String(code), why, call, graphError(status, code, why));
    if (message.messaging_product !== "whatsapp") return refuse(400, 100, "The parameter messaging_product is required.");
    if (message.status === "read") return typeof message.message_id === "string" ? { body: { success: true } } : refuse(400, 100, "message_id");
    const to = String(message.to ?? message.recipient ?? "");
    const problem = contentProblem(message, this.#media);
    if (to === "" || problem) return refuse(400, 100, problem ?? "to");
    if (this.gone.has(to)) return refuse(400, 131026, "Message undeliverable");
    if (message.type !== "template" && this.window.spend(to, state.now()) !== "ok") return refuse(400, 131047, "Re-engagement message");
    const lately = (this.#lately.get(to) ?? []).filter((at) => state.now() - at < MINUTE_MS);
    if (lately.length >= PAIR_PER_MINUTE) return refuse(400, 131056, "(Business Account, Consumer Account) pair rate limit hit");
    this.#lately.set(to, [...lately, state.now()]);
    const id = this.next("wamid.OUT");
    const text = wordsOf(message);
    state.deliver({ to, kind: String(message.type), id, raw: message, ...(text === undefined ? {} : { text }) });
    return { body: { messaging_product: "whatsapp", contacts: [{ input: to, wa_id: to }], messages: [{ id }] } };
  }
}

const wordsOf = (message: Json): string | undefined => {
  const text = message.text as { body?: string } | undefined;
  const interactive = message.interactive as { body?: { text?: string } } | undefined;
  return text?.body ?? interactive?.body?.text;
};

function contentProblem(message: Json, known: ReadonlySet<string>): string | null {
  const type = String(message.type);
  const content = message[type] as Json | undefined;
  if (message.recipient_type !== "individual" || !content) return `type ${type} without content`;
  if (type === "text") return lengthProblem("text.body", content.body, LIMITS.text);
  if (type === "interactive") return interactiveProblem(content);
  if (type === "template") return TEMPLATES.has(String(content.name)) ? null : "template does not exist";
  if (type === "location") return typeof content.latitude === "number" && typeof content.longitude === "number" ? null : "location";
  if (!["image", "audio", "video", "document", "sticker"].includes(type)) return `unknown type ${type}`;
  const caption = String(content.caption ?? "");
  if (caption.length > LIMITS.caption || (caption !== "" && (type === "audio" || type === "sticker"))) return "caption";
  return known.has(String(content.id)) || String(content.link).startsWith("https://") ? null : "media id or link";
}

function lengthProblem(name: string, value: unknown, most: number): string | null {
  return typeof value === "string" && value.length > 0 && value.length <= most ? null : `${name} must have 1 to ${most} characters`;
}

function interactiveProblem(content: Json): string | null {
  const action = content.action as { buttons?: { reply?: Json }[]; sections?: { rows?: Json[] }[]; button?: unknown } | undefined;
  const body = lengthProblem("interactive.body", (content.body as Json | undefined)?.text, LIMITS.body);
  if (body) return body;
  const isList = content.type === "list";
  const entries = isList ? (action?.sections ?? []).flatMap((section) => section.rows ?? []) : (action?.buttons ?? []).map((button) => button.reply ?? {});
  if (entries.length === 0 || entries.length > (isList ? LIMITS.rows : LIMITS.buttons)) return `${entries.length} choices`;
  if (isList && lengthProblem("button", action?.button, LIMITS.buttonTitle)) return "action.button";
  const most = isList ? LIMITS.rowTitle : LIMITS.buttonTitle;
  const wrong = entries.find((entry) => lengthProblem("title", entry.title, most) ?? lengthProblem("id", entry.id, LIMITS.id));
  return wrong ? `choice ${JSON.stringify(wrong)}` : null;
}
