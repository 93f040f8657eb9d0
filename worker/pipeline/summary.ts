/** What a colleague needs to take a conversation over: facts, topics and the last state, each taken word by word from what was said. Pure. */
import type { ConversationSummary, ConversationView, SummaryFact, SummaryTopic, Topic, Turn } from "../../protocol/conversation.ts";
import { textOf } from "../../protocol/message.ts";
import type { Fact } from "../../protocol/understanding.ts";

const MOST_FACTS = 12;
const MOST_TOPICS = 8;
/** Words of a turn that are shown, UTF-16 units. */
const SHOWN_UNITS = 160;

function toldBy(fact: Fact): SummaryFact["told"] {
  const { source } = fact;
  if ("channel" in source) return { by: "customer", channel: source.channel };
  return "agentId" in source ? { by: "agent", agentId: source.agentId } : { by: "host" };
}

/** Newest first; of what is one thing at a time, older values go below the newest. */
function factsOf(view: ConversationView, now: number): SummaryFact[] {
  const here = new Set<string>(view.conversation.channels.map((channel) => channel.kind));
  return view.customer.facts
    .toSorted((a, b) => b.source.at - a.source.at)
    .slice(0, MOST_FACTS)
    .map((fact) => {
      const told = toldBy(fact);
      const { at } = fact.source;
      return {
        id: fact.id,
        name: fact.name,
        value: fact.value,
        told,
        at,
        ageMs: Math.max(0, now - at),
        elsewhere: told.by === "customer" && !here.has(told.channel),
      };
    });
}

const isSpoken = (turn: Turn): boolean => (turn.kind === "message" || turn.kind === "reply") && turn.deletedAt === undefined;
const wordsOf = (turn: Turn): string => textOf(turn.parts).slice(0, SHOWN_UNITS);

function topicsOf({ topics, turns, conversation }: ConversationView): SummaryTopic[] {
  const lastReply = turns.findLast((turn) => turn.kind === "reply")?.seq ?? 0;
  const begun = (topic: Topic): string => {
    const turn = turns.find((one) => one.kind === "message" && one.seq >= topic.firstSeq && one.topicId === topic.id && isSpoken(one));
    return turn ? wordsOf(turn) : "";
  };
  return topics
    .toSorted((a, b) => b.lastSeq - a.lastSeq)
    .slice(0, MOST_TOPICS)
    .map((topic) => ({
      name: topic.name,
      intents: topic.intents,
      words: begun(topic),
      open: conversation.status !== "resolved" && topic.lastSeq > lastReply,
    }));
}

function lastOf(turns: readonly Turn[], kind: "message" | "reply"): ConversationSummary["last"]["customer"] {
  const turn = turns.findLast((one) => one.kind === kind && isSpoken(one));
  return turn ? { turnId: turn.id, by: turn.author.kind, channel: turn.channel.kind, text: wordsOf(turn), at: turn.at } : null;
}

/** Of the newest page of a conversation. */
export function summaryOf(view: ConversationView, now: number): ConversationSummary {
  const { conversation, turns, orders, others } = view;
  return {
    facts: factsOf(view, now),
    topics: topicsOf(view),
    elsewhere: others.flatMap(({ id, status, channels, lastTurnAt, topics = [] }) =>
      status === "resolved" || topics.length === 0
        ? []
        : [{ conversationId: id, channels: channels.map((channel) => channel.kind), at: lastTurnAt, topics: topics.map((topic) => topic.name) }],
    ),
    orders: orders.map(({ number, status }) => ({ number, status })),
    last: {
      customer: lastOf(turns, "message"),
      shop: lastOf(turns, "reply"),
      status: conversation.status,
      waitsFor: conversation.status === "resolved" ? "nobody" : conversation.waitingSince === null ? "customer" : "shop",
      waitingSince: conversation.waitingSince,
    },
  };
}
