import { describe, expect, it } from "vitest";
import { MODEL_FILES, missingFiles } from "../../../console/src/intents/model-files.ts";
import { behindOf, behindSuggestionsOf } from "../../../console/src/reports/figure-names.ts";
import { SCOPES } from "../../../console/src/settings/scopes.ts";
import { cameBackWith, resetTokenIn } from "../../../console/src/sign-in/coming-back.ts";
import { FIGURES } from "../../../protocol/report-figures.ts";
import { SCOPES as SERVERS_SCOPES } from "../../../protocol/scopes.ts";
import { MODEL_FILES as SERVERS_FILES } from "../../../wasm-models/runtime/manifest.ts";
import { DEFINITIONS } from "../../../worker/analytics/report.ts";

describe("what addresses and files say", () => {
  it("a way back from a provider carries a ticket, or why not; anything else is neither", () => {
    expect(cameBackWith("#sign-in-ticket=ab%2Bc")).toEqual({ ticket: "ab+c" });
    expect(cameBackWith("#sign-in-failed=domain")).toEqual({ failed: "domain" });
    expect(cameBackWith("#/inbox/mine")).toBeNull();
    expect(cameBackWith("#sign-in-ticket=")).toBeNull();
    expect(cameBackWith("#sign-in-failed=%")).toBeNull();
  });

  it("a letter's link carries the ticket for a new password, as the server writes it", () => {
    expect(resetTokenIn("#reset=Ab_9-x")).toBe("Ab_9-x");
    expect(resetTokenIn("#reset=")).toBeNull();
    expect(resetTokenIn("#/inbox/mine?reset=x")).toBeNull();
  });

  it("a figure's address that was written by hand leads somewhere all the same", () => {
    expect(behindOf({ by: "team", group: "support", figure: "csat", from: "5", to: 9 })).toEqual({
      by: "team",
      group: "support",
      figure: "csat",
      from: 5,
      to: 9,
    });
    expect(behindOf({ by: "shoe-size", figure: "nothing", from: "x" })).toEqual({ by: "day", group: "", figure: "conversations", from: 0, to: 0 });
    expect(behindSuggestionsOf({ used: "refused", band: 3, from: "5", to: 9 })).toEqual({ used: "refused", band: 3, from: 5, to: 9 });
    expect(behindSuggestionsOf({ used: "eaten", band: "4" })).toEqual({ used: "accepted", from: 0, to: 0 });
  });

  it("the console knows every figure, every right and every file of a model that the server knows", () => {
    expect([...FIGURES].sort()).toEqual(Object.keys(DEFINITIONS).sort());
    expect([...SCOPES, "*"]).toEqual(SERVERS_SCOPES);
    expect(MODEL_FILES).toEqual(SERVERS_FILES);
    expect(missingFiles([{ name: "manifest.json" }, ...MODEL_FILES.slice(1).map((name) => ({ name }))])).toEqual([MODEL_FILES[0]]);
  });
});
