/** Does a rule fit what happened? Pure: the same for what happens now and for a dry run over the past. */
import type { Condition, Conditions } from "../../protocol/automation.ts";
import type { ToldEvent } from "../../protocol/events.ts";
import { textOf } from "../../protocol/message.ts";

export type Fact = string | number | readonly string[] | null | undefined;
export type Facts = Readonly<Record<string, Fact>>;

const lower = (text: string): string => text.normalize("NFKC").toLowerCase();
const listOf = (fact: Fact): string[] => (fact === null || fact === undefined ? [] : (Array.isArray(fact) ? fact : [String(fact)]).map(lower));

function holdsOne(condition: Condition, facts: Facts): boolean {
  const fact = Object.hasOwn(facts, condition.field) ? facts[condition.field] : undefined;
  const known = listOf(fact);
  const wanted = (Array.isArray(condition.value) ? condition.value : [String(condition.value)]).map(lower);
  switch (condition.op) {
    case "is":
      return known.some((one) => wanted.includes(one));
    case "is_not":
      return !known.some((one) => wanted.includes(one));
    case "contains":
      return known.some((one) => wanted.some((part) => one.includes(part)));
    case "contains_not":
      return !known.some((one) => wanted.some((part) => one.includes(part)));
    case "at_least":
      return compared(fact, condition.value, (a, b) => a >= b);
    case "at_most":
      return compared(fact, condition.value, (a, b) => a <= b);
    case "exists":
      return known.some((one) => one !== "");
    case "missing":
      return !known.some((one) => one !== "");
    default:
      return condition.op satisfies never;
  }
}

/** What is no number is neither more nor less. */
function compared(fact: Fact, value: Condition["value"], than: (a: number, b: number) => boolean): boolean {
  const [a, b] = [fact, value].map((one) => (typeof one === "number" ? one : typeof one === "string" && one.trim() !== "" ? Number(one) : Number.NaN));
  return a !== undefined && b !== undefined && than(a, b);
}

/** All of `all`, and one of `any` where there are some. */
export const holds = ({ all, any }: Conditions, facts: Facts): boolean =>
  all.every((condition) => holdsOne(condition, facts)) && (any.length === 0 || any.some((condition) => holdsOne(condition, facts)));

const detailFacts = (detail: Readonly<Record<string, string>> | undefined): Facts =>
  Object.fromEntries(Object.entries(detail ?? {}).map(([name, value]) => [`detail.${name}`, value]));

/** What an event's conversation says, as rules ask it now and as the read model keeps it for the dry run. */
export function conversationFacts({ conversation, turn }: Pick<ToldEvent, "conversation" | "turn">) {
  const channel = turn?.channel ?? conversation?.channels[0];
  return {
    team: conversation?.teamId,
    status: conversation?.status,
    owner: conversation?.owner.kind,
    agent: conversation?.owner.kind === "agent" ? conversation.owner.agentId : null,
    channel: channel?.kind,
    account: channel?.accountId,
    labels: conversation?.labels,
    priority: conversation?.priority,
    language: conversation?.language,
  };
}

export function factsOf(event: ToldEvent): Facts {
  const { turn, by, detail } = event;
  const { labels, ...known } = conversationFacts(event);
  return {
    ...detailFacts(detail),
    ...known,
    label: labels,
    text: turn ? textOf(turn.parts) : null,
    intent: turn?.intents?.map(({ name }) => name),
    by: by?.kind,
  };
}

/** An event of the past as the read model keeps it (worker/pipeline/project writes `facts`). */
export interface PastEvent {
  id: string;
  at: number;
  conversationId: string;
  byKind: string | null;
  /** JSON */
  detail: string;
  facts: string;
  intents: string | null;
  text: string | null;
}

export function factsOfPast({ byKind, detail, facts, intents, text }: PastEvent): Facts {
  const { labels, ...known } = JSON.parse(facts) as Record<string, Fact> & { labels?: string[] };
  return {
    ...detailFacts(JSON.parse(detail) as Record<string, string>),
    ...known,
    label: labels,
    by: byKind,
    text,
    intent: JSON.parse(intents ?? "[]") as string[],
  };
}
