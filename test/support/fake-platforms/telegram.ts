/** A Telegram bot and the people who started it. */
import {
  type FakeFloor,
  type FakePlatform,
  jsonOf,
  type PlatformAnswer,
  type PlatformCall,
  type PlatformState,
  startFake,
  uploadOf,
  type WebhookRequest,
} from "./fake-platform.ts";

const CONFIG = { botToken: "123456789:AAFakeFakeFakeFakeFakeFakeFakeFake0", secretToken: "fake_Secret-1" };
const MAX_TEXT = 4096;
const MAX_CAPTION = 1024;
const MAX_BUTTONS = 100;
const MAX_CALLBACK_BYTES = 64;
/** Short bursts pass, a stream does not. */
const BURST = 3;
const FILE_FIELDS: Readonly<Record<string, string>> = {
  sendPhoto: "photo",
  sendAudio: "audio",
  sendVideo: "video",
  sendDocument: "document",
  sendSticker: "sticker",
};

export interface TelegramFake extends FakeFloor, FakePlatform {
  /** Any update, with the next update id. */
  update(fields: Record<string, unknown>): WebhookRequest;
  /** A message of a customer with these fields; starts the bot as a real one must. */
  sendMessage(customer: string, fields: Record<string, unknown>): WebhookRequest;
  press(customer: string, data: string): WebhookRequest;
  /** The customer blocks the bot. */
  left(customer: string): WebhookRequest;
}

const error = (code: number, description: string, parameters?: Record<string, unknown>): PlatformAnswer => ({
  status: code,
  body: { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) },
});

export async function startTelegram(): Promise<TelegramFake> {
  const world = new TelegramWorld();
  const floor = await startFake("telegram", {
    "POST /*": (call, state) => world.call(call, state),
    [`GET /file/bot${CONFIG.botToken}/*`]: () => ({ headers: { "content-type": "image/jpeg" }, body: Buffer.from([0xff, 0xd8, 0xff, 0xe0]) }),
  });
  let updates = 312_744_884;
  const update = (fields: Record<string, unknown>): WebhookRequest => ({
    method: "POST",
    query: "",
    headers: { "content-type": "application/json", "x-telegram-bot-api-secret-token": CONFIG.secretToken },
    body: Buffer.from(JSON.stringify({ update_id: updates++, ...fields })),
  });
  const person = (customer: string) => ({ id: Number(customer), is_bot: false, first_name: "Test", language_code: "zh-hans" });
  const chat = (customer: string) => ({ id: Number(customer), type: "private", first_name: "Test" });
  const atS = (): number => Math.floor(floor.clock.now() / 1000);
  const sendMessage = (customer: string, fields: Record<string, unknown>): WebhookRequest => {
    world.started(customer);
    return update({ message: { message_id: world.nextMessage(), from: person(customer), chat: chat(customer), date: atS(), ...fields } });
  };
  return {
    ...floor,
    config: { ...CONFIG },
    update,
    sendMessage,
    say: async (customer, text) => sendMessage(customer, { text }),
    press: (customer, data) =>
      update({
        callback_query: {
          id: `cb${world.nextMessage()}`,
          from: person(customer),
          message: { message_id: 1, chat: chat(customer), date: atS() },
          chat_instance: "1",
          data,
        },
      }),
    left(customer) {
      world.blocked.add(customer);
      return update({
        my_chat_member: {
          chat: chat(customer),
          from: person(customer),
          date: atS(),
          old_chat_member: { status: "member" },
          new_chat_member: { status: "kicked" },
        },
      });
    },
  };
}

class TelegramWorld {
  readonly blocked = new Set<string>();
  readonly #chats = new Set<string>();
  readonly #sent = new Map<string, number[]>();
  readonly #files = new Set<string>(["file-1"]);
  #messages = 0;

  nextMessage(): number {
    this.#messages += 1;
    return this.#messages;
  }

  started(customer: string): void {
    this.#chats.add(customer);
    this.blocked.delete(customer);
  }

