import { expect, it } from "vitest";
import { colleaguesOf } from "../../../../worker/pipeline/colleagues.ts";
import type { Services } from "../../../../worker/services.ts";

/** Only what is asked for is there. */
const cutOff = { d1: () => Promise.resolve({ ok: false }), agents: { get: () => Promise.resolve({ look: "unreachable" }) } } as unknown as Services;

it("nobody is said to be missing while colleagues cannot be looked up", async () => {
  expect(await colleaguesOf(cutOff, "demo", { kind: "team", teamId: "support" })).toBe("unreachable");
  expect(await colleaguesOf(cutOff, "demo", { kind: "agent", agentId: "ag_li" })).toBe("unreachable");
});
