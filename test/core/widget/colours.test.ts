import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coloursFrom, contrast } from "../../../widget/chat/colours.ts";

describe("the tenant's colour", () => {
  it("measures contrast as WCAG does", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
    expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
  });

  it("can always be read on, whatever was chosen, in both themes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), fc.constantFrom("light" as const, "dark" as const), (value, theme) => {
        const colour = `#${value.toString(16).padStart(6, "0")}`;
        const chosen = coloursFrom(colour, theme);
        if (chosen["--own"] !== undefined) expect(contrast(chosen["--own"], chosen["--on-own"] ?? "")).toBeGreaterThanOrEqual(4.5);
        if (chosen["--accent"] !== undefined) expect(contrast(chosen["--accent"], theme === "light" ? "#ffffff" : "#14171c")).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it("leaves the usual ones where nothing, or nonsense, was chosen", () => {
    expect(coloursFrom("#1f6feb", "light")).toEqual({});
    expect(coloursFrom("red; background: url(x)", "dark")).toEqual({});
  });
});
