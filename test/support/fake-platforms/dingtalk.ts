/** A DingTalk robot: session hooks, the robot API, uploads on the older host (here on the same one). */
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
  uploadOf,
  type WebhookRequest,
} from "./fake-platform.ts";

const MAX_PARAM_BYTES = 15_000;
const HOOK_MS = 90 * 60_000;
const HOOK_PER_MINUTE = 20;
const MAX_USERS = 20;
const CONFIG = { appKey: "dingfakeapp", appSecret: "fake-secret", robotCode: "dingfakeapp" };
const CORP = "dingfakecorp";

export interface DingtalkFake extends FakeFloor, FakePlatform {
  sendMessage(customer: string, msgtype: string, content: Record<string, unknown>, more?: Record<string, unknown>): WebhookRequest;
  /** The person has left the company. */
  left(customer: string): void;
  dropTokens(): void;
}

const error = (status: number, code: string, message = code): PlatformAnswer => ({ status, body: { code, message, requestid: "r" } });

export async function startDingtalk(): Promise<DingtalkFake> {
  const world = new DingtalkWorld();
  const floor = await startFake("dingtalk", {
    "POST /v1.0/oauth2/accessToken": (call, state) => world.token(call, state),
    "POST /v1.0/robot/oToMessages/batchSend": world.guarded((call, state) => world.toPeople(call, state)),
    "POST /v1.0/robot/groupMessages/send": world.guarded((call, state) => world.toGroup(call, state)),
    "POST /v1.0/robot/messageFiles/download": world.guarded((_call, state) => ({ body: { downloadUrl: `${world.baseUrl}/files/${state.now()}` } })),
    "GET /files/*": () => ({ headers: { "content-type": "image/png" }, body: Buffer.from([0x89, 0x50, 0x4e, 0x47]) }),
    "POST /robot/sendBySession": (call, state) => world.bySession(call, state),
    "POST /media/upload": world.oldHost((call, state) => world.upload(call, state)),
    "POST /topapi/v2/user/get": world.oldHost((call) => ({
      body: {
        errcode: 0,
        result: { userid: jsonOf(call)?.userid, name: "杨xx", unionid: `du_${jsonOf(call)?.userid}`, mobile: "13800138000", state_code: "86" },
      },
    })),
  });
  world.baseUrl = floor.baseUrl;
  const sendMessage = (customer: string, msgtype: string, content: Record<string, unknown>, more: Record<string, unknown> = {}): WebhookRequest => {
    const now = floor.clock.now();
    const body = JSON.stringify({
      conversationId: `cid_${customer}`,
      conversationType: "1",
      msgId: world.next("msg"),
      msgtype,
      ...content,
      senderId: `$:LWCP_v1:$${customer}`,
      senderStaffId: customer,
      senderNick: customer,
      senderCorpId: CORP,
      createAt: now,
      robotCode: CONFIG.robotCode,
      sessionWebhook: `${floor.baseUrl}/robot/sendBySession?session=${world.session(customer, now)}`,
      sessionWebhookExpiredTime: now + HOOK_MS,
      ...more,
    });
    const sign = createHmac("sha256", CONFIG.appSecret).update(`${now}\n${CONFIG.appSecret}`).digest("base64");
    return { method: "POST", query: "", headers: { "content-type": "application/json", timestamp: String(now), sign }, body: Buffer.from(body) };
  };
  return {
    ...floor,
    config: { ...CONFIG },
    sendMessage,
    say: async (customer, text) => sendMessage(customer, "text", { text: { content: text } }),
    left: (customer) => world.gone.add(customer),
    dropTokens: () => world.tokens.clear(),
  };
}

class DingtalkWorld {
  readonly gone = new Set<string>();
  readonly tokens = new Map<string, number>();
  readonly #sessions = new Map<string, { customer: string; until: number; lately: number[] }>();
  readonly #media = new Set<string>();
  baseUrl = "";
  #count = 0;

  next(prefix: string): string {
    this.#count += 1;
    return `${prefix}${this.#count}`;
  }

  session(customer: string, at: number): string {
    const id = this.next("session");
    this.#sessions.set(id, { customer, until: at + HOOK_MS, lately: [] });
    return id;
  }

  token(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const asked = jsonOf(call);
    if (asked?.appKey !== CONFIG.appKey || asked.appSecret !== CONFIG.appSecret) return error(400, "invalidClientIdOrSecret");
    const token = this.next("dt-token");
    this.tokens.set(token, state.now() + 7_200_000);
    return { body: { accessToken: token, expireIn: 7200 } };
  }

