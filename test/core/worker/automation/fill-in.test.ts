import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillIn } from "../../../../worker/automation/fill-in.ts";

describe("variables in templates", () => {
  it("are replaced, take their own words where there is no value, and are named when there are neither", () => {
    expect(fillIn("{{customer}} {{ order | – }} {{customer}}", { customer: "Ana" })).toEqual({ ok: true, text: "Ana – Ana" });
    expect(fillIn("{{a}} {{b}} {{a}}", { b: "x" })).toEqual({ ok: false, missing: ["a"] });
    expect(fillIn("{{constructor}}", {})).toEqual({ ok: false, missing: ["constructor"] });
  });

  it("put a value in as it is, whatever it holds", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (value) => {
        expect(fillIn("<{{x}}>", { x: value })).toEqual({ ok: true, text: `<${value}>` });
      }),
    );
  });
});