  call(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const [, bot, method = ""] = /^\/bot([^/]+)\/(\w+)$/.exec(call.path) ?? [];
    if (bot !== CONFIG.botToken) return error(401, "Unauthorized");
    const upload = uploadOf(call);
    const fields = jsonOf(call) ?? fieldsOf(call);
    if (method === "getFile") return this.#file(fields, call, state);
    const refused = this.#chatProblem(String(fields.chat_id), call, state);
    if (refused) return refused;
    if (method === "sendChatAction") return { body: { ok: true, result: true } };
    return this.#send(method, fields, upload?.field, call, state);
  }

  #file(fields: Record<string, unknown>, call: PlatformCall, state: PlatformState): PlatformAnswer {
    if (!this.#files.has(String(fields.file_id))) return state.refuse("400", "file", call, error(400, "Bad Request: invalid file_id"));
    return { body: { ok: true, result: { file_id: fields.file_id, file_path: "photos/file_1.jpg", file_size: 4 } } };
  }

  #chatProblem(chat: string, call: PlatformCall, state: PlatformState): PlatformAnswer | null {
    if (this.blocked.has(chat)) return state.refuse("403", "blocked", call, error(403, "Forbidden: bot was blocked by the user"));
    if (!this.#chats.has(chat)) return state.refuse("400", "no chat", call, error(400, "Bad Request: chat not found"));
    return null;
  }

  #send(method: string, fields: Record<string, unknown>, uploaded: string | undefined, call: PlatformCall, state: PlatformState): PlatformAnswer {
    const refuse = (words: string) => state.refuse("400", words, call, error(400, `Bad Request: ${words}`));
    const chat = String(fields.chat_id);
    const text = fields.text as string | undefined;
    const caption = String(fields.caption ?? "");
    const field = FILE_FIELDS[method];
    if (method === "sendMessage" && (typeof text !== "string" || text.trim() === "")) return refuse("message text is empty");
    if ((text ?? "").length > MAX_TEXT) return refuse("message is too long");
    if (caption.length > MAX_CAPTION) return refuse("message caption is too long");
    if (field !== undefined && uploaded !== field && typeof fields[field] !== "string") return refuse(`there is no ${field} in the request`);
    if (method === "sendLocation" && !(Math.abs(Number(fields.latitude)) <= 90 && Math.abs(Number(fields.longitude)) <= 180))
      return refuse("wrong coordinates");
    if (field === undefined && !["sendMessage", "sendLocation", "sendVenue"].includes(method)) return error(404, "Not Found");
    const problem = keyboardProblem(fields.reply_markup);
    if (problem) return refuse(problem);
    const lately = (this.#sent.get(chat) ?? []).filter((at) => state.now() - at < 1000);
    if (lately.length >= BURST) return state.refuse("429", "too fast", call, error(429, "Too Many Requests: retry after 1", { retry_after: 1 }));
    this.#sent.set(chat, [...lately, state.now()]);
    const id = this.nextMessage();
    state.deliver({ to: chat, kind: method, id: `${chat}:${id}`, raw: fields, ...(text === undefined ? {} : { text }) });
    return { body: { ok: true, result: { message_id: id, date: Math.floor(state.now() / 1000), chat: { id: Number(chat), type: "private" } } } };
  }
}

/** The plain fields of a multipart upload. */
function fieldsOf(call: PlatformCall): Record<string, string> {
  const parts = call.body.toString("utf8").matchAll(/name="([^"]+)"\r\n\r\n([\s\S]*?)\r\n--/g);
  return Object.fromEntries([...parts].map(([, name, value]) => [name, value]));
}

function keyboardProblem(markup: unknown): string | null {
  const rows = (markup as { inline_keyboard?: { text?: string; callback_data?: string; url?: string }[][] } | undefined)?.inline_keyboard ?? [];
  const buttons = rows.flat();
  if (buttons.length > MAX_BUTTONS) return "reply markup is too long";
  for (const button of buttons) {
    const bytes = Buffer.byteLength(button.callback_data ?? "");
    if (!button.text) return "inline keyboard button text is empty";
    if (button.url === undefined && (bytes < 1 || bytes > MAX_CALLBACK_BYTES)) return "BUTTON_DATA_INVALID";
  }
  return null;
}
