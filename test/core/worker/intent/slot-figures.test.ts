import { expect, it } from "vitest";
import { f1Of, falseLookups, scored, tradesUtterances, utterances } from "../../../evaluation/slots.ts";

it.each(["zh", "en"] as const)(
  "slots of written frames in %s stay as good as docs/quality.md says, and no order is looked up that nobody named",
  (language) => {
    const { positive, negative } = utterances("test");
    const all = [...positive, ...negative].filter((one) => one.language === language);
    expect(all.length).toBeGreaterThan(500);
    expect(f1Of(scored(all))).toBeGreaterThan(0.97);
    expect(falseLookups(all).length / all.length).toBeLessThan(0.01);
  },
);

it.each([
  ["zh", 0.7],
  ["en", 0.8],
] as const)("goods of trades that no rule was written for are named in %s as often as docs/quality.md says", (language, least) => {
  const { positive, negative } = tradesUtterances("trades");
  const of = (some: typeof positive) => some.filter((one) => one.language === language);
  expect(f1Of(scored(of([...positive, ...negative]), ["product"]))).toBeGreaterThan(least);
  expect(scored(of(negative), ["product"]).found).toBeLessThan(3);
});
