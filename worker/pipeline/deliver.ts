/** The third verb: one reply to its platform — fitted, inside the window, within the quota, or refused before anything is sent. */
import type { OutboundMessage, Outcome, ReplyWindow } from "../../protocol/channels.ts";
import type { ReplyRoute } from "../../protocol/conversation.ts";
import type { Address, DeliverTask } from "../../protocol/ports.ts";
import { performCall, performCalls } from "../channels/call.ts";
import type { Rendering } from "../channels/channel.ts";
import type { BoundChannel } from "../channels/registry.ts";
import { planReply, windowFacts } from "../channels/rules.ts";
import type { Services } from "../services.ts";
import { callerOf } from "./caller.ts";
import { linkTo } from "./media.ts";
import { paceOf } from "./pacing.ts";

/** Replies there are pushed by the session itself, or read by the host: stored is sent. */
const WITHOUT_PLATFORM: ReadonlySet<string> = new Set(["web", "app", "api"]);

/** What became of an attempt, as the road's traces and figures know it. */
const ENDED = { sent: "sent", retry: "due again", refused: "parked", unknown: "parked" } as const;

export async function deliver(services: Services, task: DeliverTask): Promise<Outcome> {
  const outcome = await attempt(services, task);
  const labels = { channel: task.channel.kind, outcome: outcome.outcome };
  services.metrics.count("kefu_deliveries_total", "Attempts to send a reply, by what became of them", labels);
  services.traces.note(task.tenant, ENDED[outcome.outcome], task.message.id, task.trace);
  return outcome;
}

async function attempt(services: Services, task: DeliverTask): Promise<Outcome> {
  if (WITHOUT_PLATFORM.has(task.channel.kind)) return { outcome: "sent", providerIds: [] };
  const looked = await services.accounts.find(task.channel.accountId);
  if (looked.look === "unreachable") return { outcome: "retry", class: "transient", code: "account_unreachable" };
  if (looked.look === "missing") return { outcome: "refused", class: "gone", code: "no_account", detail: "This channel account is no longer set up" };
  if (looked.look === "broken") return { outcome: "refused", class: "auth", code: "account_broken", detail: looked.detail };
  const { account } = looked;
  const { channel } = account;
  if (task.interrupted && !channel.capabilities.idempotentSend)
    return { outcome: "unknown", code: "interrupted", detail: "The last attempt was cut off; the message may have arrived" };
  const links = await linkTo(services, task.tenant, task.message.parts);
  const now = services.now();
  const plan = planReply(task.message, channel.capabilities, windowFacts(task.route, task.message.author), now, links);
  switch (plan.plan) {
    case "closed":
      return {
        outcome: "refused",
        class: plan.window.reason === "blocked" ? "blocked" : plan.window.reason,
        code: `window_${plan.window.reason}`,
        detail: closedWords(plan.window),
      };
    case "too_long":
      return {
        outcome: "refused",
        class: "quota",
        code: "too_long_for_quota",
        detail: `Needs ${plan.needed} messages, ${plan.left} are left until the customer writes again`,
      };
    case "refused":
      return { outcome: "refused", class: "invalid", code: plan.code, detail: plan.detail };
    case "send": {
      const { calls } = rendered(channel, plan.message, now);
      const caller = { ...callerOf(services, account), pace: paceOf(account, task.message.thread) };
      const { outcome } = await performCalls(calls, caller, plan.count, task.progress);
      services.channelHealth.sent(account.id, outcome);
      services.health.report(
        `channel:${account.kind}`,
        outcome.outcome === "retry" || outcome.outcome === "unknown" ? "degraded" : "ok",
        codeOf(outcome),
        services.now(),
      );
      return outcome;
    }
    default:
      return plan satisfies never;
  }
}

/** The webhook's own answer is long gone when a reply is sent: what could only go back in it goes by the platform's interface. */
function rendered(channel: BoundChannel, message: OutboundMessage, now: number): Rendering {
  const rendering = channel.render(message, now);
  if (!rendering.passive) return rendering;
  const { reply: _, ...later } = message;
  return channel.render(later, now);
}

const codeOf = (outcome: Outcome): string => (outcome.outcome === "sent" ? "" : outcome.code);

const REMEDIES = {
  template: "a template may still be sent",
  human_agent: "an agent may still write",
  other_channel: "use another channel",
  wait_for_customer: "wait until the customer writes again",
} as const;

const closedWords = (window: Extract<ReplyWindow, { state: "closed" }>): string =>
  `The right to answer here has ended${window.remedy ? `; ${REMEDIES[window.remedy]}` : ""}`;

/** Typing or read marks on the platform. Nobody waits for them and nothing depends on them. */
export async function signal(services: Services, _address: Address, route: ReplyRoute, kind: "typing" | "read"): Promise<void> {
  if (WITHOUT_PLATFORM.has(route.channel.kind)) return;
  const looked = await services.accounts.find(route.channel.accountId);
  if (looked.look !== "found") return;
  const call = looked.account.channel.signal(kind, { thread: route.thread, ids: route.identities }, route.lastProviderId ?? null);
  if (call) await performCall(call, callerOf(services, looked.account));
}
