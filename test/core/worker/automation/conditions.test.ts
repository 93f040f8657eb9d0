import { describe, expect, it } from "vitest";
import { conditionsSchema } from "../../../../protocol/automation.ts";
import type { ToldEvent } from "../../../../protocol/events.ts";
import { factsOf, factsOfPast, holds } from "../../../../worker/automation/conditions.ts";
import type { Rule } from "../../../../worker/automation/rules.ts";
import { surveyFor } from "../../../../worker/automation/survey.ts";
import { fitting } from "../../../../worker/pipeline/run-rules.ts";

const facts = { text: "我要退款 NOW", label: ["vip", "refund"], priority: 2, team: null, "detail.score": "2" };
const check = (all: unknown[], any: unknown[] = []) => holds(conditionsSchema.parse({ all, any }), facts);

describe("conditions", () => {
  it("hold for all of `all` and one of `any`", () => {
    expect(check([])).toBe(true);
    expect(
      check(
        [{ field: "text", op: "contains", value: ["退货", "退款"] }],
        [
          { field: "label", op: "is", value: "other" },
          { field: "label", op: "is", value: "VIP" },
        ],
      ),
    ).toBe(true);
    expect(check([{ field: "text", op: "contains", value: "now" }], [{ field: "label", op: "is", value: "other" }])).toBe(false);
    expect(check([{ field: "label", op: "is_not", value: "vip" }])).toBe(false);
    expect(check([{ field: "text", op: "contains_not", value: "发票" }])).toBe(true);
  });

  it("compare numbers, written as such or as words; what is none is neither more nor less", () => {
    expect(check([{ field: "detail.score", op: "at_most", value: 2 }])).toBe(true);
    expect(check([{ field: "priority", op: "at_least", value: "3" }])).toBe(false);
    expect(check([{ field: "team", op: "at_least", value: 0 }])).toBe(false);
    expect(check([{ field: "text", op: "at_most", value: 9 }])).toBe(false);
  });

  it("know what is there and what is not", () => {
    expect(
      check([
        { field: "team", op: "missing" },
        { field: "label", op: "exists" },
      ]),
    ).toBe(true);
    expect(check([{ field: "agent", op: "exists" }])).toBe(false);
  });

  it("are refused when they speak of what there is not", () => {
    expect(conditionsSchema.safeParse({ all: [{ field: "constructor", op: "is", value: "x" }] }).success).toBe(false);
  });
});

const event = {
  id: "ev_1",
  type: "message.received",
  at: 1,
  conversationId: "cv_1",
  by: { kind: "customer" },
  conversation: {
    channels: [{ kind: "telegram", accountId: "ch_1" }],
    labels: ["vip"],
    teamId: "support",
    status: "open",
    owner: { kind: "bot" },
    priority: 0,
    language: "zh",
  },
  turn: { parts: [{ type: "text", text: "退款" }], channel: { kind: "telegram", accountId: "ch_1" }, intents: [{ name: "refund", confidence: 1 }] },
} as unknown as ToldEvent;
const rule = (id: string, more: Partial<Rule> = {}): Rule => ({
  id,
  name: id,
  event: "message.received",
  conditions: { all: [], any: [] },
  actions: [],
  enabled: true,
  position: 0,
  stops: false,
  updatedAt: 0,
  ...more,
});
const idsOf = (rules: readonly Rule[]): string[] => rules.map(({ id }) => id);

describe("rules", () => {
  it("see the same in what happens now as in what the read model kept of it", () => {
    const past = {
      id: "ev_1",
      at: 1,
      conversationId: "cv_1",
      byKind: "customer",
      detail: "{}",
      facts: JSON.stringify({
        team: "support",
        status: "open",
        owner: "bot",
        agent: null,
        channel: "telegram",
        account: "ch_1",
        labels: ["vip"],
        priority: 0,
        language: "zh",
      }),
      intents: '["refund"]',
      text: "退款",
    };
    expect(factsOfPast(past)).toEqual(factsOf(event));
  });

  it("fit in their order, until one that stops", () => {
    expect(idsOf(fitting([rule("a"), rule("b", { event: "note.added" }), rule("c", { stops: true }), rule("d")], event))).toEqual(["a", "c"]);
  });

  it("never set off themselves, and chains come to an end", () => {
    const rules = [rule("a"), rule("b")];
    expect(idsOf(fitting(rules, { ...event, cause: ["a"] }))).toEqual(["b"]);
    expect(idsOf(fitting(rules, { ...event, cause: ["x", "y", "z"] }))).toEqual([]);
    expect(idsOf(fitting(rules, { ...event, turn: { ...event.turn, cause: ["b"] } } as ToldEvent))).toEqual(["a"]);
  });
});

describe("the question how it was", () => {
  const settings = { enabled: true, channels: [], question: { fr: "Alors ?" }, thanks: {} };
  const resolved = (more: object, channel = "telegram"): ToldEvent =>
    ({
      ...event,
      type: "conversation.resolved",
      conversation: { ...event.conversation, status: "resolved", firstReplyAt: 5, channels: [{ kind: channel, accountId: "x" }], ...more },
    }) as ToldEvent;
  it("is asked in the customer's language where a person answered, on channels that have no stars of their own", () => {
    expect(surveyFor(settings, resolved({}))?.question).toMatch(/1 到 5/);
    expect(surveyFor(settings, resolved({ language: "fr-CA" }))?.question).toBe("Alors ?");
    expect(surveyFor(settings, resolved({ language: null }))?.thanks).toBe("Thank you!");
    expect(surveyFor(settings, resolved({ firstReplyAt: null }))).toBeNull();
    expect(surveyFor(settings, resolved({}, "web"))).toBeNull();
    expect(surveyFor({ ...settings, channels: ["line"] }, resolved({}))).toBeNull();
    expect(surveyFor({ ...settings, enabled: false }, resolved({}))).toBeNull();
    expect(surveyFor(settings, { ...resolved({}), detail: { reason: "idle" } })).toBeNull();
  });
});
