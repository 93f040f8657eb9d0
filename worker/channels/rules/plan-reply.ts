/** What is sent, decided before anything is sent: fitted to the platform, inside the window, within the quota — or not at all. */
import type { OutboundMessage, ReplyWindow } from "../../../protocol/channels.ts";
import type { Capabilities } from "../channel.ts";
import { type Fitting, fitReply, type LinkOf } from "./fit-reply.ts";
import { replyWindow, type WindowFacts } from "./reply-window.ts";
import { TIGHT_FILL } from "./split-text.ts";

export type ReplyPlan =
  | { plan: "send"; message: OutboundMessage /** platform messages it takes */; count: number; window: Extract<ReplyWindow, { state: "open" }> }
  | { plan: "closed"; window: Extract<ReplyWindow, { state: "closed" }> }
  /** Needs more platform messages than are left: half an answer is worse than a clear refusal. */
  | { plan: "too_long"; needed: number; left: number; window: Extract<ReplyWindow, { state: "open" }> }
  | { plan: "refused"; code: Extract<Fitting, { fits: false }>["code"]; detail: string };

export function planReply(message: OutboundMessage, capabilities: Capabilities, facts: WindowFacts, now: number, linkOf?: LinkOf): ReplyPlan {
  const window = replyWindow(capabilities.window, { ...facts, author: message.author, isTemplate: message.template !== undefined }, now);
  if (window.state === "closed") return { plan: "closed", window };
  const nice = fitReply(message, capabilities, linkOf);
  if (!nice.fits) return { plan: "refused", code: nice.code, detail: nice.detail };
  const left = window.left ?? Number.POSITIVE_INFINITY;
  const fitted = nice.message.parts.length > left ? fitReply(message, capabilities, linkOf, TIGHT_FILL) : nice;
  if (!fitted.fits) return { plan: "refused", code: fitted.code, detail: fitted.detail };
  const count = Math.max(1, fitted.message.parts.length);
  return count > left ? { plan: "too_long", needed: count, left, window } : { plan: "send", message: fitted.message, count, window };
}
