/** Doing what a macro or a rule says to one conversation: action by action, each with its own key, so that doing it twice changes nothing. */
import type { Action } from "../../protocol/automation.ts";
import type { ConversationView } from "../../protocol/conversation.ts";
import type { Author } from "../../protocol/message.ts";
import type { ConversationChange } from "../../protocol/ports.ts";
import { type Filled, fillIn, type Values } from "../automation/fill-in.ts";
import type { Services } from "../services.ts";
import { type Changed, changeIn, type Replied, replyIn } from "./commands.ts";
import { agentTaker, teamTaker } from "./takers.ts";

const MINUTE_MS = 60_000;

export interface Deed {
  tenant: string;
  conversationId: string;
  author: Extract<Author, { kind: "agent" } | { kind: "bot" }>;
  /** Idempotency: action n goes by `key:n`. */
  key: string;
  values: Values;
  /** The text of a canned reply that the doer may use; null = there is none. */
  canned(id: string): Promise<string | null>;
  /** The rules that led here, the last one first; absent = a person did. */
  cause?: readonly string[];
}

export type Done = { action: Action["action"]; outcome: "done" | "already" } | { action: Action["action"]; outcome: "refused"; code: string; detail: string };

/** In order; stops at the first refusal, since what follows was meant to come after it. */
export async function act(services: Services, deed: Deed, actions: readonly Action[]): Promise<Done[]> {
  const done: Done[] = [];
  for (const [index, action] of actions.entries()) {
    const one = await actOnce(services, { ...deed, key: `${deed.key}:${index}` }, action);
    done.push(one);
    if (one.outcome === "refused") break;
  }
  return done;
}

/** The words an action would send or note; null for actions without words. */
export async function wordsOf(deed: Pick<Deed, "canned" | "values">, action: Action): Promise<Filled | null> {
  if (action.action === "reply" || action.action === "note") return fillIn(action.text, deed.values);
  if (action.action !== "canned") return null;
  const text = await deed.canned(action.cannedId);
  return text === null ? { ok: false, missing: [] } : fillIn(text, deed.values);
}

async function actOnce(services: Services, deed: Deed, action: Action): Promise<Done> {
  switch (action.action) {
    case "reply":
    case "canned":
    case "note":
      return speak(services, deed, action);
    case "assign":
    case "team":
      return give(services, deed, action);
    case "label":
    case "priority":
    case "bot":
    case "snooze":
    case "resolve":
    case "reopen":
      return doneOf(action, await changed(services, deed, changeOf(action, services.now())));
    default:
      return action satisfies never;
  }
}

/** Whoever a macro names may have left since it was written: nothing is given to nobody. */
async function give(services: Services, deed: Deed, action: Extract<Action, { action: "assign" | "team" }>): Promise<Done> {
  const refused = (code: string, detail: string): Done => ({ action: action.action, outcome: "refused", code, detail });
  const { tenant } = deed;
  const taker = action.action === "team" ? await teamTaker(services, tenant, action.teamId) : await agentTaker(services, tenant, action.agentId);
  switch (taker.outcome) {
    case "there": {
      const change: ConversationChange =
        action.action === "team"
          ? { change: "assign", agentId: null, teamId: action.teamId }
          : { change: "assign", agentId: action.agentId, agentTeams: taker.agentTeams };
      return doneOf(action, await changed(services, deed, change));
    }
    case "refused":
      return refused(taker.reason, taker.detail);
    case "unreachable":
      return refused("unavailable", "Colleagues cannot be looked up just now");
    default:
      return taker satisfies never;
  }
}

async function speak(services: Services, deed: Deed, action: Extract<Action, { action: "reply" | "canned" | "note" }>): Promise<Done> {
  const words = await wordsOf(deed, action);
  if (!words?.ok) {
    const missing = words?.missing ?? [];
    return {
      action: action.action,
      outcome: "refused",
      code: missing.length > 0 ? "missing_variable" : "no_canned_reply",
      detail: missing.length > 0 ? `No value for ${missing.join(", ")}` : "This canned reply is gone",
    };
  }
  if (action.action === "note") return doneOf(action, await changed(services, deed, { change: "note", turnId: "", text: words.text }));
  const { author, key, cause } = deed;
  return doneOf(action, await replyIn(services, deed.tenant, deed.conversationId, { key, author, parts: [{ type: "text", text: words.text }], cause }));
}

const changed = (services: Services, { tenant, conversationId, key, author, cause }: Deed, change: ConversationChange): Promise<Changed> =>
  changeIn(services, tenant, conversationId, { key, by: author, change, cause });

function changeOf(action: Exclude<Action, { action: "reply" | "canned" | "note" | "assign" | "team" }>, now: number): ConversationChange {
  switch (action.action) {
    case "label":
      return { change: "label", add: action.add, remove: action.remove };
    case "priority":
      return { change: "priority", priority: action.priority };
    case "bot":
      return { change: "transfer", to: { kind: "bot" } };
    case "snooze":
      return { change: "snooze", until: now + action.minutes * MINUTE_MS };
    case "resolve":
      return { change: "resolve", ...(action.reason === undefined ? {} : { reason: action.reason }) };
    case "reopen":
      return { change: "reopen" };
    default:
      return action satisfies never;
  }
}

function doneOf({ action }: Action, answer: Changed | Replied): Done {
  switch (answer.outcome) {
    case "changed":
    case "queued":
      return { action, outcome: "done" };
    case "stale":
      return { action, outcome: "refused", code: "stale", detail: "Somebody else has this conversation now" };
    case "refused":
      // What is so already needs no doing.
      return answer.code === "already" ? { action, outcome: "already" } : { action, outcome: "refused", code: answer.code, detail: answer.detail };
    case "unavailable":
      return { action, outcome: "refused", code: "unavailable", detail: answer.detail };
    default:
      return answer satisfies never;
  }
}

/** What Kefu itself knows of a conversation, for templates. */
export function valuesOf(view: Pick<ConversationView, "customer" | "conversation" | "orders">, agent: string | undefined, now: number): Values {
  const { customer, conversation, orders } = view;
  const [order] = orders;
  const identity = (kind: string): string | undefined => customer.identities.find((one) => one.kind === kind)?.value;
  return {
    customer: customer.name ?? undefined,
    agent,
    team: conversation.teamId ?? undefined,
    channel: conversation.channels[0]?.kind,
    conversation: conversation.id,
    order: order?.number,
    tracking: order?.tracking?.number,
    email: identity("email"),
    phone: identity("phone"),
    date: new Date(now).toISOString().slice(0, 10),
  };
}
