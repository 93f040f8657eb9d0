import { expect, it } from "vitest";
import { agentOf, World } from "./world.ts";

const MINUTE = 60_000;
const codes = (world: World): unknown[] =>
  [...world.queue.state.outbox.values()].flatMap(({ agentId, event }) => (event.type === "notice" ? [[agentId, event.code, event.conversationIds]] : []));

it("first answers that are nearly late are told to the team in one notice, late ones once more, and they move up", () => {
  const world = new World({ mode: "manual", rules: [{ rule: "longest_idle" }], targets: [{ firstMs: 4 * MINUTE }] });
  world.do((queue) => queue.agentChanged(agentOf("wei"), world.now));
  world.do((queue) => queue.agentChanged(agentOf("away", "offline"), world.now));
  world.comes("a");
  world.comes("b");
  expect(world.queue.nextDue(world.now)).toBe(world.now + 3 * MINUTE);
  world.pass(3 * MINUTE);
  world.pass(1_000);
  expect(codes(world)).toEqual([["wei", "sla_risk", ["a", "b"]]]);
  world.comes("urgent", { priority: 1 });
  expect(world.waiting()[0]).toBe("urgent");
  world.pass(MINUTE);
  expect(codes(world).slice(1)).toEqual([["wei", "sla_breached", ["a", "b"]]]);
  expect(world.waiting()).toEqual(["a", "b", "urgent"]);
  expect(world.queue.nextDue(world.now)).toBe(world.now + 3 * MINUTE - MINUTE);
});

it("whoever is content with a message makes room, but only so much; a callback keeps its place and is on the offer", () => {
  const world = new World({ mode: "offer", claims: { mostMs: 10 * MINUTE } });
  world.comes("message");
  world.comes("callback");
  expect(world.do((queue) => queue.wish("message", "message", world.now))).toMatchObject({ position: 2 });
  world.do((queue) => queue.wish("callback", "callback", world.now));
  world.now += 11 * MINUTE;
  world.comes("later");
  expect(world.waiting()).toEqual(["callback", "message", "later"]);
  world.do((queue) => queue.agentChanged(agentOf("wei", "online", { capacity: 1 }), world.now));
  expect([...world.queue.state.outbox.values()].at(-1)?.event).toMatchObject({
    type: "offered",
    conversation: { conversationId: "callback", note: expect.stringContaining("turn") },
  });
  expect(world.do((queue) => queue.wish("nobody", "callback", world.now))).toBeNull();
});

it("while the team is closed the place says when it opens", () => {
  const hours = { zone: "Asia/Shanghai", week: { thu: [["09:00", "18:00"]] } };
  const world = new World({ hours });
  expect(world.comes("a")).toMatchObject({ outcome: "waiting", place: { position: 1, etaSeconds: null, opensAt: Date.parse("2026-11-26T01:00:00Z") } });
  world.now = Date.parse("2026-11-26T02:00:00Z");
  expect(world.comes("b")).not.toHaveProperty("place.opensAt");
});

it("an agent who becomes free takes the customer who needs their skills before an older one whom anybody can help, by no more than the team allows", () => {
  const world = new World({ mode: "auto", claims: { skilledMs: 5 * MINUTE, knownMs: 0 } });
  world.comes("anybody");
  world.now += 4 * MINUTE;
  world.comes("refund", { skills: ["refund"] });
  world.do((queue) => queue.agentChanged(agentOf("wei", "online", { capacity: 1, skills: ["refund"] }), world.now));
  world.answerAll();
  expect(world.holdsOf("wei")).toEqual(["refund"]);
  world.now += 2 * MINUTE;
  world.comes("refund 2", { skills: ["refund"] });
  world.resolves("refund");
  world.answerAll();
  expect(world.holdsOf("wei")).toEqual(["anybody"]);
});
