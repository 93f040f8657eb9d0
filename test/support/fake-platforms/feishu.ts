/** A Feishu bot with the people and groups that talk to it. */
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
import { larkHeaders, larkSeal } from "./feishu-signing.ts";

const MAX_TEXT_BYTES = 150_000;
const MAX_CARD_BYTES = 30_000;
const MAX_PER_SECOND = 5;
const UUID_MS = 3_600_000;
const CONFIG = { appId: "cli_fake00000001", appSecret: "fake-secret", verificationToken: "vt_fake", encryptKey: "fake-encrypt-key" };
const TENANT = "tenant_fake";

export interface FeishuFake extends FakeFloor, FakePlatform {
  sendMessage(customer: string, type: string, content: unknown): WebhookRequest;
  press(customer: string, value: Record<string, unknown>): WebhookRequest;
  read(customer: string, messageIds: string[]): WebhookRequest;
  check(challenge: string): WebhookRequest;
  /** The bot is no longer available to this person. */
  left(customer: string): void;
  dropTokens(): void;
}

const chatOf = (customer: string): string => `oc_${customer}`;
const error = (code: number, msg: string, status = 400): PlatformAnswer => ({ status, body: { code, msg } });

export async function startFeishu(): Promise<FeishuFake> {
  const world = new FeishuWorld();
  const floor = await startFake("feishu", {
    "POST /open-apis/auth/v3/tenant_access_token/internal": (call, state) => world.token(call, state),
    "POST /open-apis/im/v1/messages": world.guarded((call, state) => world.send(call, state, String(jsonOf(call)?.receive_id ?? ""))),
    "POST /open-apis/im/v1/messages/*": world.guarded((call, state) => world.send(call, state, world.chatOfMessage(call.path.split("/")[5] ?? ""))),
    "POST /open-apis/im/v1/images": world.guarded((call, state) => world.upload(call, state, "image")),
    "POST /open-apis/im/v1/files": world.guarded((call, state) => world.upload(call, state, "file")),
    "GET /open-apis/im/v1/messages/*": world.guarded(() => ({ headers: { "content-type": "image/png" }, body: Buffer.from([0x89, 0x50, 0x4e, 0x47]) })),
    "GET /open-apis/contact/v3/users/*": world.guarded((call) => ({
      body: { code: 0, data: { user: { name: "张三", mobile: "+8613800138000", open_id: call.path.split("/").at(-1) } } },
    })),
  });
  const post = (payload: unknown): WebhookRequest => {
    const body = JSON.stringify({ encrypt: larkSeal(CONFIG.encryptKey, JSON.stringify(payload)) });
    return { method: "POST", query: "", headers: larkHeaders(CONFIG.encryptKey, body, Math.floor(floor.clock.now() / 1000)), body: Buffer.from(body) };
  };
  const event = (type: string, body: unknown): WebhookRequest =>
    post({
      schema: "2.0",
      header: {
        event_id: world.next("ev"),
        event_type: type,
        create_time: String(floor.clock.now()),
        token: CONFIG.verificationToken,
        app_id: CONFIG.appId,
        tenant_key: TENANT,
      },
      event: body,
    });
  const idsOf = (customer: string) => ({ open_id: `ou_${customer}`, union_id: `on_${customer}` });
  const sendMessage = (customer: string, type: string, content: unknown): WebhookRequest => {
    const id = world.next("om");
    world.messages.set(id, chatOf(customer));
    return event("im.message.receive_v1", {
      sender: { sender_id: idsOf(customer), sender_type: "user", tenant_key: TENANT },
      message: {
        message_id: id,
        create_time: String(floor.clock.now()),
        chat_id: chatOf(customer),
        chat_type: "p2p",
        message_type: type,
        content: JSON.stringify(content),
      },
    });
  };
  return {
    ...floor,
    config: { ...CONFIG },
    sendMessage,
    say: async (customer, text) => sendMessage(customer, "text", { text }),
    press: (customer, value) =>
      event("card.action.trigger", { operator: idsOf(customer), action: { value, tag: "button" }, context: { open_chat_id: chatOf(customer) } }),
    read: (customer, messageIds) =>
      event("im.message.message_read_v1", { reader: { reader_id: idsOf(customer), read_time: String(floor.clock.now()) }, message_id_list: messageIds }),
    check: (challenge) => {
      const body = JSON.stringify({
        encrypt: larkSeal(CONFIG.encryptKey, JSON.stringify({ challenge, token: CONFIG.verificationToken, type: "url_verification" })),
      });
      return { method: "POST", query: "", headers: { "content-type": "application/json" }, body: Buffer.from(body) };
    },
    left: (customer) => world.gone.add(chatOf(customer)),
    dropTokens: () => world.tokens.clear(),
  };
}

