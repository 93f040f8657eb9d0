import { expect, test } from "vitest";
import { isHeldBack, keepCorrection, labelledPage, masked } from "../../../../worker/intent/labelled/labelled-messages.ts";
import { isWorse, scoreOf } from "../../../../worker/intent/models/measure-model.ts";
import { sqliteD1 } from "../../../support/sqlite-d1.ts";

test("what says who a customer is does not reach the training set", () => {
  expect(masked("我的手机13812345678，订单号SO-2024-00731还没发")).toBe("我的手机[phone]，订单号[order_number]还没发");
  expect(masked("write to anna@example.com please")).toBe("write to [email] please");
  expect(masked("什么时候发货")).toBe("什么时候发货");
});

test("a fifth of the messages is held back, and stays on its side when it is corrected again", async () => {
  const db = sqliteD1();
  for (let n = 0; n < 200; n++)
    await keepCorrection(db, "t", { text: `wants number ${"abcdefghij"[n % 10]}${n}`, context: [], intents: ["invoice"], conversationId: null }, "a", n);
  const held = await labelledPage(db, "t", { held: true, after: "", limit: 500 });
  const train = await labelledPage(db, "t", { held: false, after: "", limit: 500 });
  expect(held.rows.length + train.rows.length).toBe(200);
  expect(held.rows.length).toBeGreaterThan(20);
  expect(held.rows.length).toBeLessThan(65);
  const again = await keepCorrection(db, "t", { text: "wants number a0", context: [], intents: ["complaint"], conversationId: null }, "b", 999);
  expect(again.held).toBe(isHeldBack(again.id));
  const all = [
    ...(await labelledPage(db, "t", { held: true, after: "", limit: 500 })).rows,
    ...(await labelledPage(db, "t", { held: false, after: "", limit: 500 })).rows,
  ];
  expect(all.length).toBe(200);
  expect(all.find((row) => row.text === "wants number a0")?.intents).toEqual(["complaint"]);
  expect((await labelledPage(db, "other", { held: false, after: "", limit: 500 })).rows).toEqual([]);
});

test("pages follow one another without gap or repeat", async () => {
  const db = sqliteD1();
  for (let n = 0; n < 30; n++) await keepCorrection(db, "t", { text: `text ${n}`, context: [], intents: ["invoice"], conversationId: null }, "a", n);
  const texts: string[] = [];
  let after: string | null = "";
  while (after !== null) {
    const page: Awaited<ReturnType<typeof labelledPage>> = await labelledPage(db, "t", { held: false, after, limit: 7 });
    texts.push(...page.rows.map((row) => row.text));
    after = page.next;
  }
  const whole = await labelledPage(db, "t", { held: false, after: "", limit: 500 });
  expect(texts).toEqual(whole.rows.map((row) => row.text));
});

test("a model is worse when it finds fewer first intents, or as many and fewer in all", () => {
  const rows = (named: string[][]) => scoreOf(named.map((names) => ({ given: ["a", "b"], named: names })));
  expect(rows([["a", "b"], ["c"]])).toEqual({ rows: 2, top1: 0.5, microF1: 4 / 7 });
  expect(isWorse(rows([["a"], ["c"]]), rows([["a"], ["a"]]))).toBe(true);
  expect(isWorse(rows([["a"]]), rows([["a", "b"]]))).toBe(true);
  expect(isWorse(rows([["a", "b"]]), rows([["a", "b"]]))).toBe(false);
  expect(scoreOf([])).toEqual({ rows: 0, top1: 0, microF1: 0 });
});
