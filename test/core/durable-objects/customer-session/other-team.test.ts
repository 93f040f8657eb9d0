/** A conversation is passed on to, or given by hand to, somebody of another team: where it is then, how it comes back, and whose book has the seat. */
import { expect, it } from "vitest";
import { transferInSession } from "../../../../durable-objects/agent-queue/ask-session.ts";
import { changeConversation } from "../../../../durable-objects/customer-session/change.ts";
import type { Author } from "../../../../protocol/message.ts";
import type { ChangeInput, ChangeOutcome, ConversationChange, SessionPort, Ticket } from "../../../../protocol/ports.ts";
import { OneConversation, oneConversation } from "./one-conversation.ts";

type Done = Extract<ChangeOutcome, { outcome: "changed" }>;
const TO_LI = { kind: "agent", agentId: "li" } as const;

class Case extends OneConversation {
  /** Wei of the front has the conversation. */
  static async of(name: string): Promise<Case> {
    const known = new Case(await oneConversation(name));
    known.does({ change: "assign", agentId: "wei", teamId: "tm_front" });
    return known;
  }

  change(input: ChangeInput): ChangeOutcome {
    return this.session.begin((one) => changeConversation(one, input));
  }
  does(change: ConversationChange, by: Author = { kind: "agent", id: "wei", name: "Wei" }): Done {
    this.session.now += 1_000;
    const { address, now } = this.session;
    const outcome = this.change({ ...address, key: this.nextKey(), conversationId: this.conversationId, by, change, at: now });
    if (outcome.outcome !== "changed") throw new Error(JSON.stringify(outcome));
    return outcome;
  }
}

function ticketIn({ steps }: Pick<Done, "steps">): Ticket {
  const tickets = steps.flatMap((step) => (step.step === "enqueue" ? [step.ticket] : []));
  const [ticket] = tickets;
  if (!ticket || tickets.length !== 1) throw new Error(`${tickets.length} tickets`);
  return ticket;
}

it("goes to the first team of theirs, or to the one that is named, and to the conversation's own when they are of it", async () => {
  const front = { teamId: "tm_front", agentId: "wei" };
  for (const [to, teamId, sentFrom] of [
    [{ ...TO_LI, agentTeams: ["tm_a", "tm_b"] }, "tm_a", front],
    [{ ...TO_LI, agentTeams: ["tm_a", "tm_b"], teamId: "tm_b" }, "tm_b", front],
    [{ ...TO_LI, agentTeams: ["tm_a", "tm_front"] }, "tm_front", undefined],
  ] as const) {
    const done = (await Case.of("chen")).does({ change: "transfer", to });
    expect(done.conversation).toMatchObject({ teamId, owner: { kind: "queue", teamId } });
    expect(ticketIn(done)).toMatchObject({ teamId, wantedAgentId: "li" });
    expect(ticketIn(done).sentFrom).toEqual(sentFrom);
  }
});

it("is not passed on through a line to somebody whom no line reaches: nothing changes", async () => {
  const known = await Case.of("he");
  const before = known.session.begin((one) => one.store.conversation(known.conversationId));
  expect(() => known.does({ change: "transfer", to: { ...TO_LI, agentTeams: [] } })).toThrow("not_allowed");
  expect(known.session.begin((one) => one.store.conversation(known.conversationId))).toEqual(before);
});

it("comes back to the team and the agent it was sent by, once, and waits there for that agent by name", async () => {
  const known = await Case.of("zhou");
  const sent = ticketIn(known.does({ change: "transfer", to: { ...TO_LI, agentTeams: ["tm_a"] } }));
  const session = (): SessionPort => ({ change: async (input: ChangeInput) => known.change(input) }) as unknown as SessionPort;
  const back = await transferInSession(session, sent, "tm_front", known.session.now);
  expect(back).toMatchObject({ outcome: "changed", duplicate: false, conversation: { teamId: "tm_front", owner: { kind: "queue", teamId: "tm_front" } } });
  if (back.outcome !== "changed") throw new Error(back.outcome);
  expect(ticketIn(back)).toMatchObject({ teamId: "tm_front", wantedAgentId: "wei" });
  expect(ticketIn(back).sentFrom).toBeUndefined();
  expect(await transferInSession(session, sent, "tm_front", known.session.now)).toMatchObject({ outcome: "changed", duplicate: true });
});

it("sent by a key, it comes back to the team: behind a key there is no desk", async () => {
  const known = await Case.of("sun");
  known.does({ change: "assign", agentId: null, teamId: "tm_front" });
  const sent = known.does({ change: "transfer", to: { ...TO_LI, agentTeams: ["tm_a"] } }, { kind: "agent", id: "key:k1", name: "shop" });
  expect(ticketIn(sent).sentFrom).toEqual({ teamId: "tm_front", agentId: null });
});

it("given by hand, it moves to a team of theirs; with nobody's team known, and to somebody of none, it stays", async () => {
  for (const [agentTeams, teamId] of [
    [["tm_a"], "tm_a"],
    [["tm_a", "tm_front"], "tm_front"],
    [[], "tm_front"],
  ] as const) {
    const { conversation } = (await Case.of("wu")).does({ change: "assign", agentId: "li", agentTeams });
    expect(conversation).toMatchObject({ teamId, owner: { kind: "agent", agentId: "li" } });
  }
});

it("the same agent in another team: the seat goes from the one book to the other, and the agent sees it there", async () => {
  const known = await Case.of("zheng");
  const { conversation, steps } = known.does({ change: "assign", agentId: "wei", teamId: "tm_a" }, { kind: "agent", id: "boss", name: "Boss" });
  const rank = conversation.epoch;
  expect(conversation).toMatchObject({ teamId: "tm_a", owner: { kind: "agent", agentId: "wei" } });
  expect(steps).toMatchObject([
    { step: "release", teamId: "tm_front", agentId: "wei", rank },
    { step: "hold", held: { teamId: "tm_a", agentId: "wei", rank } },
    { step: "tell", agentId: "wei", events: [{ type: "conversation", conversation: { teamId: "tm_a" } }] },
  ]);
  expect(known.does({ change: "assign", agentId: "wei", teamId: "tm_a" }).steps.filter(({ step }) => step !== "tell")).toEqual([]);
});
