import fc from "fast-check";
import { expect, it } from "vitest";
import type { DeskEvent } from "../../../../protocol/agent-frames.ts";
import { DeskTeller } from "../../../../worker/pipeline/desk-teller.ts";

const eventOf = (n: number): DeskEvent => ({ id: `e${n}`, at: n, type: "notice", code: "mention", detail: "" });
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A desk whose calls end when the test says so. */
class SlowDesk {
  readonly calls: { ids: string[]; end(failed?: boolean): void }[] = [];
  now = 0;
  readonly alarms: (() => void)[] = [];
  readonly teller = new DeskTeller({
    desk: () => ({
      tell: (_tenant, _agentId, events) =>
        new Promise((resolve, reject) => {
          this.calls.push({
            ids: events.map(({ id }) => id),
            end: (failed) => (failed ? reject(new Error("refused")) : resolve({ seq: 0 })),
          });
        }),
    }),
    now: () => this.now,
    timer: (_ms, then) => {
      this.alarms.push(then);
      return () => void this.alarms.splice(this.alarms.indexOf(then), 1);
    },
  });
  tell(...ns: number[]): Promise<boolean> {
    return this.teller.tell("demo", "ag_wei", ns.map(eventOf)).then(
      () => true,
      () => false,
    );
  }
}

it("tells everything once and in the order it came, one call at a time, and a refusal is heard by those who were refused", async () => {
  const moves = fc.array(fc.oneof(fc.constant("tell" as const), fc.constant("end" as const), fc.constant("fail" as const)), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(moves, async (list) => {
      const desk = new SlowDesk();
      const answers: Promise<boolean>[] = [];
      const refused = new Set<string>();
      let ended = 0;
      const end = async (failed: boolean): Promise<void> => {
        const call = desk.calls[ended];
        if (!call) return;
        ended += 1;
        if (failed) for (const id of call.ids) refused.add(id);
        call.end(failed);
        await settled();
      };
      for (const move of list) {
        if (move === "tell") answers.push(desk.tell(answers.length));
        else await end(move === "fail");
        await settled();
        expect(desk.calls.length - ended).toBeLessThanOrEqual(1);
      }
      while (ended < desk.calls.length) await end(false);
      expect(desk.calls.flatMap(({ ids }) => ids)).toEqual(answers.map((_, n) => `e${n}`));
      expect(await Promise.all(answers)).toEqual(answers.map((_, n) => !refused.has(`e${n}`)));
    }),
    { numRuns: 100 },
  );
});

it("a call that is never heard of again holds up nobody for ever", async () => {
  const desk = new SlowDesk();
  void desk.tell(1);
  const second = desk.tell(2);
  const third = desk.tell(3);
  await settled();
  desk.alarms[0]?.();
  await settled();
  expect(desk.calls.map(({ ids }) => ids)).toEqual([["e1"], ["e2", "e3"]]);
  desk.calls[1]?.end();
  expect(await Promise.all([second, third])).toEqual([true, true]);
  void desk.tell(4);
  desk.now = 60_000;
  const fifth = desk.tell(5);
  desk.calls.at(-1)?.end();
  expect(await fifth).toBe(true);
});
