import fc from "fast-check";
import { expect, it } from "vitest";
import { changeConversation } from "../../../../durable-objects/customer-session/change.ts";
import { takePage } from "../../../../durable-objects/customer-session/merge-in.ts";
import { exportTree, moveTo, restore } from "../../../../durable-objects/customer-session/merge-out.ts";
import { customerView } from "../../../../durable-objects/customer-session/read.ts";
import { recordEvent } from "../../../../durable-objects/customer-session/record.ts";
import { reply } from "../../../../durable-objects/customer-session/reply.ts";
import { beginUngraft, dropGraft, ungraft } from "../../../../durable-objects/customer-session/unmerge.ts";
import type { Graft, Turn } from "../../../../protocol/conversation.ts";
import { type ChangeOutcome, type ConversationChange, helpSeat } from "../../../../protocol/ports.ts";
import { NodeSession, textsOf } from "./node-session.ts";

const DAY_MS = 86_400_000;
type Doing = { what: "message" | "reply" | "resolve"; pause: number };
const history = fc.array(
  fc.record({ what: fc.constantFrom<Doing["what"]>("message", "message", "reply"), pause: fc.constantFrom(1_000, DAY_MS, 20 * DAY_MS) }),
  { minLength: 1, maxLength: 12 },
);

let counter = 0;
function live(session: NodeSession, course: readonly Doing[], name: string): void {
  for (const { what, pause } of course) {
    session.now += pause;
    const current = session.keeper.read(session.address)?.head.currentId ?? null;
    const label = `${name} ${++counter}`;
    if (what === "reply" && current !== null) session.begin((tree) => reply(tree, session.reply(label, current, label)));
    else session.begin((tree) => recordEvent(tree, session.message(label, label)));
  }
}

const graftOf = (from: NodeSession): Graft => ({ id: `gr_${++counter}`, from: from.address.customerId, at: from.now, by: "system", evidence: "unionid" });

/** One merge; `again` repeats pages, as a worker that died half-way would. */
function merge(into: NodeSession, from: NodeSession, graft: Graft, again: boolean): void {
  const { profile } = from.begin((tree) => exportTree(tree, null));
  into.begin((tree) => takePage(tree, graft, { profile, conversations: [], topics: [], turns: [], routes: [], next: "0" }));
  from.begin((tree) => moveTo(tree, into.address.customerId, graft));
  for (let cursor: string | null = null, more = true; more; ) {
    const page = from.begin((tree) => exportTree(tree, cursor));
    for (let times = again ? 2 : 1; times > 0; times--) expect(into.begin((tree) => takePage(tree, graft, page))).toMatchObject({ outcome: "grafted" });
    cursor = page.next;
    more = cursor !== null;
  }
}

function undo(into: NodeSession, from: NodeSession, graft: Graft, again: boolean): void {
  into.begin((tree) => beginUngraft(tree, graft.id));
  for (let cursor: string | null = null, more = true; more; ) {
    const outcome = into.begin((tree) => ungraft(tree, graft.id, cursor));
    if (outcome.outcome !== "page") throw new Error(outcome.code);
    const { page } = outcome;
    more = page.next !== null;
    for (let times = again ? 2 : 1; times > 0; times--) from.begin((tree) => restore(tree, page, !more));
    cursor = page.next;
  }
  for (let times = again ? 2 : 1; times > 0; times--) into.begin((tree) => dropGraft(tree, graft.id));
}

/** A tree as people see it: who said what, in which conversation, in order. */
const seen = (session: NodeSession): string[] => {
  const turns = session.turns();
  const view = session.begin((tree) => customerView(tree, { conversations: 50, turns: 200 }));
  expect(view.conversations.flatMap((conversation) => conversation.turns.map((turn) => turn.id)).sort()).toEqual(turns.map((turn) => turn.id).sort());
  return turns.filter(spoken).map((turn) => `${turn.conversationId} ${textsOf([turn])[0]}`);
};
const spoken = (turn: Turn): boolean => turn.kind === "message" || turn.kind === "reply";

it("merging loses nothing and doubles nothing, and unmerging gives both trees back as they were", async () => {
  await fc.assert(
    fc.asyncProperty(history, history, fc.boolean(), async (mine, theirs, again) => {
      const li = await NodeSession.of("li");
      const lee = await NodeSession.of("lee");
      live(li, mine, "li");
      live(lee, theirs, "lee");
      const before = { li: seen(li), lee: seen(lee) };
      const graft = graftOf(lee);
      merge(li, lee, graft, again);
      expect([...seen(li)].sort()).toEqual([...before.li, ...before.lee].sort());
      const merged = seen(li);
      for (const own of [before.li, before.lee]) expect(merged.filter((text) => own.includes(text))).toEqual(own);
      undo(li, lee, graft, again);
      expect({ li: seen(li), lee: seen(lee) }).toEqual(before);
      li.die();
      lee.die();
      expect({ li: seen(li), lee: seen(lee) }).toEqual(before);
    }),
    { numRuns: 40 },
  );
});

