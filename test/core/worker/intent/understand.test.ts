import { expect, test } from "vitest";
import type { Understanding } from "../../../../protocol/understanding.ts";
import type { IntentModel, Reading, TextVectors } from "../../../../wasm-models/runtime/intent-model.ts";
import { CustomIntents, likeness, suggestedThreshold } from "../../../../worker/intent/custom/custom-intents.ts";
import { understand } from "../../../../worker/intent/understand.ts";

const vectors = (embedding: number[], grams: [number, number][] = []): TextVectors => ({ embedding: Float32Array.from(embedding), ngrams: new Map(grams) });
const reading = (overrides: Partial<Reading> = {}): Reading => ({
  named: [{ name: "invoice", confidence: 0.9, span: null }],
  outOfScope: 0.01,
  margin: 0.5,
  vectors: vectors([1, 0]),
  ...overrides,
});

/** A model that reads the same in everything. */
function skillsWith(read: () => Promise<Reading>, custom = new CustomIntents(0, [])) {
  const recent = new Map<string, Understanding>();
  const model = { version: "m1", read, vectorsOf: async () => vectors([1, 0]) } as unknown as IntentModel;
  return { model: async () => model, custom: async () => custom, recent };
}

test("without a model rules answer and say that they are degraded", async () => {
  const understanding = await understand("我要转人工", []);
  expect(understanding).toMatchObject({ degraded: true, intents: [{ name: "human_handoff" }] });
});

test("a model that fails on a message leaves it to the rules", async () => {
  const skills = skillsWith(async () => {
    throw new Error("out of memory");
  });
  expect(await understand("我要转人工", [], skills)).toMatchObject({ degraded: true, intents: [{ name: "human_handoff" }] });
});

test("a repeated text is read once", async () => {
  let reads = 0;
  const skills = skillsWith(async () => {
    reads += 1;
    return reading();
  });
  const first = await understand("发票呢", [], skills);
  expect(await understand("发票呢", [], skills)).toEqual(first);
  expect(reads).toBe(1);
  await understand("发票呢", [{ from: "agent", text: "您好" }], skills);
  expect(reads).toBe(2);
});

test("a tenant's own intent comes before the built-in ones it is like", async () => {
  const own = new CustomIntents(1, [{ name: "gift_wrap", threshold: 0.4, examples: [vectors([1, 0], [[1, 1]]), vectors([0.9, 0.1], [[1, 1]])] }]);
  const { intents, outOfScope } = await understand(
    "帮我包起来",
    [],
    skillsWith(async () => reading({ vectors: vectors([1, 0], [[1, 1]]), outOfScope: 0.8 }), own),
  );
  expect(intents[0]?.name).toBe("gift_wrap");
  expect(intents[1]?.name).toBe("invoice");
  expect(outOfScope).toBe(0);
});

test("a text unlike every example names no own intent", async () => {
  const own = new CustomIntents(1, [{ name: "gift_wrap", threshold: 0.4, examples: [vectors([1, 0], [[1, 1]])] }]);
  const { intents } = await understand(
    "发票",
    [],
    skillsWith(async () => reading({ vectors: vectors([0, 1], [[2, 1]]) }), own),
  );
  expect(intents.map((intent) => intent.name)).toEqual(["invoice"]);
});

/** Five intents in five directions, two examples each. */
const apart = (strict: boolean, threshold = 0.64) =>
  new CustomIntents(
    1,
    [0, 1, 2, 3, 4].map((at) => {
      const towards = (slant: number) => vectors([0, 1, 2, 3, 4, 5].map((n) => (n === at ? 1 : n === 5 ? slant : 0)));
      return { name: `intent_${at}`, threshold, strict, examples: [towards(0), towards(0.1)] };
    }),
  );

test("what is nearly like an intent and like no other is that intent, unless a person set the threshold", () => {
  const close = vectors([0.9, 0, 0, 0, 0, 0.43]);
  expect(apart(false).match(close)).toMatchObject([{ name: "intent_0" }]);
  expect(apart(true).match(close)).toEqual([]);
});

test("what is nearly like every intent is none of them", () => {
  const between = vectors([0.45, 0.45, 0.45, 0.45, 0.43, 0.1]);
  expect(apart(false, 0.28).match(between)).not.toEqual([]);
  expect(apart(false, 0.33).match(between)).toEqual([]);
});

test("of two intents a text passes for, the regression says which comes first", () => {
  const twins = new CustomIntents(1, [
    { name: "hot", threshold: 0.3, examples: [vectors([1, 0], [[1, 1]]), vectors([1, 0], [[2, 1]])] },
    { name: "cold", threshold: 0.3, examples: [vectors([1, 0], [[3, 1]]), vectors([1, 0], [[4, 1]])] },
  ]);
  const named = twins.match(vectors([1, 0], [[3, 1]]));
  expect(named.map(({ name }) => name)).toEqual(["cold", "hot"]);
  expect(named[0]?.confidence).toBeGreaterThanOrEqual(named[1]?.confidence ?? 1);
});

test("the suggested threshold lies between an intent's own examples and those of others", () => {
  const own = [vectors([1, 0]), vectors([0.98, 0.2]), vectors([0.95, 0.3])];
  const others = [vectors([0, 1]), vectors([0.1, 0.99])];
  const threshold = suggestedThreshold(own, others);
  expect(likeness(vectors([0.99, 0.1]), own)).toBeGreaterThan(threshold);
  for (const other of others) expect(likeness(other, own)).toBeLessThan(threshold);
});

test("a text of megabytes is cut, and the answer says so", async () => {
  const understanding = await understand(
    "退货".repeat(500_000),
    [],
    skillsWith(async () => reading()),
  );
  expect(understanding.truncated).toBe(true);
});
