import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applySchema } from "../../../../durable-objects/apply-schema.ts";
import { DocsStore } from "../../../../durable-objects/customer-session/docs-store.ts";
import { type Head, newHead } from "../../../../durable-objects/customer-session/head.ts";
import { SESSION_SCHEMA } from "../../../../durable-objects/customer-session/schema.ts";
import { EVENTS_A_BLOCK, MOST_UNTOLD, Untold } from "../../../../durable-objects/customer-session/untold.ts";
import type { Happened } from "../../../../protocol/events.ts";
import { sqliteStorage } from "../../../support/sqlite-storage.ts";

const HEAD = "!head";
const event = (n: number): Happened => ({ id: `ev_${n}`, at: n, type: "message.received", conversationId: "cv_1", by: { kind: "customer" }, seq: n });
const numbersOf = (untold: Untold): number[] => untold.all().map(({ at }) => at);

/** A session's events in a database; `wake` reads them again as an object does that died. */
async function shelf(first: Head = newHead("demo", "cu_1", 0)) {
  const { sql } = await sqliteStorage();
  applySchema(sql, SESSION_SCHEMA);
  const wake = () => {
    const docs = new DocsStore(sql);
    const waiting = docs.list<unknown>("!", Number.MAX_SAFE_INTEGER);
    const head = (waiting.find(({ key }) => key === HEAD)?.doc as Head | undefined) ?? first;
    const untold = new Untold(docs, waiting, head);
    const write = (change: () => void): void => {
      change();
      docs.put(HEAD, head);
      docs.flush();
    };
    return { untold, head, write };
  };
  return { wake };
}

const step = fc.oneof(
  fc.record({ does: fc.constant("happen" as const), many: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ does: fc.constant("tell" as const), many: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ does: fc.constant("forgetSome" as const), every: fc.integer({ min: 2, max: 5 }) }),
  fc.record({ does: fc.constant("die" as const) }),
);

describe("what happened and was not told", () => {
  it("is kept in its order through deaths, until it is told; the head stays small", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { wake } = await shelf();
        let { untold, head, write } = wake();
        let expected: number[] = [];
        let count = 0;
        for (const move of steps) {
          if (move.does === "die") ({ untold, head, write } = wake());
          if (move.does === "happen") {
            const fresh = Array.from({ length: move.many }, () => ++count);
            write(() => untold.add(fresh.map(event)));
            expected.push(...fresh);
          }
          if (move.does === "tell" || move.does === "forgetSome") {
            const gone = new Set(expected.filter((_, at) => (move.does === "tell" ? at < move.many : at % move.every === 0)).map((n) => `ev_${n}`));
            write(() => untold.forget(gone));
            expected = expected.filter((n) => !gone.has(`ev_${n}`));
          }
          expect(numbersOf(untold)).toEqual(expected);
          expect(untold.any).toBe(expected.length > 0);
          expect(head.events?.length ?? 0).toBeLessThan(EVENTS_A_BLOCK);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("takes over a head that held everything, and gives up the oldest beyond what is kept", async () => {
    const { wake } = await shelf({ ...newHead("demo", "cu_1", 0), events: Array.from({ length: 40 }, (_, n) => event(n)) });
    const { untold, write } = wake();
    expect(numbersOf(untold)).toHaveLength(40);
    write(() => untold.add([event(40)]));
    expect(numbersOf(wake().untold)).toEqual(Array.from({ length: 41 }, (_, n) => n));
    for (let n = 41; n < 3 * MOST_UNTOLD; n++) write(() => untold.add([event(n)]));
    const left = numbersOf(wake().untold);
    expect(left.at(-1)).toBe(3 * MOST_UNTOLD - 1);
    expect(left).toEqual(Array.from({ length: left.length }, (_, at) => 3 * MOST_UNTOLD - left.length + at));
    expect(Math.abs(left.length - MOST_UNTOLD)).toBeLessThan(2 * EVENTS_A_BLOCK);
  });
});
