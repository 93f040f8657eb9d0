/** A colleague is asked for help while the owner goes on: who may do what, who hears of it, and that the customer's owner changes only at the end. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { changeConversation } from "../../../../durable-objects/customer-session/change.ts";
import { reply } from "../../../../durable-objects/customer-session/reply.ts";
import type { DeskEvent } from "../../../../protocol/agent-frames.ts";
import type { Conversation } from "../../../../protocol/conversation.ts";
import { type ChangeOutcome, type ConversationChange, helpSeat } from "../../../../protocol/ports.ts";
import { textsOf } from "./node-session.ts";
import { OneConversation, oneConversation } from "./one-conversation.ts";

const TEAM = { kind: "team", teamId: "tm_experts" } as const;
const TO_LI: Extract<ConversationChange, { change: "consult" }> = { change: "consult", to: { kind: "agent", agentId: "li" }, asked: ["li"] };
const ACCEPT: ConversationChange = { change: "consult_answer", answer: "accept" };
const HAND_OVER: ConversationChange = { change: "consult_end", as: "handover" };
const TAKE_BACK: ConversationChange = { change: "consult_end", as: "taken_back" };

class Case extends OneConversation {
  /** Wei has the conversation. */
  static async of(name: string): Promise<Case> {
    const known = new Case(await oneConversation(name));
    known.does("wei", { change: "assign", agentId: "wei", teamId: "tm_front" });
    return known;
  }

  does(id: string, change: ConversationChange, epoch?: number): ChangeOutcome {
    this.session.now += 1_000;
    const input = { ...this.session.address, key: this.nextKey(), conversationId: this.conversationId, by: { kind: "agent" as const, id, name: id } };
    return this.session.begin((one) => changeConversation(one, { ...input, change, at: this.session.now, ...(epoch === undefined ? {} : { epoch }) }));
  }
  get conversation(): Conversation {
    const conversation = this.session.begin((one) => one.store.conversation(this.conversationId));
    if (!conversation) throw new Error("the conversation is lost");
    return conversation;
  }
}

function stepsOf(outcome: ChangeOutcome): Extract<ChangeOutcome, { outcome: "changed" }>["steps"] {
  if (outcome.outcome !== "changed") throw new Error(JSON.stringify(outcome));
  return outcome.steps;
}
const toldBy = (outcome: ChangeOutcome): [string, DeskEvent][] =>
  stepsOf(outcome).flatMap((step) => (step.step === "tell" ? step.events.map((event): [string, DeskEvent] => [step.agentId, event]) : []));
const consultsIn = (outcome: ChangeOutcome): string[] =>
  toldBy(outcome)
    .flatMap(([agentId, event]) => (event.type === "consult" ? [`${agentId} ${event.news}${event.reason ? `: ${event.reason}` : ""}`] : []))
    .sort();

it("the colleague comes, both talk in notes, the owner answers the customer all the while, and takes the question back", async () => {
  const shop = await Case.of("talk");
  const { epoch } = shop.conversation;
  expect(consultsIn(shop.does("wei", { ...TO_LI, note: "an invoice for a company?" }))).toEqual(["li asked", "wei asked"]);
  expect(consultsIn(shop.does("li", ACCEPT))).toEqual(["li joined", "wei joined"]);
  const noted = toldBy(shop.does("li", { change: "note", turnId: "tn_1", text: "we need the tax number" }));
  expect(noted.map(([agentId, event]) => [agentId, event.type, "helping" in event])).toEqual([
    ["wei", "turn", false],
    ["li", "turn", true],
    ["wei", "conversation", false],
  ]);
  const { session } = shop;
  expect(session.begin((one) => reply(one, session.reply("r-li", shop.conversationId, "我来", { author: { kind: "agent", id: "li" } }))).outcome).toBe("stale");
  expect(session.begin((one) => reply(one, session.reply("r-wei", shop.conversationId, "请给税号", { author: { kind: "agent", id: "wei" } }))).outcome).toBe(
    "queued",
  );
  expect(shop.conversation).toMatchObject({ owner: { kind: "agent", agentId: "wei" }, epoch, consult: { helperId: "li", handing: false } });
  expect(consultsIn(shop.does("wei", TAKE_BACK))).toEqual(["li taken_back", "wei taken_back"]);
  expect(shop.conversation).not.toHaveProperty("consult");
  expect(textsOf(session.turns())).toEqual(["发票怎么开", "an invoice for a company?", "we need the tax number", "请给税号"]);
});

it("handed over, the conversation changes hands only when the colleague accepts", async () => {
  const shop = await Case.of("handover");
  shop.does("wei", TO_LI);
  shop.does("li", ACCEPT);
  expect(consultsIn(shop.does("wei", HAND_OVER))).toEqual(["li handing", "wei handing"]);
  expect(shop.conversation.owner).toEqual({ kind: "agent", agentId: "wei" });
  const taken = shop.does("li", ACCEPT);
  expect(consultsIn(taken)).toEqual(["li handed_over", "wei handed_over"]);
  expect(toldBy(taken).flatMap(([agentId, { type }]) => (type.endsWith("assigned") ? [[agentId, type]] : []))).toEqual([
    ["wei", "unassigned"],
    ["li", "assigned"],
  ]);
  expect(stepsOf(taken)).toContainEqual(expect.objectContaining({ step: "release", agentId: "wei", teamId: "tm_front" }));
  const { id, epoch } = shop.conversation;
  expect(stepsOf(taken)).toContainEqual(
    expect.objectContaining({ step: "hold", held: expect.objectContaining({ agentId: "li", conversationId: id, rank: epoch }) }),
  );
  expect(stepsOf(taken)).toContainEqual(expect.objectContaining({ step: "release", agentId: "li", conversationId: helpSeat(id) }));
  expect(shop.conversation).toMatchObject({ owner: { kind: "agent", agentId: "li" }, teamId: "tm_front", lastAgentId: "li" });
  expect(shop.conversation).not.toHaveProperty("consult");
});

