/** One account of a channel on its fake platform: webhooks in, replies out, and the route as a session keeps it. */
import type { ChannelEvent, HttpCall, OutboundMessage, Outcome } from "../../protocol/channels.ts";
import type { ReplyRoute } from "../../protocol/conversation.ts";
import { bindChannel } from "../../worker/channels/registry.ts";
import { nextSendAt } from "../../worker/channels/rules.ts";
import { asRawRequest, type FakePlatform, type WebhookRequest } from "./fake-platforms/fake-platform.ts";
import { type Account, performCall, performCalls } from "./perform-calls.ts";

export interface ChannelAccount extends Account {
  platform: FakePlatform;
  /** Verifies, parses, and pulls where the webhook only rings. */
  receive(webhook: WebhookRequest): Promise<ChannelEvent[]>;
  send(message: OutboundMessage): Promise<{ outcome: Outcome; calls: readonly HttpCall[] }>;
}

const MOST_REMEMBERED = 50;
/** A retry that the platform asked for is made at most so often. */
const MAX_TRIES = 5;

export function accountOn(platform: FakePlatform): ChannelAccount {
  const binding = bindChannel(platform.kind, platform.config);
  if (!binding.ok) throw new Error(`${platform.kind}: ${binding.field}: ${binding.detail}`);
  const { channel } = binding;
  const account: Account = { channel, baseUrl: platform.baseUrl, tokens: { current: null, refreshToken: null }, now: () => platform.clock.now() };
  const sentTo = new Map<string, number[]>();
  let cursor: string | null = null;

  const pull = async (hint: Readonly<Record<string, string>>): Promise<ChannelEvent[]> => {
    const events: ChannelEvent[] = [];
    for (;;) {
      const asked = channel.pull(hint, cursor);
      if (!asked) throw new Error("the channel rings but cannot be pulled");
      const { answer } = await performCall(asked.call, account);
      const page = asked.read(JSON.parse(answer?.body ?? "null") as unknown, account.now());
      if (!page) throw new Error(`no page: ${answer?.body}`);
      events.push(...page.events);
      cursor = page.cursor;
      if (!page.more) return events;
    }
  };

  return {
    ...account,
    platform,
    async receive(webhook) {
      const request = asRawRequest(webhook);
      const verified = await channel.verify(request, account.now());
      if (!verified.ok) throw new Error(`${platform.kind}: ${verified.why}`);
      const parsed = channel.parse(verified.payload, request, account.now());
      if (!parsed.ok) throw new Error(`${platform.kind}: ${parsed.why}`);
      const events: ChannelEvent[] = [];
      for (const event of parsed.events) events.push(...(event.type === "doorbell" ? await pull(event.hint) : [event]));
      return events;
    },
    async send(message) {
      const { calls } = channel.render(message, account.now());
      account.beforeCall = () => {
        const recent = sentTo.get(message.thread) ?? [];
        const at = nextSendAt(channel.capabilities.pace, recent, account.now());
        if (at > account.now()) platform.clock.set(at);
        sentTo.set(message.thread, [...recent.slice(-MOST_REMEMBERED), at]);
      };
      let from = 0;
      let saved: Record<string, string> = {};
      for (let attempt = 1; ; attempt++) {
        const result = await performCalls(calls, account, from, saved);
        const { outcome } = result;
        const mayRepeat = outcome.outcome === "retry" || (outcome.outcome === "unknown" && calls[result.done]?.idempotent === true);
        if (!mayRepeat || attempt === MAX_TRIES) return { outcome, calls };
        ({ done: from, saved } = result);
        platform.clock.advance(outcome.outcome === "retry" ? (outcome.afterMs ?? 1000) : 1000);
      }
    },
  };
}

/** What a session remembers of a route after an event; the rules of `ReplyRoute`. */
export function routeAfter(route: ReplyRoute | null, event: ChannelEvent, accountId: string, kind: FakePlatform["kind"]): ReplyRoute | null {
  if (event.type !== "message" && event.type !== "presence") return route;
  if (event.type === "message" && event.echo) return route;
  const base: ReplyRoute = route ?? { channel: { kind, accountId }, thread: event.thread, identities: [], lastInboundAt: 0, sentSince: 0 };
  const next: ReplyRoute = { ...base, thread: event.thread, identities: [...event.from.ids] };
  if (event.opens !== undefined) return { ...next, brief: { event: event.opens, at: event.at, sentSince: 0 }, ...(event.reply ? { handle: event.reply } : {}) };
  if (event.type === "presence") return event.reply ? { ...next, handle: event.reply, sentSince: 0 } : next;
  return { ...next, lastInboundAt: event.at, sentSince: 0, lastProviderId: event.providerId, ...(event.reply ? { handle: event.reply } : {}) };
}

/** After so many platform messages were sent. */
export const routeAfterSent = (route: ReplyRoute, count: number): ReplyRoute => ({
  ...route,
  sentSince: route.sentSince + count,
  ...(route.brief ? { brief: { ...route.brief, sentSince: route.brief.sentSince + count } } : {}),
});
