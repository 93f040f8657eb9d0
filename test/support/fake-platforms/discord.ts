/** A Discord application and the people who use its commands. */
import { createPrivateKey, createPublicKey, sign } from "node:crypto";
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

const SEED = Buffer.from("fake-discord-ed25519-seed-32byte", "utf8");
const APPLICATION = "845027738276462632";
const BOT = "fake-bot-token-0123456789";
const EPOCH = 1_420_070_400_000n;
const TOKEN_MS = 15 * 60_000;
const MAX_CONTENT = 2000;
const LIMITS = { rows: 5, buttons: 5, label: 80, customId: 100 };
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

const privateKeyOf = (seed: Buffer) => createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
export const discordPublicKey = (seed: Buffer): string =>
  createPublicKey(privateKeyOf(seed)).export({ format: "der", type: "spki" }).subarray(-32).toString("hex");

export function discordHeaders(seed: Buffer, body: string, at: number): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  return { "x-signature-timestamp": timestamp, "x-signature-ed25519": sign(null, Buffer.from(timestamp + body), privateKeyOf(seed)).toString("hex") };
}

export interface DiscordFake extends FakeFloor, FakePlatform {
  interaction(customer: string, type: number, data: Record<string, unknown>): WebhookRequest;
  ping(): WebhookRequest;
}

const error = (status: number, code: number, message: string): PlatformAnswer => ({ status, body: { code, message } });

export async function startDiscord(): Promise<DiscordFake> {
  const world = new DiscordWorld();
  const floor = await startFake("discord", {
    [`POST /webhooks/${APPLICATION}/*`]: (call, state) => world.followUp(call, state),
    "POST /channels/*": (call) => (call.headers.authorization === `Bot ${BOT}` ? { status: 204, body: "" } : error(401, 0, "401: Unauthorized")),
  });
  const post = (value: Record<string, unknown>): WebhookRequest => {
    const body = JSON.stringify(value);
    return {
      method: "POST",
      query: "",
      headers: { "content-type": "application/json", ...discordHeaders(SEED, body, floor.clock.now()) },
      body: Buffer.from(body),
    };
  };
  const interaction = (customer: string, type: number, data: Record<string, unknown>): WebhookRequest => {
    const at = floor.clock.now();
    return post({
      type,
      id: world.snowflake(at),
      application_id: APPLICATION,
      token: world.token(customer, at),
      version: 1,
      channel_id: `8${customer}`,
      user: { id: customer, username: "mason", global_name: "Mason" },
      locale: "en-US",
      data,
    });
  };
  return {
    ...floor,
    config: { applicationId: APPLICATION, publicKey: discordPublicKey(SEED), botToken: BOT },
    interaction,
    say: async (customer, text) => interaction(customer, 2, { id: "1", name: "ask", options: [{ name: "question", type: 3, value: text }] }),
    ping: () => post({ type: 1, id: "2", application_id: APPLICATION, token: "t", version: 1 }),
  };
}

type Row = { type?: number; components?: { type?: number; style?: number; label?: string; custom_id?: string; url?: string }[] };

class DiscordWorld {
  readonly #tokens = new Map<string, { customer: string; until: number }>();
  #count = 0;

  snowflake(at: number): string {
    this.#count += 1;
    return String(((BigInt(at) - EPOCH) << 22n) + BigInt(this.#count));
  }

  token(customer: string, at: number): string {
    this.#count += 1;
    const token = `token-${this.#count}`;
    this.#tokens.set(token, { customer, until: at + TOKEN_MS });
    return token;
  }

  followUp(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const right = this.#tokens.get(call.path.split("/").at(-1) ?? "");
    const upload = uploadOf(call);
    const message =
      jsonOf(call) ?? (JSON.parse(/name="payload_json"\r\n\r\n([\s\S]*?)\r\n--/.exec(call.body.toString("utf8"))?.[1] ?? "{}") as Record<string, unknown>);
    const refuse = (status: number, code: number, why: string) => state.refuse(String(code), why, call, error(status, code, why));
    if (!right || state.now() >= right.until) return refuse(401, 50027, "Invalid Webhook Token");
    const content = String(message.content ?? "");
    if (content === "" && !upload) return refuse(400, 50006, "Cannot send an empty message");
    if (content.length > MAX_CONTENT) return refuse(400, 50035, "Invalid Form Body");
    if (rowsProblem((message.components ?? []) as Row[])) return refuse(400, 50035, "Invalid Form Body");
    const id = this.snowflake(state.now());
    state.deliver({ to: right.customer, kind: upload ? "file" : "text", id, raw: message, ...(content === "" ? {} : { text: content }) });
    return { body: { id, channel_id: `8${right.customer}`, content } };
  }
}

function rowsProblem(rows: readonly Row[]): boolean {
  const buttons = rows.flatMap((row) => row.components ?? []);
  if (rows.length > LIMITS.rows || rows.some((row) => row.type !== 1 || !row.components?.length || row.components.length > LIMITS.buttons)) return true;
  const ids = buttons.flatMap((button) => button.custom_id ?? []);
  if (new Set(ids).size !== ids.length) return true;
  return buttons.some(
    ({ label = "", style, custom_id: id = "", url }) =>
      label === "" || label.length > LIMITS.label || (style === 5 ? !url : id === "" || id.length > LIMITS.customId),
  );
}