it("what is declined stays with its owner, who is told why", async () => {
  const shop = await Case.of("declined");
  shop.does("wei", TO_LI);
  shop.does("li", ACCEPT);
  shop.does("wei", HAND_OVER);
  expect(consultsIn(shop.does("li", { change: "consult_answer", answer: "decline", reason: "not mine" }))).toEqual([
    "li declined: not mine",
    "wei declined: not mine",
  ]);
  expect(shop.conversation).toMatchObject({ owner: { kind: "agent", agentId: "wei" }, status: "open" });
});

it("of a team, whoever comes first helps; one who declines leaves the others asked, and the last one ends it", async () => {
  const shop = await Case.of("team");
  const ask: ConversationChange = { change: "consult", to: TEAM, asked: ["wei", "li", "zhao", "ma"] };
  expect(consultsIn(shop.does("wei", ask))).toEqual(["li asked", "ma asked", "wei asked", "zhao asked"]);
  shop.does("ma", { change: "consult_answer", answer: "decline" });
  expect(shop.conversation.consult?.asked).toEqual(["li", "zhao"]);
  expect(consultsIn(shop.does("zhao", ACCEPT))).toEqual(["li taken", "wei joined", "zhao joined"]);
  expect(shop.does("li", ACCEPT)).toMatchObject({ outcome: "refused", code: "not_allowed" });
  shop.does("wei", HAND_OVER);
  shop.does("zhao", ACCEPT);
  expect(shop.conversation).toMatchObject({ owner: { agentId: "zhao" }, teamId: "tm_experts" });
  const again = await Case.of("team-2");
  again.does("wei", { ...ask, asked: ["li"] });
  expect(consultsIn(again.does("li", { change: "consult_answer", answer: "decline" }))).toEqual(["li declined", "wei declined"]);
  expect(again.conversation).not.toHaveProperty("consult");
});

it("only the owner asks, hands over and takes back, one question at a time, and with the newest epoch", async () => {
  const shop = await Case.of("rights");
  expect(shop.does("li", TO_LI)).toMatchObject({ outcome: "refused", code: "not_allowed" });
  expect(shop.does("wei", { ...TO_LI, asked: ["wei"] })).toMatchObject({ outcome: "refused", code: "not_allowed" });
  expect(shop.does("wei", TO_LI, shop.conversation.epoch - 1)).toMatchObject({ outcome: "stale" });
  shop.does("wei", TO_LI);
  expect(shop.does("wei", TO_LI)).toMatchObject({ outcome: "refused", code: "already" });
  expect(shop.does("li", HAND_OVER)).toMatchObject({ outcome: "refused", code: "not_allowed" });
  expect(shop.does("zhao", ACCEPT)).toMatchObject({ outcome: "refused", code: "not_allowed" });
});

it("a conversation that ends or changes hands otherwise asks nobody any more, and the colleague hears of it", async () => {
  for (const change of [{ change: "resolve" }, { change: "assign", agentId: "zhao" }, { change: "transfer", to: TEAM }] satisfies ConversationChange[]) {
    const shop = await Case.of(`over-${change.change}`);
    shop.does("wei", TO_LI);
    shop.does("li", ACCEPT);
    expect(consultsIn(shop.does("wei", change))).toEqual(["li over", "wei over"]);
    expect(shop.conversation).not.toHaveProperty("consult");
    expect(shop.does("li", ACCEPT)).toMatchObject({ outcome: "refused" });
  }
});

it("whatever is done in whatever order, there is one owner, who changes only by accepting a handover, and nobody is forgotten", async () => {
  const acts = fc.constantFrom<ConversationChange>(
    { change: "consult", to: TEAM, asked: ["wei", "li", "zhao"] },
    TO_LI,
    ACCEPT,
    { change: "consult_answer", answer: "decline" },
    HAND_OVER,
    TAKE_BACK,
  );
  let n = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom("wei", "li", "zhao"), acts), { maxLength: 25 }), async (history) => {
      const shop = await Case.of(`any-${n++}`);
      for (const [who, change] of history) {
        const before = shop.conversation;
        const outcome = shop.does(who, change);
        const { owner, consult } = shop.conversation;
        if (JSON.stringify(owner) !== JSON.stringify(before.owner)) {
          expect([owner, change, before.consult?.handing]).toEqual([{ kind: "agent", agentId: who }, ACCEPT, true]);
          expect(shop.conversation.epoch).toBe(before.epoch + 1);
        }
        if (consult) {
          expect(owner).toEqual({ kind: "agent", agentId: consult.by });
          expect(consult.asked.length).toBeGreaterThan(0);
          expect(consult.asked).not.toContain(consult.by);
          if (consult.helperId !== null) expect(consult.asked).toEqual([consult.helperId]);
        }
        if (outcome.outcome !== "changed") continue;
        const concerned = [...new Set([before.consult, consult].flatMap((one) => (one ? [one.by, ...one.asked] : [])))].sort();
        expect(consultsIn(outcome).map((line) => line.split(" ")[0])).toEqual(concerned);
      }
    }),
    { numRuns: 60 },
  );
});
