import { expect, it } from "vitest";
import { f1Of, falseLookups, scored, utterances } from "../../../evaluation/slots.ts";

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
