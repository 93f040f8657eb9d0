import fc from "fast-check";
import { expect, it } from "vitest";
import { changeConversation } from "../../../../durable-objects/customer-session/change.ts";
import { keepThought } from "../../../../durable-objects/customer-session/keep-thought.ts";
import { recordEvent } from "../../../../durable-objects/customer-session/record.ts";
import { newConversation, placeMessage, REOPEN_WINDOW_MS } from "../../../../durable-objects/customer-session/record-turn.ts";
import { mayWrite, reply } from "../../../../durable-objects/customer-session/reply.ts";
import { DELIVERY_STATES, type Delivery, joinDelivery } from "../../../../protocol/conversation.ts";
import type { InboundEvent, RecordInput } from "../../../../protocol/ports.ts";
import { NOON, NodeSession, textsOf, thoughtOf } from "./node-session.ts";

it("an event that comes again, in any order with others, changes nothing", async () => {
  const events = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(events, fc.boolean(), async (keys, dies) => {
      const session = await NodeSession.of("again");
      const answers = new Map<number, unknown>();
      for (const key of keys) {
        session.now++;
        const outcome = session.begin((tree) => recordEvent(tree, session.message(`k${key}`, `words ${key}`)));
        if (outcome.outcome !== "recorded") throw new Error(outcome.outcome);
        const place = { turnId: outcome.turnId, seq: outcome.seq, conversationId: outcome.conversationId };
        expect(outcome.duplicate).toBe(answers.has(key));
        if (answers.has(key)) expect(place).toEqual(answers.get(key));
        answers.set(key, place);
        if (dies) session.die();
      }
      expect(textsOf(session.turns())).toEqual([...answers.keys()].map((key) => `words ${key}`));
    }),
    { numRuns: 40 },
  );
});

