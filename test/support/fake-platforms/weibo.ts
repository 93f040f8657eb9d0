/** A Weibo account with its fans: 48 hours after a message, below 300 characters, nothing after an unfollow. */
import {
  type FakeFloor,
  type FakePlatform,
  type PlatformAnswer,
  type PlatformCall,
  type PlatformState,
  startFake,
  type WebhookRequest,
} from "./fake-platform.ts";
import { FakeWindow } from "./fake-window.ts";
import { plainQuery } from "./wechat-signing.ts";

const HOUR = 3_600_000;
const MAX_CHARACTERS = 300;
const CONFIG = { appSecret: "fake-app-secret", accessToken: "2.00fake", uid: "1902538057" };
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export interface WeiboFake extends FakeFloor, FakePlatform {
  sendMessage(fan: string, type: string, text: string, data?: Record<string, unknown>): WebhookRequest;
  left(fan: string): void;
}

/** "Mon Jul 16 18:09:20 +0800 2012" */
function createdAt(at: number): string {
  const there = new Date(at + 8 * HOUR);
  const clock = there.toISOString().slice(11, 19);
  return `${DAYS[there.getUTCDay()]} ${MONTHS[there.getUTCMonth()]} ${String(there.getUTCDate()).padStart(2, "0")} ${clock} +0800 ${there.getUTCFullYear()}`;
}

export async function startWeibo(): Promise<WeiboFake> {
  const window = new FakeWindow(48 * HOUR);
  const gone = new Set<string>();
  let count = 4_000_000_000_000_000n;
  const error = (status: number, code: number, text: string): PlatformAnswer => ({
    status,
    body: { error: text, error_code: code, request: "/2/messages/reply.json" },
  });
  const reply = (call: PlatformCall, state: PlatformState): PlatformAnswer => {
    const refuse = (code: number, why: string, status = 400) => state.refuse(String(code), why, call, error(status, code, why));
    const form = new URLSearchParams(call.body.toString("utf8"));
    const to = form.get("receiver_id") ?? "";
    const data = dataOf(form.get("data") ?? "");
    const type = form.get("type") ?? "";
    if (form.get("access_token") !== CONFIG.accessToken) return error(403, 21332, "access_token is invalid");
    if (data === null) return refuse(10008, "param error: data is JSON, escaped");
    if (type === "text" && (typeof data.text !== "string" || data.text === "" || [...data.text].length >= MAX_CHARACTERS))
      return refuse(20013, "Text too long");
    if (type !== "text" && type !== "position") return refuse(10008, "param error: type");
    if (gone.has(to)) return refuse(20003, "User does not exists!");
    if (window.spend(to, state.now()) !== "ok") return refuse(10016, "no message within 48 hours");
    count += 1n;
    state.deliver({ to, kind: type, id: String(count), raw: data, ...(typeof data.text === "string" ? { text: data.text } : {}) });
    return { headers: { "content-type": "application/json" }, body: Buffer.from(`{"id":${count},"text":"ok"}`) };
  };
  const floor = await startFake("weibo", {
    "POST /2/messages/reply.json": reply,
    "GET /2/mss/msget": () => ({ headers: { "content-type": "image/jpeg" }, body: Buffer.from([0xff, 0xd8, 0xff, 0xe0]) }),
  });
  const sendMessage = (fan: string, type: string, text: string, data: Record<string, unknown> = {}): WebhookRequest => {
    window.open(fan, floor.clock.now());
    const body = `{"type":"${type}","receiver_id":${CONFIG.uid},"sender_id":${fan},"created_at":"${createdAt(floor.clock.now())}","text":${JSON.stringify(text)},"data":${JSON.stringify(data)}}`;
    return {
      method: "POST",
      query: plainQuery(CONFIG.appSecret, Math.floor(floor.clock.now() / 1000)),
      headers: { "content-type": "application/json" },
      body: Buffer.from(body),
    };
  };
  return {
    ...floor,
    config: { ...CONFIG },
    sendMessage,
    say: async (fan, text) => sendMessage(fan, "text", text),
    left: (fan) => gone.add(fan),
  };
}

function dataOf(escaped: string): Record<string, unknown> | null {
  try {
    return JSON.parse(decodeURIComponent(escaped)) as Record<string, unknown>;
  } catch {
    return null;
  }
}
