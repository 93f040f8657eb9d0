import { describe, expect, it } from "vitest";
import type { ConversationChange } from "../../../../protocol/ports.ts";
import { hasWords, maskedChange, maskedKinds } from "../../../../worker/pipeline/masked.ts";
import type { Services } from "../../../../worker/services.ts";

const PHONE = "13812345678";
const CHANGES: readonly ConversationChange[] = [
  { change: "note", turnId: "tn_1", text: `call ${PHONE}` },
  { change: "transfer", to: { kind: "bot" }, note: `call ${PHONE}` },
  { change: "assign", agentId: null, reason: `call ${PHONE}` },
  { change: "resolve", reason: `call ${PHONE}` },
  { change: "rate", score: 5, comment: `call ${PHONE}` },
  { change: "fact", name: "phone", value: PHONE },
  { change: "reopen" },
  { change: "snooze", until: 1 },
  { change: "label", add: ["vip"], remove: [] },
  { change: "priority", priority: 2 },
  { change: "suggestion", suggestionId: "sg_1", used: "accepted" },
  { change: "read", upToSeq: 3 },
  { change: "typing", on: true },
  { change: "viewing", on: true, typing: false },
];

const servicesWhere = (look: "unreachable" | "missing"): Services => ({ tenants: { peek: () => null, get: async () => ({ look }) } }) as unknown as Services;

describe("what a tenant does not want to keep", () => {
  it.each(CHANGES)("is unreadable in a change of $change, and its rules are asked for where there are words", (change) => {
    const masked = maskedChange(change, ["phone"]);
    expect(JSON.stringify(masked)).not.toContain(PHONE);
    expect(hasWords(change)).toBe(JSON.stringify(change).includes(PHONE));
  });

  it("is not known while the tenant is out of reach; an unknown tenant masks nothing", async () => {
    expect(await maskedKinds(servicesWhere("unreachable"), "demo")).toBeNull();
    expect(await maskedKinds(servicesWhere("missing"), "demo")).toEqual([]);
  });
});
