import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ListedConversation } from "../../../console/src/api/shapes.ts";
import { partIn } from "../../../console/src/state/consults.ts";
import { type DeskState, emptyState } from "../../../console/src/state/model.ts";
import { reduce } from "../../../console/src/state/reduce.ts";
import { mine } from "../../../console/src/state/rows.ts";
import type { ConsultNews, DeskEvent } from "../../../protocol/agent-frames.ts";
import type { Consult, Conversation, ConversationView, Turn } from "../../../protocol/conversation.ts";

const ME = "ag_me";
const NOW = 1_800_000_000_000;
const CHANNEL = { kind: "web", accountId: "web" } as const;

const conversation = (id: string, part: Partial<Conversation> = {}): Conversation => ({
  id,
  customerId: "cu_1",
  status: "open",
  owner: { kind: "agent", agentId: ME },
  epoch: 1,
  lastAgentId: ME,
  teamId: "support",
  channels: [CHANNEL],
  labels: [],
  priority: 0,
  language: null,
  openedAt: NOW,
  lastTurnAt: NOW,
  lastTurnSeq: 1,
  waitingSince: null,
  snoozedUntil: null,
  resolvedAt: null,
  firstReplyAt: null,
  preview: "",
  ...part,
});

const turn = (conversationId: string, seq: number, part: Partial<Turn> = {}): Turn => ({
  id: `tn_${conversationId}_${seq}`,
  seq,
  conversationId,
  topicId: null,
  kind: "message",
  author: { kind: "customer" },
  channel: CHANNEL,
  identity: "anon:web:1",
  thread: "t",
  parts: [{ type: "text", text: `words ${seq}` }],
  at: NOW + seq,
  ...part,
});

const view = (id: string, turns: Turn[], nextBefore: number | null = null): ConversationView => ({
  customer: {
    id: "cu_1",
    tenant: "demo",
    name: "Li",
    avatarUrl: null,
    locale: null,
    identities: [],
    facts: [],
    grafts: [],
    blocked: false,
    firstSeenAt: NOW,
    lastSeenAt: NOW,
  },
  conversation: conversation(id, { lastTurnSeq: turns.at(-1)?.seq ?? 0 }),
  topics: [],
  turns,
  nextBefore,
  suggestions: [],
  orders: [],
  window: null,
  others: [],
});

const begun = (seq: number): DeskState => reduce(emptyState(ME), { do: "welcome", seq, presence: { state: "online" }, behind: false });
const told = (state: DeskState, seq: number, event: DeskEvent): DeskState => reduce(state, { do: "event", seq, event });
const arrival = (conversationId: string, seq: number): DeskEvent => ({
  id: `turn:${conversationId}:${seq}`,
  at: NOW + seq,
  type: "turn",
  conversationId,
  turn: turn(conversationId, seq),
});