  #alive(token: string | null | undefined, now: number): boolean {
    return (this.tokens.get(token ?? "") ?? 0) > now;
  }

  guarded(handler: Handler): Handler {
    return (call, state) =>
      this.#alive(call.headers["x-acs-dingtalk-access-token"], state.now())
        ? handler(call, state)
        : error(401, "InvalidAuthentication", "不合法的access_token");
  }

  oldHost(handler: Handler): Handler {
    return (call, state) =>
      this.#alive(call.query.get("access_token"), state.now()) ? handler(call, state) : { body: { errcode: 40014, errmsg: "不合法的access_token" } };
  }

  #paramProblem(message: Record<string, unknown>): string | null {
    const raw = message.msgParam;
    if (message.robotCode !== CONFIG.robotCode) return "invalidParameter.robotCode.invalid";
    if (typeof raw !== "string" || raw === "") return "invalidParameter.msgParam.invalid";
    if (Buffer.byteLength(raw) > MAX_PARAM_BYTES) return "invalidParameter.msgParam.tooLong";
    const param = JSON.parse(raw) as Record<string, string>;
    if (message.msgKey === "sampleText") return param.content ? null : "miss.param.contentOfText";
    if (message.msgKey === "sampleImageMsg")
      return this.#media.has(param.photoURL ?? "") || param.photoURL?.startsWith("https://") ? null : "invalidParameter.param.invalid";
    return message.msgKey === "sampleFile" && this.#media.has(param.mediaId ?? "") ? null : "invalidParameter.msgKey.invalid";
  }

  toPeople(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const message = jsonOf(call) ?? {};
    const users = Array.isArray(message.userIds) ? (message.userIds as string[]) : [];
    const problem =
      users.length === 0 ? "invalidParameter.userIds.empty" : users.length > MAX_USERS ? "invalidParameter.userIds.overMax" : this.#paramProblem(message);
    if (problem) return state.refuse(problem, problem, call, error(400, problem));
    const known = users.filter((user) => !this.gone.has(user) && !user.startsWith("$:"));
    if (known.length === 0) return state.refuse("staffId.notExisted", "nobody of them is here", call, error(400, "staffId.notExisted"));
    const id = this.next("pk");
    for (const user of known) this.#arrive(user, message, id, state);
    return { body: { processQueryKey: id, invalidStaffIdList: users.filter((user) => !known.includes(user)), flowControlledStaffIdList: [] } };
  }

  toGroup(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const message = jsonOf(call) ?? {};
    const problem = typeof message.openConversationId === "string" ? this.#paramProblem(message) : "miss.openConversationId";
    if (problem) return state.refuse(problem, problem, call, error(400, problem));
    const id = this.next("pk");
    this.#arrive(String(message.openConversationId), message, id, state);
    return { body: { processQueryKey: id } };
  }

  #arrive(to: string, message: Record<string, unknown>, id: string, state: PlatformState): void {
    const param = JSON.parse(String(message.msgParam)) as { content?: string };
    state.deliver({ to, kind: String(message.msgKey), id, raw: message, ...(param.content === undefined ? {} : { text: param.content }) });
  }

  bySession(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const refuse = (errcode: number, errmsg: string) => state.refuse(String(errcode), errmsg, call, { body: { errcode, errmsg } });
    const session = this.#sessions.get(call.query.get("session") ?? "");
    const message = jsonOf(call);
    const text = (message?.text as { content?: string } | undefined)?.content;
    if (!session || session.until <= state.now()) return refuse(300001, "session expired");
    if (message?.msgtype !== "text" || !text) return refuse(40035, "参数错误");
    session.lately = session.lately.filter((at) => state.now() - at < 60_000);
    if (session.lately.length >= HOOK_PER_MINUTE) return refuse(130101, "send too fast");
    session.lately.push(state.now());
    state.deliver({ to: session.customer, kind: "text", id: this.next("s"), text, raw: message });
    return { body: { errcode: 0, errmsg: "ok" } };
  }

  upload(call: PlatformCall, state: PlatformState): PlatformAnswer {
    if (uploadOf(call)?.field !== "media") return state.refuse("40035", "media missing", call, { body: { errcode: 40035, errmsg: "media missing" } });
    const mediaId = this.next("@lAD");
    this.#media.add(mediaId);
    return { body: { errcode: 0, media_id: mediaId, type: call.query.get("type") } };
  }
}
