import { describe, expect, it } from "vitest";
import type { Anticipation, ThinkTask } from "../../../../protocol/ports.ts";
import type { Understanding } from "../../../../protocol/understanding.ts";
import { useOf } from "../../../../worker/pipeline/prepared.ts";
import { NOT_UNDERSTOOD, type Thinkers, think } from "../../../../worker/pipeline/think.ts";
import { VirtualTime } from "../../../support/virtual-time.ts";

const understood: Understanding = {
  ...NOT_UNDERSTOOD,
  intents: [{ name: "return_goods", confidence: 0.95 }],
  language: "zh",
  margin: 0.9,
  model: { version: "m" },
  degraded: false,
};
const task = (more: Partial<ThinkTask> = {}): ThinkTask => ({
  tenant: "t",
  customerId: "cu",
  turnId: "tn",
  conversationId: "cv",
  channel: { kind: "api", accountId: "api" },
  text: "怎么退货",
  context: [],
  facts: [],
  identities: [],
  owner: { kind: "bot" },
  epoch: 0,
  teamId: null,
  lastAgentId: null,
  language: null,
  botReplies: 0,
  at: 0,
  ...more,
});

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

function thinkersWith(more: Partial<Thinkers>): { thinkers: Thinkers; asked: string[]; reports: string[] } {
  const asked: string[] = [];
  const reports: string[] = [];
  const thinkers: Thinkers = {
    understand: async (text) => {
      asked.push(text);
      return understood;
    },
    search: async () => ({ hits: [{ articleId: "a", title: "退货", passage: "七天无理由", score: 1 }], complete: true }),
    lookUp: async () => [],
    suggest: async () => [],
    settings: { autoReply: false, autoReplyConfidence: 0.95, defaultTeamId: "support" },
    report: (component, state) => reports.push(`${component} ${state}`),
    ...more,
  };
  return { thinkers, asked, reports };
}

describe("thinking about a message", () => {
  const hits = [{ articleId: "p", title: "退货", passage: "准备好的", score: 1 }];
  const prepared = (more: Partial<Anticipation> = {}): Anticipation => ({
    words: "怎么退货",
    intents: [],
    articleIds: ["p"],
    ready: { context: [], understanding: understood, hits, complete: true },
    at: 0,
    ...more,
  });

  it("begins with what was prepared for just these words, and asks neither the model nor the search again", async () => {
    const { thinkers, asked } = thinkersWith({ search: () => Promise.reject(new Error("asked")) });
    const thought = await think(task({ text: "怎么退货 ", prepared: prepared() }), thinkers, 1_000);
    expect(thought).toMatchObject({ understanding: understood, hits, complete: true });
    expect(asked).toEqual([]);
    expect(useOf(task({ prepared: prepared() }), thought, 1_000)).toBe("used");
  });

  it.each<[string, Partial<ThinkTask>, number]>([
    ["other words", { text: "怎么退货呢", prepared: prepared() }, 0],
    ["another place", { context: [{ from: "agent", text: "您好" }], prepared: prepared() }, 0],
    ["a long time ago", { prepared: prepared() }, 60_000],
    [
      "a model that was not there",
      { prepared: prepared({ ready: { context: [], understanding: { ...understood, degraded: true }, hits, complete: true } }) },
      0,
    ],
  ])("thinks anew after a preparation for %s, whose articles may be warm all the same", async (_, more, now) => {
    const { thinkers, asked } = thinkersWith({});
    const thought = await think(task(more), thinkers, now);
    expect(asked).toHaveLength(1);
    expect(thought.hits).toMatchObject([{ articleId: "a" }]);
    expect(useOf(task(more), thought, now)).toBe("cold");
    expect(useOf(task(more), { hits }, now)).toBe("warm");
  });

  it("understands a bare number as the choice it answers", async () => {
    const { thinkers, asked } = thinkersWith({});
    const choices = [
      { id: "a", label: "查快递" },
      { id: "b", label: "我要退货" },
    ];
    await think(task({ text: "2", choices }), thinkers, 0);
    await think(task({ text: "选第一个", choices }), thinkers, 0);
    await think(task({ text: "20 天了还没到", choices }), thinkers, 0);
    await think(task({ text: "2" }), thinkers, 0);
    expect(asked).toEqual(["我要退货", "查快递", "20 天了还没到", "2"]);
  });

  it("answers without a skill that fails or never answers, says so, and asks for a person", async () => {
    const time = new VirtualTime();
    const { thinkers, reports } = thinkersWith({
      understand: () => never(),
      search: () => Promise.reject(new Error("gone")),
      lookUp: () => never(),
      timer: time.timer,
    });
    const thought = await time.until(think(task(), thinkers, 7));
    expect(thought).toMatchObject({
      understanding: { degraded: true },
      hits: [],
      complete: false,
      orders: [{ found: "unavailable" }],
      next: { move: "queue", teamId: "support" },
      at: 7,
    });
    expect(reports.sort()).toEqual(["knowledge degraded", "model degraded", "orders degraded", "suggestions ok"]);
  });

  it("says that the model is degraded while rules answer in its place", async () => {
    const { thinkers, reports } = thinkersWith({ understand: async () => ({ ...understood, degraded: true }) });
    await think(task(), thinkers, 7);
    expect(reports).toContain("model degraded");
  });

  it("lets the bot answer only where the tenant switched it on, sure enough, and never from an unproven order", async () => {
    const suggestion = {
      id: "su",
      turnId: "tn",
      text: "七天无理由",
      confidence: 0.97,
      intents: [],
      evidence: [{ kind: "article" as const, id: "a", title: "退货" }],
      kind: "answer" as const,
      ready: true,
    };
    const settings = { autoReply: true, autoReplyConfidence: 0.95, defaultTeamId: "support" };
    const moveWith = async (more: Partial<Thinkers>, given = task()) =>
      (await think(given, thinkersWith({ settings, suggest: async () => [suggestion], ...more }).thinkers, 0)).next.move;
    expect(await moveWith({})).toBe("reply");
    expect(await moveWith({ settings: { ...settings, autoReply: false } })).toBe("queue");
    expect(await moveWith({ suggest: async () => [{ ...suggestion, confidence: 0.94 }] })).toBe("queue");
    expect(await moveWith({ suggest: async () => [{ ...suggestion, unproven: true }] })).toBe("queue");
    expect(await moveWith({ understand: async () => ({ ...understood, degraded: true }) })).toBe("queue");
    expect(await moveWith({}, task({ botReplies: 3 }))).toBe("queue");
    expect(await moveWith({}, task({ owner: { kind: "agent", agentId: "ag" } }))).toBe("stay");
    expect(await moveWith({ understand: async () => ({ ...understood, intents: [...understood.intents, { name: "human_handoff", confidence: 0.9 }] }) })).toBe(
      "queue",
    );
  });
});