it("three customers come to the same tree in whatever order they are merged", async () => {
  await fc.assert(
    fc.asyncProperty(history, history, history, fc.boolean(), async (first, second, third, again) => {
      const people = async (): Promise<[NodeSession, NodeSession, NodeSession]> => {
        counter = 0;
        const made: [NodeSession, NodeSession, NodeSession] = [await NodeSession.of("a"), await NodeSession.of("b"), await NodeSession.of("c")];
        for (const [at, course] of [first, second, third].entries()) live(made[at] as NodeSession, course, String(at));
        return made;
      };
      const texts = (session: NodeSession): string[] => textsOf(session.turns().filter(spoken)).sort();
      const [a, b, c] = await people();
      merge(a, b, graftOf(b), again);
      merge(a, c, graftOf(c), again);
      const [x, y, z] = await people();
      merge(y, z, graftOf(z), again);
      merge(x, y, graftOf(y), again);
      expect(texts(x)).toEqual(texts(a));
      const identities = (session: NodeSession): string[] => session.begin((tree) => tree.head.profile.identities.map((identity) => identity.value)).sort();
      expect(identities(x)).toEqual(identities(a));
    }),
    { numRuns: 25 },
  );
});

it("what each says after the merge goes back to each, whichever conversation it was said in", async () => {
  await fc.assert(
    fc.asyncProperty(history, history, fc.array(fc.boolean(), { minLength: 1, maxLength: 10 }), async (mine, theirs, after) => {
      const li = await NodeSession.of("li");
      const lee = await NodeSession.of("lee");
      live(li, mine, "li");
      live(lee, theirs, "lee");
      const graft = graftOf(lee);
      merge(li, lee, graft, false);
      for (const isLee of after) {
        li.now += 1_000;
        const who = isLee ? lee : li;
        const label = `${isLee ? "lee" : "li"} later ${++counter}`;
        li.begin((tree) => recordEvent(tree, { ...who.message(label, label), customerId: li.address.customerId, at: li.now }));
      }
      undo(li, lee, graft, false);
      expect(textsOf(li.turns().filter(spoken)).every((text) => text.startsWith("li "))).toBe(true);
      expect(textsOf(lee.turns().filter(spoken)).every((text) => text.startsWith("lee "))).toBe(true);
      expect(textsOf([...li.turns(), ...lee.turns()]).filter((text) => text.includes("later"))).toHaveLength(after.length);
      seen(li);
      seen(lee);
      expect(li.begin((tree) => tree.head.profile.identities)).toEqual([li.identity]);
      // Both go on living.
      live(li, [{ what: "message", pause: 1 }], "li");
      live(lee, [{ what: "message", pause: 1 }], "lee");
    }),
    { numRuns: 40 },
  );
});

it("a conversation that goes back while a colleague helps in it frees the helper's seat, once", async () => {
  const [li, lee] = [await NodeSession.of("li"), await NodeSession.of("lee")];
  live(lee, [{ what: "message", pause: 1 }], "lee");
  const graft = graftOf(lee);
  merge(li, lee, graft, false);
  const conversationId = li.turns()[0]?.conversationId ?? "";
  const does = (id: string, change: ConversationChange): ChangeOutcome => {
    const input = { ...li.address, key: `k-${++counter}`, conversationId, by: { kind: "agent" as const, id, name: id }, change, at: li.now };
    return li.begin((tree) => changeConversation(tree, input));
  };
  does("wei", { change: "assign", agentId: "wei", teamId: "tm_front" });
  does("wei", { change: "consult", to: { kind: "agent", agentId: "mo" }, asked: ["mo"] });
  const joined = does("mo", { change: "consult_answer", answer: "accept" });
  const held = joined.outcome === "changed" ? joined.steps.flatMap((step) => (step.step === "hold" ? [step.held] : [])) : [];
  expect(held).toMatchObject([{ agentId: "mo", conversationId: helpSeat(conversationId), helps: true }]);
  undo(li, lee, graft, true);
  await li.finish();
  const freed = li.asked.steps.flatMap((step) => (step.step === "release" && step.agentId === "mo" ? [step] : []));
  expect(freed).toMatchObject([{ teamId: "tm_front", conversationId: helpSeat(conversationId) }]);
  expect(freed[0]?.rank).toBeGreaterThan(held[0]?.rank ?? Number.POSITIVE_INFINITY);
  expect(lee.begin((tree) => tree.store.conversation(conversationId))?.consult).toBeUndefined();
});

it("both come to rest after a merge that was undone: nothing is told of turns that went", async () => {
  const [li, lee] = [await NodeSession.of("li"), await NodeSession.of("lee")];
  live(li, [{ what: "message", pause: 1 }], "li");
  live(lee, [{ what: "message", pause: 1 }], "lee");
  const graft = graftOf(lee);
  merge(li, lee, graft, false);
  undo(li, lee, graft, false);
  for (const session of [li, lee]) {
    await session.finish();
    expect(session.alarmAt).toBeNull();
    expect(session.asked.projections.length).toBeLessThan(5);
  }
});

it("a tree of many pages is given and taken whole", async () => {
  const li = await NodeSession.of("li");
  const lee = await NodeSession.of("lee");
  live(
    lee,
    Array.from({ length: 600 }, () => ({ what: "message" as const, pause: 1 })),
    "lee",
  );
  live(li, [{ what: "message", pause: 1 }], "li");
  const graft = graftOf(lee);
  merge(li, lee, graft, true);
  expect(textsOf(li.turns().filter(spoken))).toHaveLength(601);
  undo(li, lee, graft, true);
  expect(textsOf(li.turns().filter(spoken))).toHaveLength(1);
  expect(textsOf(lee.turns())).toHaveLength(600);
});
