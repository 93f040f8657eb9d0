import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { conversationIdAt, inOrder, joinConversation, joinTurn, mergeTrees, type Tree } from "../../../../durable-objects/customer-session/session-merge.ts";
import { type Conversation, type CustomerProfile, DELIVERY_STATES, type ReplyRoute, type Topic, type Turn } from "../../../../protocol/conversation.ts";
import { newConversationId } from "../../../../protocol/ids.ts";

const id = (prefix: string): fc.Arbitrary<string> => fc.integer({ min: 0, max: 7 }).map((n) => `${prefix}_${n}`);
const time = fc.integer({ min: 0, max: 50 });
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const set = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;

/** Copies of one turn differ only in what can change after it was written. */
const turn = fc
  .record({
    id: id("tn"),
    delivery: maybe(fc.constantFrom(...DELIVERY_STATES)),
    editedAt: maybe(time),
    deletedAt: maybe(time),
    topicId: fc.option(id("tp")),
    providerId: maybe(id("p")),
    seen: time,
  })
  .map(({ id: turnId, delivery, editedAt, deletedAt, topicId, providerId, seen }): Turn => {
    const n = Number(turnId.slice(3));
    return set({
      id: turnId,
      seq: n + 1,
      conversationId: `cv_${n % 3}`,
      topicId,
      kind: "reply" as const,
      author: { kind: "bot" as const },
      channel: { kind: "api" as const, accountId: "api" },
      identity: "i",
      thread: "t",
      parts: deletedAt === undefined ? [{ type: "text" as const, text: `${turnId} ${editedAt ?? ""}` }] : [],
      at: n,
      providerAt: n % 2 ? 100 - n : n,
      delivery: delivery ? { state: delivery, at: seen } : undefined,
      editedAt,
      deletedAt,
      providerId,
    });
  });

const conversation = fc
  .record({
    id: id("cv"),
    epoch: fc.integer({ min: 0, max: 3 }),
    agent: id("ag"),
    status: fc.constantFrom("open" as const, "resolved" as const),
    at: time,
    reply: fc.option(time),
    labels: fc.subarray(["vip", "refund"]),
  })
  .map(
    (given): Conversation => ({
      id: given.id,
      customerId: "cu",
      status: given.status,
      owner: { kind: "agent", agentId: given.agent },
      epoch: given.epoch,
      lastAgentId: given.agent,
      teamId: null,
      channels: [],
      labels: given.labels,
      priority: 0,
      language: null,
      openedAt: given.at,
      lastTurnAt: given.at + 1,
      lastTurnSeq: given.at,
      waitingSince: null,
      snoozedUntil: null,
      resolvedAt: null,
      firstReplyAt: given.reply,
      preview: "",
    }),
  );

const topic = fc
  .record({ id: id("tp"), seq: time, intents: fc.subarray(["a", "b", "c"]) })
  .map((given): Topic => ({ id: given.id, conversationId: "cv_0", name: given.id, intents: given.intents, firstSeq: given.seq, lastSeq: given.seq + 3 }));
const route = fc.record({ account: id("ch"), at: time, sent: time }).map(
  (given): ReplyRoute => ({
    channel: { kind: "api", accountId: given.account },
    thread: "t",
    identities: [],
    lastInboundAt: given.at,
    sentSince: given.sent,
  }),
);
const profile = fc
  .record({
    name: fc.option(id("name")),
    identities: fc.array(fc.record({ value: id("x"), verified: fc.boolean() }), { maxLength: 4 }),
    facts: fc.array(fc.record({ id: id("fa"), value: id("v"), at: time }), { maxLength: 4 }),
    at: time,
  })
  .map(
    (given): CustomerProfile => ({
      id: "cu",
      tenant: "demo",
      name: given.name,
      avatarUrl: null,
      locale: null,
      identities: given.identities.map((identity) => ({ kind: "openid", scope: "", ...identity })),
      facts: given.facts.map((fact) => ({ id: fact.id, name: "order", value: fact.value, source: { turnId: "t", channel: "api", at: fact.at } })),
      grafts: [],
      blocked: false,
      firstSeenAt: given.at,
      lastSeenAt: given.at + 1,
    }),
  );
const tree: fc.Arbitrary<Tree> = fc
  .record({
    profile,
    conversations: fc.array(conversation, { maxLength: 6 }),
    topics: fc.array(topic, { maxLength: 5 }),
    turns: fc.array(turn, { maxLength: 10 }),
    routes: fc.array(route, { maxLength: 5 }),
  })
  // A tree has one copy of each thing: merging with nothing brings copies together.
  .map((given) => mergeTrees(given, { profile: given.profile, conversations: [], topics: [], turns: [], routes: [] }));

describe("merging trees", () => {
  it("does not depend on who is merged into whom", () => {
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        expect(mergeTrees(a, b)).toEqual(mergeTrees(b, a));
      }),
    );
  });
  it("does not depend on which two come together first", () => {
    fc.assert(
      fc.property(tree, tree, tree, (a, b, c) => {
        expect(mergeTrees(mergeTrees(a, b), c)).toEqual(mergeTrees(a, mergeTrees(b, c)));
      }),
    );
  });
  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        const merged = mergeTrees(a, b);
        expect(mergeTrees(merged, b)).toEqual(merged);
        expect(mergeTrees(merged, merged)).toEqual(merged);
      }),
    );
  });
  it("loses no turn, conversation, topic, route or identity, and orders turns by sequence, then by the provider's time", () => {
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        const merged = mergeTrees(a, b);
        const ids = (rows: readonly { id: string }[]): string[] => [...new Set(rows.map((row) => row.id))].sort();
        expect(ids(merged.turns)).toEqual(ids([...a.turns, ...b.turns]));
        expect(ids(merged.conversations)).toEqual(ids([...a.conversations, ...b.conversations]));
        expect(ids(merged.topics)).toEqual(ids([...a.topics, ...b.topics]));
        expect([...merged.turns].sort(inOrder)).toEqual(merged.turns);
      }),
    );
  });
});

describe("two copies of one thing", () => {
  it("joins a turn: the later delivery state, the later edit, and a recall before everything", () => {
    fc.assert(
      fc.property(turn, turn, (a, b) => {
        const joined = joinTurn(a, { ...b, id: a.id });
        const rank = (one: Turn): number => (one.delivery ? DELIVERY_STATES.indexOf(one.delivery.state) : -1);
        expect(rank(joined)).toBe(Math.max(rank(a), rank(b)));
        if (a.deletedAt !== undefined || b.deletedAt !== undefined) expect(joined.parts).toEqual([]);
      }),
    );
  });
  it("joins a conversation: the higher epoch says who speaks", () => {
    fc.assert(
      fc.property(conversation, conversation, (a, b) => {
        const joined = joinConversation(a, { ...b, id: a.id });
        expect(joined.epoch).toBe(Math.max(a.epoch, b.epoch));
        if (a.epoch !== b.epoch) expect(joined.owner).toEqual((a.epoch > b.epoch ? a : b).owner);
      }),
    );
  });
});

it("a conversation's id at another customer carries that customer's hash and comes back as it was", () => {
  const mine = newConversationId("cu_aaaaaaaaaaaaaaaaaaaa", 1_000);
  const theirs = conversationIdAt(mine, "cu_bbbbbbbbbbbbbbbbbbbb");
  expect(theirs).toContain("bbbbbbbbbbbbbbbbbbbb");
  expect(theirs.slice(0, 13)).toBe(mine.slice(0, 13));
  expect(conversationIdAt(theirs, "cu_aaaaaaaaaaaaaaaaaaaa")).toBe(mine);
});
