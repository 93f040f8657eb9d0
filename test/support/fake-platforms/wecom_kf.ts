/** WeCom customer service: it rings, keeps the messages for the pull, and counts five answers in 48 hours. */
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
import { safeQuery, wxSeal, wxSignature } from "./wechat-signing.ts";

const HOUR = 3_600_000;
const WELCOME_MS = 20_000;
const BELL_TOKEN_MS = 600_000;
const KEPT_MS = 72 * HOUR;
const MAX_TEXT_BYTES = 2048;
const MAX_HEAD_BYTES = 1024;
const MAX_LABEL_BYTES = 128;
const MAX_MENU = 10;
const TYPES = ["text", "image", "voice", "video", "file", "link", "miniprogram", "msgmenu", "location"];

export const OPEN_KFID = "wkFAKE0001";
const CONFIG = { corpId: "wwfake000001", secret: "kf-secret", token: "kftoken", encodingAesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG" };

export interface WecomKfFake extends FakeFloor, FakePlatform {
  /** Any message; gives the doorbell. */
  sendMessage(customer: string, msgtype: string, content: Record<string, unknown>, more?: Record<string, unknown>): WebhookRequest;
  enter(customer: string, sceneParam: string): WebhookRequest;
  /** A servicer answers in the WeCom client. */
  servicerSays(customer: string, text: string): WebhookRequest;
  /** Tells later that a message did not arrive. */
  failLater(customer: string, msgid: string, failType: number): WebhookRequest;
  check(echo: string): WebhookRequest;
  /** Messages per page, to see `has_more` at work. */
  setPageSize(size: number): void;
  left(customer: string): void;
  dropTokens(): void;
}

const error = (errcode: number, errmsg: string): PlatformAnswer => ({ body: { errcode, errmsg } });

export async function startWecomKf(): Promise<WecomKfFake> {
  const world = new KfWorld();
  const floor = await startFake("wecom_kf", {
    "GET /cgi-bin/gettoken": (call, state) => world.token(call, state),
    "POST /cgi-bin/kf/sync_msg": world.guarded((call, state) => world.sync(call, state)),
    "POST /cgi-bin/kf/send_msg": world.guarded((call, state) => world.send(call, state)),
    "POST /cgi-bin/kf/send_msg_on_event": world.guarded((call, state) => world.welcome(call, state)),
    "POST /cgi-bin/media/upload": world.guarded((call) => world.upload(call)),
    "GET /cgi-bin/media/get": world.guarded(() => ({ headers: { "content-type": "image/jpeg" }, body: Buffer.from([0xff, 0xd8, 0xff, 0xe0]) })),
    "POST /cgi-bin/kf/customer/batchget": world.guarded((call) => ({
      body: {
        errcode: 0,
        customer_list: ((jsonOf(call)?.external_userid_list as string[]) ?? []).map((id) => ({
          external_userid: id,
          nickname: `客户${id.slice(-3)}`,
          unionid: `u_${id}`,
        })),
      },
    })),
  });
  const ring = (): WebhookRequest => {
    const atS = Math.floor(floor.clock.now() / 1000);
    const token = world.bell(floor.clock.now());
    const xml = `<xml><ToUserName><![CDATA[${CONFIG.corpId}]]></ToUserName><CreateTime>${atS}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_msg_or_event]]></Event><Token><![CDATA[${token}]]></Token><OpenKfId><![CDATA[${OPEN_KFID}]]></OpenKfId></xml>`;
    const sealed = wxSeal(CONFIG.encodingAesKey, xml, CONFIG.corpId);
    const body = Buffer.from(
      `<xml><ToUserName><![CDATA[${CONFIG.corpId}]]></ToUserName><Encrypt><![CDATA[${sealed}]]></Encrypt><AgentID><![CDATA[]]></AgentID></xml>`,
    );
    return { method: "POST", query: safeQuery(CONFIG.token, sealed, atS), headers: { "content-type": "text/xml" }, body };
  };
  const note = (fields: Record<string, unknown>): WebhookRequest => {
    world.note(fields, floor.clock.now());
    return ring();
  };
  const sendMessage = (customer: string, msgtype: string, content: Record<string, unknown>, more: Record<string, unknown> = {}): WebhookRequest => {
    world.day.open(customer, floor.clock.now());
    return note({ external_userid: customer, open_kfid: OPEN_KFID, origin: 3, msgtype, [msgtype]: content, ...more });
  };
  const event = (customer: string, fields: Record<string, unknown>): WebhookRequest =>
    note({ origin: 4, msgtype: "event", event: { open_kfid: OPEN_KFID, external_userid: customer, ...fields } });
  return {
    ...floor,
    config: { ...CONFIG },
    sendMessage,
    say: async (customer, text) => sendMessage(customer, "text", { content: text }),
    enter: (customer, sceneParam) =>
      event(customer, { event_type: "enter_session", scene_param: sceneParam, welcome_code: world.welcomeCode(customer, floor.clock.now()) }),
    servicerSays: (customer, text) =>
      note({ external_userid: customer, open_kfid: OPEN_KFID, origin: 5, servicer_userid: "lisi", msgtype: "text", text: { content: text } }),
    failLater: (customer, msgid, failType) => event(customer, { event_type: "msg_send_fail", fail_msgid: msgid, fail_type: failType }),
    check(echo) {
      const atS = String(Math.floor(floor.clock.now() / 1000));
      const sealed = wxSeal(CONFIG.encodingAesKey, echo, CONFIG.corpId);
      const query = new URLSearchParams({ msg_signature: wxSignature(CONFIG.token, atS, "9", sealed), timestamp: atS, nonce: "9", echostr: sealed });
      return { method: "GET", query: query.toString(), headers: {}, body: new Uint8Array(0) };
    },
    setPageSize: (size) => {
      world.pageSize = size;
    },
    left: (customer) => world.gone.add(customer),
    dropTokens: () => world.tokens.clear(),
  };
}

class KfWorld {
  readonly day = new FakeWindow(48 * HOUR, 5);
  readonly gone = new Set<string>();
  readonly tokens = new Map<string, number>();
  readonly media = new Set<string>();
  readonly seen = new Set<string>();
  readonly #messages: { msgid: string; at: number; fields: Record<string, unknown> }[] = [];
  readonly #bells = new Map<string, number>();
  readonly #welcomes = new Map<string, { customer: string; until: number }>();
  pageSize = 1000;
  #count = 0;

  token(call: PlatformCall, state: PlatformState): PlatformAnswer {
    if (call.query.get("corpid") !== CONFIG.corpId || call.query.get("corpsecret") !== CONFIG.secret) return error(40001, "invalid credential");
    const known = [...this.tokens].find(([, end]) => end > state.now())?.[0];
    const token = known ?? `kf-token-${++this.#count}`;
    if (!known) this.tokens.set(token, state.now() + 7_200_000);
    return { body: { errcode: 0, errmsg: "ok", access_token: token, expires_in: Math.floor(((this.tokens.get(token) ?? 0) - state.now()) / 1000) } };
  }

  guarded(handler: Handler): Handler {
    return (call, state) => {
      const end = this.tokens.get(call.query.get("access_token") ?? "");
      if (end === undefined) return error(40014, "invalid access_token");
      return end <= state.now() ? error(42001, "access_token expired") : handler(call, state);
    };
  }

  bell(at: number): string {
    const token = `ENC${++this.#count}`;
    this.#bells.set(token, at);
    return token;
  }

  welcomeCode(customer: string, at: number): string {
    const code = `WELCOME${++this.#count}`;
    this.#welcomes.set(code, { customer, until: at + WELCOME_MS });
    return code;
  }

  note(fields: Record<string, unknown>, at: number): void {
    const msgid = `m_${++this.#count}`;
    this.#messages.push({ msgid, at, fields: { msgid, send_time: Math.floor(at / 1000), ...fields } });
  }

  sync(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const asked = jsonOf(call) ?? {};
    if (asked.open_kfid !== OPEN_KFID) return error(95000, "invalid open_kfid");
    const rang = typeof asked.token === "string" ? this.#bells.get(asked.token) : state.now();
    if (rang === undefined || state.now() - rang > BELL_TOKEN_MS) return error(95007, "invalid msg token");
    if (typeof asked.limit !== "number" || asked.limit > 1000) return error(40058, "limit");
    const from = typeof asked.cursor === "string" && asked.cursor !== "" ? Number(asked.cursor.slice(1)) : 0;
    if (Number.isNaN(from)) return error(95007, "invalid cursor");
    const page = this.#messages.slice(from, from + Math.min(this.pageSize, asked.limit)).filter((entry) => state.now() - entry.at < KEPT_MS);
    const next = Math.min(this.#messages.length, from + this.pageSize);
    return {
      body: { errcode: 0, errmsg: "ok", next_cursor: `c${next}`, has_more: next < this.#messages.length ? 1 : 0, msg_list: page.map((entry) => entry.fields) },
    };
  }

  send(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const refuse = (code: number, why: string) => state.refuse(String(code), why, call, error(code, why));
    const message = jsonOf(call) ?? {};
    const to = String(message.touser ?? "");
    const msgid = String(message.msgid ?? `srv_${++this.#count}`);
    const problem = message.open_kfid === OPEN_KFID ? this.problemOf(message, msgid) : { code: 95000, why: "invalid open_kfid" };
    if (problem) return refuse(problem.code, problem.why);
    if (this.seen.has(msgid)) return { body: { errcode: 0, errmsg: "ok", msgid } };
    if (this.gone.has(to)) return refuse(40096, "invalid external userid");
    const spent = this.day.spend(to, state.now());
    if (spent !== "ok") return refuse(spent === "spent" ? 95001 : 95013, spent === "spent" ? "send msg count limit" : "conversation end");
    this.arrive(message, to, msgid, state);
    return { body: { errcode: 0, errmsg: "ok", msgid } };
  }

  welcome(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const message = jsonOf(call) ?? {};
    const code = String(message.code ?? "");
    const msgid = String(message.msgid ?? "");
    const right = this.#welcomes.get(code);
    const problem = this.problemOf(message, msgid);
    if (problem || !right || right.until < state.now() || (message.msgtype !== "text" && message.msgtype !== "msgmenu")) {
      return state.refuse("95019", "invalid code", call, error(95019, problem?.why ?? "invalid code"));
    }
    if (!this.seen.has(msgid)) this.arrive(message, right.customer, msgid, state);
    this.#welcomes.delete(code);
    return { body: { errcode: 0, errmsg: "ok", msgid } };
  }

  arrive(message: Record<string, unknown>, to: string, msgid: string, state: PlatformState): void {
    this.seen.add(msgid);
    const type = String(message.msgtype);
    const content = message[type] as Record<string, unknown>;
    const text = type === "text" ? content.content : content.head_content;
    state.deliver({ to, kind: type, id: msgid, raw: message, ...(typeof text === "string" ? { text } : {}) });
  }

  problemOf(message: Record<string, unknown>, msgid: string): { code: number; why: string } | null {
    const type = String(message.msgtype ?? "");
    const content = message[type] as Record<string, unknown> | undefined;
    if (!/^[0-9a-zA-Z_-]{1,32}$/.test(msgid)) return { code: 95005, why: "invalid msgid" };
    if (!TYPES.includes(type) || !content) return { code: 40008, why: "invalid msgtype" };
    if ("media_id" in content && !this.media.has(String(content.media_id))) return { code: 40007, why: "invalid media_id" };
    if (type === "text" && (content.content === "" || Buffer.byteLength(String(content.content)) > MAX_TEXT_BYTES)) return { code: 45002, why: "text size" };
    return type === "msgmenu" ? menuProblem(content) : null;
  }

  upload(call: PlatformCall): PlatformAnswer {
    if (uploadOf(call)?.field !== "media") return error(41005, "media data missing");
    const mediaId = `kfm_${++this.#count}`;
    this.media.add(mediaId);
    return { body: { errcode: 0, type: call.query.get("type"), media_id: mediaId } };
  }
}

function menuProblem(menu: Record<string, unknown>): { code: number; why: string } | null {
  const list = (menu.list ?? []) as { type?: string; click?: { id?: string; content?: string }; view?: { url?: string; content?: string } }[];
  if (Buffer.byteLength(String(menu.head_content ?? "")) > MAX_HEAD_BYTES) return { code: 45002, why: "head_content size" };
  if (list.length === 0 || list.length > MAX_MENU) return { code: 45002, why: "menu count" };
  const isTooLong = (text: string | undefined): boolean => text === undefined || Buffer.byteLength(text) > MAX_LABEL_BYTES;
  const bad = list.some((item) =>
    item.type === "click" ? isTooLong(item.click?.content) || isTooLong(item.click?.id) : item.type === "view" ? isTooLong(item.view?.content) : true,
  );
  return bad ? { code: 45002, why: "menu item" } : null;
}
