/** The Send API as pages and Instagram accounts have it: the 24 hours, HUMAN_AGENT for seven days, lengths, quick replies. */
import type { ChannelKind } from "../../../protocol/channels.ts";
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
import { FakeWindow } from "./fake-window.ts";
import { graphError, metaCheck, metaPost } from "./meta-signing.ts";

const DAY_MS = 86_400_000;
const MAX_QUICK_REPLIES = 13;
const MAX_TITLE = 20;
const MAX_PAYLOAD = 1000;

export interface MetaRules {
  kind: ChannelKind;
  object: string;
  accountId: string;
  token: string;
  path: string;
  config: Record<string, unknown> & { appSecret: string; verifyToken: string };
  tooLong(text: string): boolean;
}

export interface MetaFake extends FakeFloor, FakePlatform {
  /** Any messaging items, in one delivery. */
  post(...items: Record<string, unknown>[]): WebhookRequest;
  sendMessage(customer: string, message: Record<string, unknown>): WebhookRequest;
  check(challenge: string): WebhookRequest;
  left(customer: string): void;
}

export async function startMeta(rules: MetaRules): Promise<MetaFake> {
  const world = new MetaWorld(rules);
  const floor = await startFake(rules.kind, {
    [`POST ${rules.path}`]: (call, state) => world.send(call, state),
    "GET /v25.0/*": (call) => ({ body: { id: call.path.split("/").at(-1), first_name: "Test", name: "Test" } }),
  });
  const post = (...items: Record<string, unknown>[]): WebhookRequest =>
    metaPost(rules.config.appSecret, { object: rules.object, entry: [{ id: rules.accountId, time: floor.clock.now(), messaging: items }] });
  const sendMessage = (customer: string, message: Record<string, unknown>): WebhookRequest => {
    world.wrote(customer, floor.clock.now());
    return post({
      sender: { id: customer },
      recipient: { id: rules.accountId },
      timestamp: floor.clock.now(),
      message: { mid: world.next("mid.in"), ...message },
    });
  };
  return {
    ...floor,
    config: { ...rules.config },
    post,
    sendMessage,
    say: async (customer, text) => sendMessage(customer, { text }),
    check: (challenge) => metaCheck(rules.config.verifyToken, challenge),
    left: (customer) => world.gone.add(customer),
  };
}

class MetaWorld {
  readonly gone = new Set<string>();
  readonly #rules: MetaRules;
  readonly #day = new FakeWindow(DAY_MS);
  readonly #week = new FakeWindow(7 * DAY_MS);
  #count = 0;

  constructor(rules: MetaRules) {
    this.#rules = rules;
  }

  next(prefix: string): string {
    this.#count += 1;
    return `${prefix}.${this.#count}`;
  }

  wrote(customer: string, at: number): void {
    this.#day.open(customer, at);
    this.#week.open(customer, at);
  }

  send(call: PlatformCall, state: PlatformState): PlatformAnswer {
    const refuse = (code: number, why: string, subcode?: number) => state.refuse(String(code), why, call, graphError(400, code, why, subcode));
    if (call.headers.authorization !== `Bearer ${this.#rules.token}`) return graphError(401, 190, "Invalid OAuth access token.");
    const body = jsonOf(call) ?? {};
    const to = String((body.recipient as { id?: string } | undefined)?.id ?? "");
    if (to === "") return refuse(100, "No matching user found", 2018001);
    if (this.gone.has(to)) return refuse(551, "This person isn't available right now.");
    if (body.sender_action !== undefined) return { body: { recipient_id: to } };
    const message = (body.message ?? {}) as {
      text?: string;
      quick_replies?: { title?: string; payload?: string }[];
      attachment?: { payload?: { url?: string } };
    };
    const isTagged = body.messaging_type === "MESSAGE_TAG" && body.tag === "HUMAN_AGENT";
    if (!isTagged && body.messaging_type !== "RESPONSE") return refuse(100, "messaging_type");
    const problem = this.#problem(message);
    if (problem) return refuse(100, problem);
    const window = isTagged ? this.#week : this.#day;
    if (window.spend(to, state.now()) !== "ok") return refuse(10, "This message is sent outside of allowed window.", 2018278);
    const id = this.next("mid.out");
    state.deliver({ to, kind: message.attachment ? "attachment" : "text", id, raw: body, ...(message.text === undefined ? {} : { text: message.text }) });
    return { body: { recipient_id: to, message_id: id } };
  }

  #problem(message: { text?: string; quick_replies?: { title?: string; payload?: string }[]; attachment?: { payload?: { url?: string } } }): string | null {
    const { text, attachment, quick_replies: replies = [] } = message;
    if ((text === undefined) === (attachment === undefined)) return "text or attachment, not both";
    if (text !== undefined && (text === "" || this.#rules.tooLong(text))) return "Length of param message[text] must be less than or equal to the limit";
    if (attachment && !/^https:\/\//.test(attachment.payload?.url ?? "")) return "attachment url";
    if (replies.length > MAX_QUICK_REPLIES) return "too many quick replies";
    const wrong = replies.find(({ title = "", payload = "" }) => title === "" || title.length > MAX_TITLE || payload === "" || payload.length > MAX_PAYLOAD);
    return wrong ? "quick reply" : null;
  }
}