it("edits, recalls and receipts lead to the same turn in whatever order and however often they come", async () => {
  const report = (n: number): InboundEvent =>
    n === 0
      ? { type: "message", turnId: "tn_m", parts: [{ type: "text", text: "first" }], providerId: "m" }
      : n < 4
        ? { type: "edited", providerId: "m", parts: [{ type: "text", text: `edit ${n}` }] }
        : { type: "deleted", providerId: "m" };
  const orders = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 1 }).chain((order) => fc.constant(order.includes(0) ? order : [0, ...order]));
  await fc.assert(
    fc.asyncProperty(orders, fc.boolean(), async (order, twice) => {
      const session = await NodeSession.of("edits");
      const record = (n: number): void => {
        session.begin((tree) => recordEvent(tree, session.input(`e${n}`, report(n), { providerAt: NOON + n })));
      };
      for (const n of order) {
        record(n);
        if (twice) record(n);
      }
      const edits = order.filter((n) => n > 0 && n < 4);
      const expected = order.includes(4) ? [] : [edits.length === 0 ? "first" : `edit ${Math.max(...edits)}`];
      expect(textsOf(session.turns())).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

it("a delivery state never goes back, and the order of reports does not matter", () => {
  const report: fc.Arbitrary<Delivery> = fc.record({ state: fc.constantFrom(...DELIVERY_STATES), at: fc.constant(1) });
  fc.assert(
    fc.property(fc.array(report, { minLength: 1, maxLength: 8 }), (reports) => {
      const forward = reports.reduce(joinDelivery);
      const backward = [...reports].reverse().reduce(joinDelivery);
      expect(forward.state).toBe(backward.state);
      expect(DELIVERY_STATES.indexOf(forward.state)).toBe(Math.max(...reports.map((one) => DELIVERY_STATES.indexOf(one.state))));
    }),
  );
});

type Step = "message" | "think" | "reply" | "resolve" | "die" | "ring";
it("whatever happens between two steps, every message is thought about once, every reply leaves once, and nothing is left waiting", async () => {
  const steps = fc.array(fc.constantFrom<Step>("message", "message", "think", "reply", "resolve", "die", "ring"), { minLength: 3, maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(steps, async (course) => {
      const session = await NodeSession.of("course");
      const kept: string[] = [];
      const tasks: { turnId: string; epoch: number }[] = [];
      let conversationId = "";
      for (const [at, step] of course.entries()) {
        session.now += 10;
        if (step === "message" || conversationId === "") {
          const outcome = session.begin((tree) => recordEvent(tree, session.message(`m${at}`, `m${at}`)));
          if (outcome.outcome !== "recorded" || !outcome.task || !outcome.conversationId) throw new Error("not recorded");
          tasks.push(outcome.task);
          conversationId = outcome.conversationId;
        } else if (step === "think") {
          const task = tasks.shift();
          if (!task) continue;
          const outcome = session.begin((tree) =>
            keepThought(tree, task.turnId, task.epoch, thoughtOf(session.now, { move: "queue", teamId: "tm", priority: 0, skills: [], reason: "x" })),
          );
          if (outcome.outcome === "kept") kept.push(task.turnId);
        } else if (step === "reply") session.begin((tree) => reply(tree, session.reply(`r${at}`, conversationId, `r${at}`)));
        else if (step === "resolve") {
          session.begin((tree) =>
            changeConversation(tree, {
              ...session.address,
              key: `c${at}`,
              conversationId,
              by: { kind: "agent", id: "ag_wei" },
              change: { change: "resolve" },
              at: session.now,
            }),
          );
        } else if (step === "die") session.die();
        else await session.ring();
      }
      session.die();
      await session.finish();
      expect(session.waiting()).toEqual([]);
      const turns = session.turns();
      const messages = turns.filter((turn) => turn.kind === "message").map((turn) => turn.id);
      expect([...kept, ...session.asked.thoughts.map((task) => task.turnId)].sort()).toEqual([...messages].sort());
      const replies = turns.filter((turn) => turn.kind === "reply");
      expect(session.asked.deliveries.map((task) => task.message.id)).toEqual(replies.map((turn) => turn.id));
      expect(replies.every((turn) => turn.delivery?.state === "sent")).toBe(true);
      // The read model heard of every turn, and last of the tree as it is.
      const told = new Map(session.asked.projections.flatMap((task) => task.turns).map((turn) => [turn.id, turn]));
      expect([...told.values()]).toHaveLength(turns.length);
      for (const turn of turns) expect(told.get(turn.id)).toEqual(turn);
      const ids = session.asked.steps.map((step) => step.id);
      expect(new Set(ids).size).toBe(ids.length);
    }),
    { numRuns: 60 },
  );
});

it("a message goes on in an open conversation, opens a young resolved one again, and begins a new one otherwise", () => {
  const open = newConversation({ customerId: "cu_00000000000000000000", channel: { kind: "api", accountId: "api" }, at: NOON });
  expect(placeMessage(null, NOON)).toEqual({ place: "new" });
  expect(placeMessage(open, NOON + 1)).toMatchObject({ place: "continue" });
  const resolved = { ...open, status: "resolved" as const, resolvedAt: NOON };
  expect(placeMessage(resolved, NOON + REOPEN_WINDOW_MS)).toMatchObject({ place: "reopen" });
  expect(placeMessage(resolved, NOON + REOPEN_WINDOW_MS + 1)).toEqual({ place: "new" });
});

it("exactly one voice may write: the owner, an agent where nobody is, the bot only where it is", () => {
  const base = newConversation({ customerId: "cu_00000000000000000000", channel: { kind: "api", accountId: "api" }, at: NOON });
  const wei = { kind: "agent", id: "ag_wei" } as const;
  const bot = { kind: "bot" } as const;
  const owned = { ...base, epoch: 2, owner: { kind: "agent", agentId: "ag_wei" } as const };
  const queued = { ...base, epoch: 1, owner: { kind: "queue", teamId: "tm" } as const };
  expect(mayWrite(base, { author: bot, epoch: 0 })).toBe(true);
  expect(mayWrite(base, { author: bot, epoch: 1 })).toBe(false);
  expect(mayWrite({ ...base, status: "resolved" }, { author: bot })).toBe(false);
  expect(mayWrite(queued, { author: bot })).toBe(false);
  expect(mayWrite(queued, { author: wei, epoch: 1 })).toBe(true);
  expect(mayWrite(queued, { author: wei, epoch: 0 })).toBe(false);
  expect(mayWrite(owned, { author: wei, epoch: 0 })).toBe(true);
  expect(mayWrite(owned, { author: { kind: "agent", id: "ag_mo" }, epoch: 2 })).toBe(false);
  expect(mayWrite(owned, { author: { kind: "agent", id: "ag_mo" }, force: true })).toBe(true);
});

it("a repeated reply, change or thought gets the first answer, also after the process died", async () => {
  const session = await NodeSession.of("first-answer");
  const outcome = session.begin((tree) => recordEvent(tree, session.message("m", "hi")));
  if (outcome.outcome !== "recorded" || !outcome.task || !outcome.conversationId) throw new Error("not recorded");
  const { conversationId, task } = outcome;
  const words = session.reply("r", conversationId, "hello");
  const first = session.begin((tree) => reply(tree, words));
  const label = {
    ...session.address,
    key: "c",
    conversationId,
    by: { kind: "agent", id: "ag_wei" } as const,
    change: { change: "label" as const, add: ["vip"], remove: [] },
    at: session.now,
  };
  session.begin((tree) => changeConversation(tree, label));
  session.begin((tree) => keepThought(tree, task.turnId, task.epoch, thoughtOf(session.now)));
  session.die();
  expect(session.begin((tree) => reply(tree, words))).toMatchObject({
    outcome: "queued",
    duplicate: true,
    turn: first.outcome === "queued" ? { id: first.turn.id } : {},
  });
  expect(session.begin((tree) => changeConversation(tree, label))).toMatchObject({ outcome: "changed", duplicate: true });
  expect(session.begin((tree) => keepThought(tree, task.turnId, task.epoch, thoughtOf(session.now)))).toEqual({ outcome: "known" });
  expect(session.turns()).toHaveLength(2);
});

it("a customer whose words are too long, or who is blocked, is refused with a reason and nothing is stored", async () => {
  const session = await NodeSession.of("refused");
  const long: RecordInput = session.message("m", "x".repeat(1_000_000));
  expect(session.begin((tree) => recordEvent(tree, long))).toMatchObject({ outcome: "refused", code: "too_large" });
  session.begin((tree) => {
    recordEvent(tree, session.message("m2", "hi"));
    tree.head.profile.blocked = true;
  });
  expect(session.begin((tree) => recordEvent(tree, session.message("m3", "hi")))).toMatchObject({ outcome: "refused", code: "blocked" });
  expect(textsOf(session.turns())).toEqual(["hi"]);
});

it("an engine without room is asked once at the time it gave, whatever comes meanwhile, and then for everything in its order", async () => {
  const session = await NodeSession.of("later");
  const appointment = NOON + 7_000;
  let asked = 0;
  session.answers.roomToThink = () => {
    asked++;
    return { thinkAgainAt: appointment };
  };
  for (const n of [1, 2, 3]) {
    session.begin((tree) => recordEvent(tree, session.message(`m${n}`, `words ${n}`)));
    await session.ring();
    session.now += 100;
  }
  expect(asked).toBe(1);
  expect(session.asked.thoughts).toEqual([]);
  session.answers.roomToThink = () => null;
  while (session.waiting().some((key) => key.startsWith("think"))) await session.ring();
  expect(session.now).toBeGreaterThanOrEqual(appointment);
  expect(session.asked.thoughts.map((task) => task.text)).toEqual(["words 1", "words 2", "words 3"]);
});
