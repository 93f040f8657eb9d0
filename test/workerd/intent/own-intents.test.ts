import { afterAll, beforeAll, expect, test } from "vitest";
import { intentThresholdSchema } from "../../../protocol/intent-threshold.ts";
import type { Understanding } from "../../../protocol/understanding.ts";
import { eventually, type RunningEngine, runEngine } from "../../support/engine.ts";

const GIFT_WRAP = {
  name: "gift_wrap",
  description: "Wants the order wrapped as a present",
  examples: [
    "可以帮我包装成礼物吗",
    "能不能用礼盒装 送人的",
    "麻烦包个礼品包装",
    "有礼品袋吗 想送朋友",
    "can you gift wrap it",
    "please wrap it as a present",
    "包装好看一点 我要送礼",
    "do you do gift wrapping",
  ],
};

let engine: RunningEngine;
beforeAll(async () => {
  engine = await runEngine();
  await eventually(async () => {
    const { body } = await engine.call("POST", "/v1/understand", { text: "你好" });
    return !(body as unknown as Understanding).degraded;
  }, "the model is live");
}, 120_000);
afterAll(async () => {
  await engine?.stop();
  await engine?.remove();
});

const firstOf = async (text: string): Promise<string | undefined> => {
  const { body } = await engine.call("POST", "/v1/understand", { text });
  return (body as unknown as Understanding).intents[0]?.name;
};

test("an intent of one's own is learnt from a few examples, found, changed and forgotten", async () => {
  const made = await engine.call("POST", "/v1/intents", GIFT_WRAP);
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ name: "gift_wrap", builtIn: false });
  expect(Number(made.body.suggestedThreshold)).toBeGreaterThan(0);
  await eventually(async () => (await firstOf("能帮我礼品包装一下吗，送人")) === "gift_wrap", "the own intent is found");
  expect(await firstOf("发票抬头开错了")).toBe("invoice");

  const changed = await engine.call("PATCH", "/v1/intents/gift_wrap", { addExamples: ["写张贺卡放进去"] });
  expect(changed.status).toBe(200);
  expect(changed.body.examples).toHaveLength(9);

  expect((await engine.call("DELETE", "/v1/intents/gift_wrap")).status).toBe(204);
  await eventually(async () => (await firstOf("能帮我礼品包装一下吗，送人")) !== "gift_wrap", "the own intent is forgotten");
});

test("thresholds are measured on the kept examples, against the other intents' and only for those who may read them", async () => {
  const INSTALMENTS = {
    name: "instalments",
    description: "",
    examples: ["可以分期付款吗", "分几期", "支持花呗分期吗", "pay in instalments", "how many instalments"],
  };
  for (const intent of [GIFT_WRAP, INSTALMENTS]) expect((await engine.call("POST", "/v1/intents", intent)).status).toBe(201);
  const { status, body } = await engine.call("GET", "/v1/intent-thresholds/gift_wrap");
  const measured = intentThresholdSchema.parse(body);
  expect([status, measured.examples, measured.others, measured.points.length]).toEqual([200, 8, 5, 101]);
  expect(measured.points[0]).toEqual({ threshold: 0, precision: 8 / 13, recall: 1 });
  const suggested = measured.points[Math.round(measured.suggestedThreshold * 100)];
  expect(suggested?.precision).toBeGreaterThan(8 / 13);
  expect(suggested?.recall).toBeGreaterThanOrEqual(0.5);

  await engine.call("PATCH", "/v1/intents/instalments", { examples: INSTALMENTS.examples.slice(0, 3) });
  const few = intentThresholdSchema.parse((await engine.call("GET", "/v1/intent-thresholds/instalments")).body);
  expect([few.examples, few.others, few.points]).toEqual([3, 8, []]);
  expect((await engine.call("GET", "/v1/intent-thresholds/nobody")).body.code).toBe("not_found");
  expect((await engine.call("GET", "/v1/intent-thresholds/gift_wrap", undefined, { token: null })).status).toBe(401);
  for (const { name } of [GIFT_WRAP, INSTALMENTS]) await engine.call("DELETE", `/v1/intents/${name}`);
});

test("a built-in name, a name twice, too few examples and a name nobody has are refused with a code", async () => {
  expect((await engine.call("POST", "/v1/intents", { ...GIFT_WRAP, name: "invoice" })).body.code).toBe("conflict");
  expect((await engine.call("POST", "/v1/intents", { name: "x", examples: ["one"] })).body.code).toBe("invalid");
  expect((await engine.call("POST", "/v1/intents", { name: "Not a name!", examples: ["a", "b"] })).body.code).toBe("invalid");
  expect((await engine.call("PATCH", "/v1/intents/nobody", { description: "" })).body.code).toBe("not_found");
  expect((await engine.call("DELETE", "/v1/intents/nobody")).body.code).toBe("not_found");
});

test("the list tells built-in intents from one's own", async () => {
  const { body } = await engine.call("GET", "/v1/intents");
  const all = body.intents as { name: string; builtIn: boolean }[];
  expect(all.filter((intent) => intent.builtIn)).toHaveLength(41);
});