class FeishuWorld {
  readonly gone = new Set<string>();
  readonly tokens = new Map<string, number>();
  /** message → chat */
  readonly messages = new Map<string, string>();
  readonly #keys = new Set<string>();
  readonly #uuids = new Map<string, { at: number; id: string }>();
  readonly #lately = new Map<string, number[]>();
  #count = 0;

  next(prefix: string): string {
    this.#count += 1;
    return `${prefix}_${this.#count}`;
  }

  chatOfMessage(id: string): string {
    return this.messages.get(id) ?? "";
  }

  token(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const asked = jsonOf(call);
    if (asked?.app_id !== CONFIG.appId || asked.app_secret !== CONFIG.appSecret) return { body: { code: 10014, msg: "app secret invalid" } };
    const known = [...this.tokens].find(([, end]) => end - state.now() > 1_800_000)?.[0];
    const token = known ?? this.next("t");
    if (!known) this.tokens.set(token, state.now() + 7_200_000);
    return { body: { code: 0, msg: "ok", tenant_access_token: token, expire: Math.floor(((this.tokens.get(token) ?? 0) - state.now()) / 1000) } };
  }

  guarded(handler: Handler): Handler {
    return (call, state) => {
      const token = /^Bearer (.+)$/.exec(call.headers.authorization ?? "")?.[1] ?? "";
      const end = this.tokens.get(token);
      return end === undefined || end <= state.now() ? error(99991663, "Invalid access token for authorization") : handler(call, state);
    };
  }

  send(call: PlatformCall, state: PlatformState, target: string): PlatformAnswer {
    const refuse = (code: number, why: string) => state.refuse(String(code), why, call, error(code, why));
    const message = jsonOf(call) ?? {};
    const chat = target.startsWith("ou_") ? chatOf(target.slice(3)) : target;
    const idType = call.query.get("receive_id_type");
    const isReply = call.path.endsWith("/reply");
    if (!isReply && !(target.startsWith("ou_") ? idType === "open_id" : idType === "chat_id" && target.startsWith("oc_")))
      return refuse(230001, "invalid receive_id");
    if (chat === "") return refuse(230011, "message was recalled or is unknown");
    const content = typeof message.content === "string" ? this.readContent(message.content) : null;
    const problem = content === null ? "content is not a string of JSON" : this.problemOf(String(message.msg_type), content, String(message.content));
    if (problem !== null || content === null) return refuse(problem === "too long" ? 230025 : 230001, problem ?? "content");
    if (this.gone.has(chat)) return refuse(230013, "Bot has NO availability to this user.");
    const uuid = String(message.uuid ?? "");
    if (uuid.length > 50) return refuse(230001, "uuid is too long");
    const known = uuid === "" ? undefined : this.#uuids.get(uuid);
    if (known && state.now() - known.at < UUID_MS) return { body: { code: 0, msg: "success", data: { message_id: known.id } } };
    const lately = (this.#lately.get(chat) ?? []).filter((at) => state.now() - at < 1000);
    if (lately.length >= MAX_PER_SECOND) return refuse(230020, "This operation triggers the frequency limit.");
    this.#lately.set(chat, [...lately, state.now()]);
    const id = this.next("om");
    this.messages.set(id, chat);
    if (uuid !== "") this.#uuids.set(uuid, { at: state.now(), id });
    const text = content.text ?? (content.elements as { text?: { content?: string } }[] | undefined)?.[0]?.text?.content;
    state.deliver({ to: chat.slice(3), kind: String(message.msg_type), id, raw: message, ...(typeof text === "string" ? { text } : {}) });
    return { body: { code: 0, msg: "success", data: { message_id: id } } };
  }

  readContent(content: string): Record<string, unknown> | null {
    try {
      return JSON.parse(content) as Record<string, unknown>;
    } catch {
      return null;
    }
  }

  problemOf(type: string, content: Record<string, unknown>, raw: string): string | null {
    if (type === "text")
      return typeof content.text !== "string" || content.text === "" ? "empty text" : Buffer.byteLength(raw) > MAX_TEXT_BYTES ? "too long" : null;
    if (type === "interactive") return Buffer.byteLength(raw) > MAX_CARD_BYTES ? "too long" : null;
    const key = String(type === "image" ? content.image_key : content.file_key);
    return ["image", "file", "audio", "media"].includes(type) && this.#keys.has(key) ? null : `unknown ${type} key`;
  }

  upload(call: PlatformCall, state: PlatformState, field: "image" | "file"): PlatformAnswer {
    if (uploadOf(call)?.field !== field) return state.refuse("234001", "no file", call, error(234001, "Invalid request param."));
    const key = this.next(field === "image" ? "img" : "file");
    this.#keys.add(key);
    return { body: { code: 0, msg: "success", data: { [`${field}_key`]: key } } };
  }
}
