/**
 * A randomised run over windows, quotas and lengths: customers write and fall silent, agents and the bot answer at random, the clock
 * jumps, the platform throttles and breaks connections. What the rule table allows must arrive exactly once; what it forbids
 * must be what the platform would have refused.
 */
import assert from "node:assert/strict";
import type { OutboundMessage } from "../../protocol/channels.ts";
import type { ReplyRoute } from "../../protocol/conversation.ts";
import type { Choice, Part } from "../../protocol/message.ts";
import { planReply, windowFacts } from "../../worker/channels/rules.ts";
import { accountOn, type ChannelAccount, routeAfter, routeAfterSent } from "./channel-account.ts";
import type { FakePlatform } from "./fake-platforms/fake-platform.ts";

export interface RunReport {
  kind: string;
  /** replies that were tried */
  replies: number;
  /** platform messages that arrived */
  arrived: number;
  /** replies the rule table held back: window, quota, length */
  heldBack: number;
  /** held-back replies sent all the same, to see that the platform refuses them */
  probes: number;
  /** sends the rules allowed and the platform refused: must be 0 */
  refused: number;
  lost: number;
  doubled: number;
}

const CUSTOMERS = 7;
const PROBE_SHARE = 0.05;
const TROUBLE_SHARE = 0.05;

/** mulberry32: the same seed gives the same run. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const SENTENCES = [
  "您的退款已经办理，三到五天内到账。",
  "Your refund is on its way. ",
  "请提供订单号。",
  "感谢您的耐心等待！\n\n",
  "見 https://example.com/o/3345?x=1 ",
  "👨‍👩‍👧‍👦👍🏽 ",
  "环境变量",
  "한국어 ",
];

export async function randomRun(platform: FakePlatform, replies: number, seed: number): Promise<RunReport> {
  const run = new Run(accountOn(platform), randomOf(seed));
  platform.clock.set(1_700_000_000_000);
  while (run.report.replies < replies) await run.step();
  return run.report;
}

class Run {
  readonly report: RunReport;
  readonly #account: ChannelAccount;
  readonly #random: () => number;
  readonly #routes = new Map<string, ReplyRoute | null>();

  constructor(account: ChannelAccount, random: () => number) {
    this.#account = account;
    this.#random = random;
    this.report = { kind: account.channel.kind, replies: 0, arrived: 0, heldBack: 0, probes: 0, refused: 0, lost: 0, doubled: 0 };
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  async step(): Promise<void> {
    const customer = String(900_000_000 + this.#below(CUSTOMERS));
    const dice = this.#random();
    if (dice < 0.25) await this.#customerWrites(customer);
    else if (dice < 0.4) this.#account.platform.clock.advance(this.#pause());
    else await this.#weAnswer(customer);
  }

  /** Mostly seconds, sometimes hours, now and then days. */
  #pause(): number {
    const dice = this.#random();
    if (dice < 0.7) return 1000 + this.#below(90_000);
    return dice < 0.95 ? this.#below(12 * 3_600_000) : this.#below(80 * 3_600_000);
  }

  async #customerWrites(customer: string): Promise<void> {
    // Real customers write at different moments; platforms without message ids tell them apart by it.
    this.#account.platform.clock.advance(1000);
    const events = await this.#account.receive(await this.#account.platform.say(customer, `在吗 ${this.#below(1000)}`));
    for (const event of events) this.#routes.set(customer, routeAfter(this.#routes.get(customer) ?? null, event, "ch_1", this.#account.channel.kind));
  }

  async #weAnswer(customer: string): Promise<void> {
    const route = this.#routes.get(customer);
    if (!route) return;
    this.report.replies += 1;
    const message = this.#message(route);
    const { platform, channel } = this.#account;
    const plan = planReply(message, channel.capabilities, windowFacts(route, message.author), platform.clock.now(), () => "https://example.com/m/1");
    if (plan.plan === "send") return this.#send(plan.message, route, customer, plan.count);
    assert.notEqual(plan.plan, "refused", JSON.stringify(plan));
    this.report.heldBack += 1;
    const isPlatformLimit = plan.plan === "closed" && message.author === "agent";
    if (isPlatformLimit && this.#random() < PROBE_SHARE) await this.#probe({ ...message, parts: [{ type: "text", text: "probe" }] });
  }

  #message(route: ReplyRoute): OutboundMessage {
    const { choices, ...rest } = { ...this.#words(), author: this.#random() < 0.5 ? ("agent" as const) : ("bot" as const) };
    return {
      id: `tn_${String(this.report.replies).padStart(26, "0")}`,
      thread: route.thread,
      to: route.identities,
      ...rest,
      ...(choices.length > 0 ? { choices } : {}),
      ...(route.handle && route.sentSince < route.handle.uses ? { reply: route.handle } : {}),
    };
  }

  #words(): { parts: Part[]; choices: Choice[] } {
    const length = this.#random() < 0.8 ? 1 + this.#below(20) : this.#below(400);
    const text = Array.from({ length }, () => SENTENCES[this.#below(SENTENCES.length)]).join("") || "好";
    const parts: Part[] = [{ type: "text", text }];
    if (this.#random() < 0.1) parts.push({ type: "media", media: { kind: "image", ref: { blobKey: "b/1" }, name: "a.png", size: 100 } });
    const count = this.#random() < 0.2 ? 1 + this.#below(15) : 0;
    return { parts, choices: Array.from({ length: count }, (_, index) => ({ id: `c${index}`, label: `${"选项".repeat(1 + this.#below(5))}${index}` })) };
  }

  async #send(message: OutboundMessage, route: ReplyRoute, customer: string, count: number): Promise<void> {
    const { platform } = this.#account;
    const before = platform.delivered.length;
    const refusedBefore = platform.refusals.length;
    const trouble = this.#random() < TROUBLE_SHARE;
    if (trouble) platform.misbehave(this.#random() < 0.5 ? { as: "throttle", retryAfterS: 1 } : { as: "deaf" });
    const { outcome } = await this.#account.send(message);
    const arrived = platform.delivered.length - before;
    this.report.arrived += arrived;
    this.report.refused += platform.refusals.length - refusedBefore;
    this.report.doubled += Math.max(0, arrived - count);
    // A connection that broke without an idempotency key is shown to the agent as unknown; nothing more is sent then.
    if (outcome.outcome !== "unknown") this.report.lost += Math.max(0, count - arrived);
    if (outcome.outcome === "refused") this.report.refused += 1;
    if (outcome.outcome === "sent") this.#compareWords(message, before);
    this.#routes.set(customer, routeAfterSent(route, arrived));
  }

  /** What the customer reads is what was planned, piece by piece. QQ writes addresses differently on purpose. */
  #compareWords(message: OutboundMessage, before: number): void {
    const { platform } = this.#account;
    if (platform.kind === "qq") return;
    const planned = message.parts.flatMap((part) => (part.type === "text" ? [part.text] : []));
    const read = platform.delivered.slice(before).flatMap((delivered) => delivered.text ?? []);
    assert.deepEqual(read, planned);
  }

  /** Sent against the rules: the platform must refuse it, or the rules are stricter than the platform. */
  async #probe(message: OutboundMessage): Promise<void> {
    const { platform } = this.#account;
    const before = platform.delivered.length;
    this.report.probes += 1;
    await this.#account.send(message);
    assert.equal(platform.delivered.length, before, `${platform.kind} took what the rules forbid`);
  }
}