describe("what the console knows", () => {
  it("shows every turn once and in order, however often the feed is told again", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 19 }), { maxLength: 60 }), (resumes) => {
        const events = Array.from({ length: 20 }, (_, index) => arrival("cv_1", index + 2));
        let state = reduce(begun(0), { do: "viewed", view: view("cv_1", [turn("cv_1", 1)]) });
        let next = 0;
        for (const from of [...resumes, 0]) {
          // A new connection tells everything after a number that is at most what is known, then goes on a little.
          const end = Math.min(events.length, next + 2);
          for (let at = Math.min(from, next); at < end; at++) state = told(state, at + 1, events[at] as DeskEvent);
          next = end;
        }
        for (let at = next; at < events.length; at++) state = told(state, at + 1, events[at] as DeskEvent);
        expect(state.threads.cv_1?.turns.map((known) => known.seq)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
        expect(state.unread.cv_1).toBe(20);
      }),
    );
  });

  it("never lets an older word about an owner undo a newer one", () => {
    const newer = conversation("cv_1", { owner: { kind: "queue", teamId: "support" }, epoch: 3 });
    let state = told(begun(0), 1, { id: "a", at: NOW, type: "conversation", conversation: newer, name: "Li" });
    state = reduce(state, { do: "changed", conversation: conversation("cv_1", { epoch: 2 }) });
    expect(state.rows.cv_1?.owner).toEqual({ kind: "queue", teamId: "support" });
    expect(mine(state.rows, ME)).toEqual([]);
  });

  it("takes a conversation off my list when it goes to somebody else", () => {
    let state = told(begun(0), 1, { id: "a", at: NOW, type: "assigned", conversation: conversation("cv_1"), name: "Li" });
    expect(mine(state.rows, ME).map((row) => row.id)).toEqual(["cv_1"]);
    state = told(state, 2, { id: "b", at: NOW, type: "unassigned", conversationId: "cv_1", epoch: 2, reason: "transferred" });
    expect(mine(state.rows, ME)).toEqual([]);
  });

  it("shows my words once, whether the feed or the answer of the server comes first", () => {
    const outgoing = { key: "k", conversationId: "cv_1", kind: "reply" as const, text: "hello", at: NOW, state: "sending" as const };
    const sent = turn("cv_1", 2, { kind: "reply", author: { kind: "agent", id: ME }, parts: [{ type: "text", text: "hello" }] });
    const start = reduce(reduce(begun(0), { do: "viewed", view: view("cv_1", [turn("cv_1", 1)]) }), { do: "outgoing", outgoing });
    const event: DeskEvent = { id: "e", at: NOW, type: "turn", conversationId: "cv_1", turn: sent };
    const feedFirst = reduce(told(start, 1, event), { do: "sent", key: "k", turn: sent });
    const answerFirst = told(reduce(start, { do: "sent", key: "k", turn: sent }), 1, event);
    for (const state of [feedFirst, answerFirst]) {
      expect(state.outgoing).toEqual([]);
      expect(state.threads.cv_1?.turns.map((known) => known.id)).toEqual(["tn_cv_1_1", sent.id]);
    }
  });

  it("leaves no hole in a conversation when more was missed than one page holds", () => {
    const start = reduce(begun(0), { do: "viewed", view: view("cv_1", [turn("cv_1", 1), turn("cv_1", 2)]) });
    const state = reduce(start, { do: "viewed", view: view("cv_1", [turn("cv_1", 60), turn("cv_1", 61)], 60) });
    expect(state.threads.cv_1?.turns.map((known) => known.seq)).toEqual([60, 61]);
    expect(state.threads.cv_1?.nextBefore).toBe(60);
  });

  it("keeps the summary of a whole page when only what stands around the turns was asked for", () => {
    const summary = { facts: [], topics: [], elsewhere: [], orders: [] } as unknown as ConversationView["summary"] & object;
    const [whole, narrow] = [{ ...summary }, { ...summary }];
    const known = reduce(begun(0), { do: "viewed", view: { ...view("cv_1", [turn("cv_1", 1), turn("cv_1", 2)]), summary: whole } });
    const refreshed = reduce(known, { do: "viewed", view: { ...view("cv_1", [turn("cv_1", 2)], 2), summary: narrow } });
    expect(refreshed.threads.cv_1?.summary).toBe(whole);
    const single = reduce(begun(0), { do: "viewed", view: { ...view("cv_2", [turn("cv_2", 1)]), summary: narrow } });
    expect(single.threads.cv_2?.summary).toBe(narrow);
  });

  it("keeps a colleague's question to me until it is over, and mine in its conversation; helping makes nothing unread", () => {
    const OTHER = "ag_other";
    const consult = (part: Partial<Consult> = {}): Consult => ({
      id: "ev_1",
      by: OTHER,
      to: { kind: "agent", agentId: ME },
      asked: [ME],
      helperId: null,
      handing: false,
      at: NOW,
      ...part,
    });
    const event = (conversationId: string, news: ConsultNews, now: Consult | null): Extract<DeskEvent, { type: "consult" }> => ({
      id: `${conversationId}:${news}`,
      at: NOW,
      type: "consult",
      conversationId,
      name: "Li",
      news,
      consult: now,
      by: now?.by ?? null,
    });
    const theirs = conversation("cv_1", { owner: { kind: "agent", agentId: OTHER } });
    let state = reduce(begun(0), { do: "changed", conversation: theirs });
    state = told(state, 1, event("cv_1", "asked", consult()));
    expect([partIn(consult(), ME), state.questions.cv_1?.name, state.rows.cv_1?.consult]).toEqual(["asked", "Li", consult()]);
    state = told(state, 2, { id: "t", at: NOW, type: "turn", conversationId: "cv_1", turn: turn("cv_1", 2), helping: true });
    expect(state.unread).toEqual({});
    const mineToo = consult({ by: ME, to: { kind: "agent", agentId: OTHER }, asked: [OTHER] });
    state = reduce(state, { do: "changed", conversation: conversation("cv_2", { consult: mineToo, callBack: { at: NOW, words: "" } }) });
    state = told(state, 3, event("cv_2", "asked", mineToo));
    expect(Object.keys(state.questions)).toEqual(["cv_1"]);
    const listed = { ...conversation("cv_2"), name: "Li", ownerKind: "agent", agentId: ME, channel: "web" } as unknown as ListedConversation;
    state = reduce(state, { do: "listed", rows: [listed] });
    expect(state.rows.cv_2).toMatchObject({ consult: mineToo, callBack: { at: NOW } });
    const later = reduce(state, { do: "listed", rows: [{ ...listed, lastTurnSeq: listed.lastTurnSeq + 1, callBack: { at: NOW + 1, words: "" } }] });
    expect(later.rows.cv_2).toMatchObject({ callBack: { at: NOW + 1 } });
    expect(later.rows.cv_2).not.toHaveProperty("consult");
    expect(reduce(state, { do: "gone", conversationId: "cv_1" }).rows).not.toHaveProperty("cv_1");
    const over = told(state, 4, event("cv_1", "taken_back", null));
    expect([over.questions, over.rows.cv_1]).toEqual([{}, expect.not.objectContaining({ consult: expect.anything() })]);
    const behind = reduce(state, { do: "welcome", seq: 90, presence: { state: "online" }, behind: true });
    expect(behind.questions).toEqual({});
    expect(reduce(behind, { do: "questions", asked: [event("cv_3", "handing", consult({ helperId: ME, handing: true }))] }).questions.cv_3).toBeDefined();
  });

  it("never sets a delivery back", () => {
    const reply = turn("cv_1", 2, { kind: "reply", author: { kind: "agent", id: ME }, delivery: { state: "delivered", at: NOW } });
    const start = reduce(begun(0), { do: "viewed", view: view("cv_1", [reply]) });
    const state = told(start, 1, { id: "d", at: NOW, type: "delivery", conversationId: "cv_1", turnId: reply.id, delivery: { state: "sent", at: NOW } });
    expect(state.threads.cv_1?.turns[0]?.delivery?.state).toBe("delivered");
  });

  it("keeps a suggestion away that was put away, whatever answer was on its way meanwhile", () => {
    const offered = { ...view("cv_1", [turn("cv_1", 1)]), suggestions: [{ id: "su_1" }, { id: "su_2" }] as ConversationView["suggestions"] };
    let state = reduce(begun(0), { do: "viewed", view: offered });
    state = reduce(state, { do: "suggestion_gone", conversationId: "cv_1", suggestionId: "su_1" });
    state = reduce(state, { do: "viewed", view: offered });
    expect(state.threads.cv_1?.suggestions.map(({ id }) => id)).toEqual(["su_2"]);
  });

  it("keeps nothing of an erased customer, not even who types or looks at their conversation", () => {
    const [gone, other] = ["cv_abc_1", "cv_xyz_1"];
    let state = begun(0);
    for (const id of [gone, other]) {
      state = reduce(state, { do: "changed", conversation: conversation(id) });
      state = reduce(state, { do: "typing", conversationId: id, on: true, text: `my address is ${id}`, at: NOW });
      state = reduce(state, { do: "viewing", conversationId: id, agents: [{ agentId: "ag_2", name: "Wen", typing: false }] });
    }
    state = told(state, 1, { id: "e", at: NOW, type: "erased", customerIds: ["cu_abc"] });
    for (const known of [state.rows, state.typing, state.viewers]) expect(Object.keys(known)).toEqual([other]);
    expect(JSON.stringify(state)).not.toContain(gone);
  });

  it("lists urgent conversations first, then who waits longest", () => {
    const rows = [
      conversation("cv_late", { waitingSince: NOW }),
      conversation("cv_early", { waitingSince: NOW - 1_000 }),
      conversation("cv_urgent", { priority: 3 }),
      conversation("cv_answered"),
      conversation("cv_asleep", { status: "snoozed", priority: 3 }),
    ];
    const state = rows.reduce((known, row) => reduce(known, { do: "changed", conversation: row }), begun(0));
    expect(mine(state.rows, ME).map((row) => row.id)).toEqual(["cv_urgent", "cv_early", "cv_late", "cv_answered", "cv_asleep"]);
  });
});
