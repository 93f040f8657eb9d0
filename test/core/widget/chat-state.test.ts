import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { VisitorServerFrame, VisitorTurn } from "../../../protocol/visitor-frames.ts";
import { agentNameOf, type ChatEvent, type ChatState, initialState, nextState, unreadTurns } from "../../../widget/chat/chat-state.ts";
import { keptOf, restored } from "../../../widget/chat/keeping.ts";
import type { Outgoing } from "../../../widget/chat/outgoing.ts";

const reached = (state: ChatState, ...events: ChatEvent[]): ChatState => events.reduce(nextState, state);
const frame = (frame: VisitorServerFrame): ChatEvent => ({ type: "frame", frame });
const welcome = (customerId: string, seq: number): ChatEvent =>
  frame({ t: "welcome", v: 1, customerId, seq, state: { owner: "none", conversationId: null, resolved: false } });
const turn = (seq: number, from: VisitorTurn["from"] = "agent", cid?: string): VisitorTurn => ({
  seq,
  id: `tn_${seq}`,
  conversationId: "cv_1",
  from,
  parts: [{ type: "text", text: `words ${seq}` }],
  at: seq,
  ...(cid === undefined ? {} : { cid }),
});
const msg = (seq: number, from: VisitorTurn["from"] = "agent", cid?: string): ChatEvent => frame({ t: "msg", seq, turn: turn(seq, from, cid) });
const words = (cid: string): Outgoing => ({ cid, at: 1, said: { kind: "send", parts: [{ type: "text", text: cid }] }, state: { is: "queued" } });

describe("what the chat knows", () => {
  it("shows a message once, whether the ack, another tab's copy or a resumed turn comes first", () => {
    const said = reached(initialState(), welcome("cu_1", 0), { type: "said", outgoing: words("a") }, { type: "sending", cid: "a" });
    const ack = frame({ t: "ack", cid: "a", seq: 4, id: "tn_4", at: 4, conversationId: "cv_1" });
    for (const events of [
      [ack, msg(4, "customer", "a")],
      [msg(4, "customer", "a"), ack],
      [ack, ack],
      [msg(4, "customer", "a"), msg(4, "customer", "a")],
    ]) {
      const state = reached(said, ...events);
      expect(state.turns.map((known) => known.seq)).toEqual([4]);
      expect(state.outgoing).toEqual([]);
    }
  });

  it("keeps the server's order and no turn twice, in whatever order and however often frames arrive", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 80 }), (seqs) => {
        const state = reached(initialState(), welcome("cu_1", 0), ...seqs.map((seq) => msg(seq)));
        expect(state.turns.map((known) => known.seq)).toEqual([...new Set(seqs)].sort((one, other) => one - other));
      }),
    );
  });

  it("resumes behind what the socket brought, never behind an own message that overtook an answer", () => {
    const state = reached(
      initialState(),
      welcome("cu_1", 3),
      msg(3),
      { type: "said", outgoing: words("a") },
      frame({ t: "ack", cid: "a", seq: 9, id: "tn_9", at: 9, conversationId: "cv_1" }),
    );
    expect(state.since).toBe(3);
  });

  it("shows turns without a hole: what does not join on after a gap goes, and comes back by the page", () => {
    const missed = reached(initialState(), welcome("cu_1", 3), msg(1), msg(2), msg(3), frame({ t: "gap", before: 300 }), msg(300), msg(301));
    expect([missed.turns.map((known) => known.seq), missed.older]).toEqual([[300, 301], { before: 300, asked: false }]);
    const asked = reached(missed, { type: "older-asked" }, frame({ t: "changed", seq: 2, turn: turn(2) }));
    expect([asked.turns.length, asked.older?.asked]).toEqual([2, true]);
    const cut = reached(asked, { type: "stalled" });
    expect(cut.older).toEqual({ before: 300, asked: false });
    const paged = reached(
      cut,
      frame({ t: "older", turns: [turn(298), turn(299)], before: 298 }),
      frame({ t: "older", turns: [turn(1), turn(2), turn(3)], before: null }),
    );
    expect([paged.turns.map((known) => known.seq), paged.older]).toEqual([[1, 2, 3, 298, 299, 300, 301], null]);
  });

  it("forgets the turns of another customer but not what waits to be sent", () => {
    const state = reached(initialState(), welcome("cu_1", 2), msg(1), msg(2), { type: "said", outgoing: words("a") }, welcome("cu_2", 7));
    expect([state.turns, state.since, state.outgoing.length]).toEqual([[], 0, 1]);
  });

  it("starts over when the server knows less than was seen here", () => {
    expect(reached(initialState(), welcome("cu_1", 5), msg(5), welcome("cu_1", 2)).turns).toEqual([]);
  });

  it("waits after a passing refusal and keeps the words after a final one", () => {
    const said = reached(initialState(), { type: "said", outgoing: words("a") }, { type: "sending", cid: "a" });
    const states = ["rate_limited", "moved", "refused"].map((code) => reached(said, frame({ t: "err", code, detail: "why", cid: "a" })).outgoing[0]?.state);
    expect(states).toEqual([{ is: "queued" }, { is: "queued" }, { is: "failed", code: "refused", reason: "why" }]);
  });

  it("counts answers that were not looked at", () => {
    const state = reached(initialState(), msg(1), msg(2, "customer"), msg(3), { type: "read", upToSeq: 1 });
    expect(unreadTurns(state).map((known) => known.seq)).toEqual([3]);
    expect(reached(state, { type: "read", upToSeq: 3 }, { type: "read", upToSeq: 2 }).readUpTo).toBe(3);
  });

  it("never takes back that something was read", () => {
    const state = reached(
      initialState(),
      frame({ t: "receipt", upToSeq: 5, state: "read" }),
      frame({ t: "receipt", upToSeq: 7, state: "delivered" }),
      frame({ t: "receipt", upToSeq: 2, state: "read" }),
    );
    expect(state.receipts).toEqual({ delivered: 7, read: 5 });
  });
});

