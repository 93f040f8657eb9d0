import { expect, it } from "vitest";
import { recordEvent } from "../../../../durable-objects/customer-session/record.ts";
import { NodeSession } from "./node-session.ts";

const CUSTOMERS = Array.from({ length: 20 }, (_, n) => `flood-${n}`);

/** What is due after a message, ms from now. */
async function dueAfter(name: string, flooded: boolean): Promise<number> {
  const session = await NodeSession.of(name);
  return session.begin((tree) => {
    recordEvent(tree, { ...session.message("m1", "在吗"), ...(flooded ? { flooded } : {}) });
    return Math.min(tree.thinking.nextDue() ?? Number.POSITIVE_INFINITY, tree.head.projectAt ?? Number.POSITIVE_INFINITY) - tree.now;
  });
}

it("after a message of a flood each session waits longer, and for a time of its own, the same each time", async () => {
  const [calm, flooded, again] = await Promise.all([false, true, true].map((isFlood) => Promise.all(CUSTOMERS.map((name) => dueAfter(name, isFlood)))));
  expect(new Set(calm).size).toBe(1);
  expect(Math.max(...(calm ?? []))).toBeLessThan(5_000);
  expect(Math.min(...(flooded ?? []))).toBeGreaterThanOrEqual(5_000);
  expect(Math.max(...(flooded ?? []))).toBeLessThanOrEqual(8_000);
  expect(new Set(flooded).size).toBeGreaterThan(CUSTOMERS.length / 2);
  expect(again).toEqual(flooded);
});