describe("what is kept on the device", () => {
  it("gives the same conversation back after a reload, unsent words in their order", () => {
    const state = reached(initialState(), welcome("cu_1", 2), msg(1), msg(2, "customer", "x"));
    const back = restored({ log: keptOf(state) ?? "", read: "1", "q:B": JSON.stringify(words("B")), "q:A": JSON.stringify(words("A")) });
    expect([back.turns, back.since, back.customerId, back.readUpTo]).toEqual([state.turns, state.since, "cu_1", 1]);
    expect(back.outgoing.map(({ cid }) => cid)).toEqual(["A", "B"]);
  });

  it("keeps the newest of a conversation that is too long to keep, and knows where the earlier turns begin", () => {
    const long = { ...turn(2), parts: [{ type: "text" as const, text: "x".repeat(200_000) }] };
    const state = reached(initialState(), welcome("cu_1", 3), msg(1), frame({ t: "msg", seq: 2, turn: long }), msg(3));
    const back = restored({ log: keptOf(state) ?? "" });
    expect([back.turns.map((known) => known.seq), back.since, back.older]).toEqual([[3], 3, { before: 3, asked: false }]);
  });

  it("survives whatever a page may have written in its place", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.string(), (log, read) => {
        const state = restored({ log, read, "q:1": log });
        expect(state.turns.every((known) => typeof known.seq === "number")).toBe(true);
      }),
    );
  });

  it("calls whoever took over by their own name, never by the one of the agent before them", () => {
    const held = (agentName?: string): ChatEvent =>
      frame({ t: "state", state: { owner: "agent", conversationId: "cv_1", resolved: false, ...(agentName === undefined ? {} : { agentName }) } });
    const named = (seq: number, name: string): ChatEvent => frame({ t: "msg", seq, turn: { ...turn(seq), name } });
    const first = reached(initialState(), welcome("cu_1", 0), held(), named(1, "Wei"));
    expect(agentNameOf(first)).toBe("Wei");
    const second = reached(first, held());
    expect(agentNameOf(second)).toBeUndefined();
    expect(agentNameOf(reached(second, named(2, "Ana")))).toBe("Ana");
    expect(agentNameOf(reached(second, held("Ana")))).toBe("Ana");
  });

  it("says that somebody is passed on, until the next has them", () => {
    const owned = (owner: "queue" | "agent" | "bot"): ChatEvent => frame({ t: "state", state: { owner, conversationId: "cv_1", resolved: false } });
    const steps = (["queue", "agent", "queue", "queue", "agent", "bot", "queue"] as const).map(owned);
    const passed = steps.map((_, index) => reached(initialState(), welcome("cu_1", 0), ...steps.slice(0, index + 1)).isPassedOn);
    expect(passed).toEqual([false, false, true, true, false, false, false]);
  });

  it("lets a rating be changed, but not the day on which it was given", () => {
    const verdict = { score: 5, reasons: [], comment: "" };
    const given = reached(
      initialState(),
      { type: "rated", conversationId: "cv_1", at: 1, verdict },
      { type: "rated", conversationId: "cv_1", at: 2, verdict: { ...verdict, score: 2 } },
    );
    expect(given.rating).toMatchObject({ at: 1, verdict: { score: 2 } });
    expect(reached(given, { type: "rated", conversationId: "cv_2", at: 3, verdict }).rating).toMatchObject({ at: 3 });
  });
});
