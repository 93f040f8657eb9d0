import fc from "fast-check";
import { expect, it } from "vitest";
import {
  BACKOFF_BASE_MS,
  BACKOFF_MAX_MS,
  backoffMs,
  judge,
  judgeCutOff,
  MAX_ATTEMPTS,
  type OutboxRow,
} from "../../../../durable-objects/customer-session/outbox.ts";
import { recordEvent } from "../../../../durable-objects/customer-session/record.ts";
import { reply } from "../../../../durable-objects/customer-session/reply.ts";
import type { Outcome } from "../../../../protocol/channels.ts";
import { NodeSession, textsOf } from "./node-session.ts";

const row: OutboxRow = { turnId: "tn_1", seq: 1, lane: "ch", state: "waiting", dueAt: 0, attempts: 0, authRetried: false };
const retry = (more: Partial<Extract<Outcome, { outcome: "retry" }>> = {}): Outcome => ({ outcome: "retry", class: "transient", code: "503", ...more });

it("waits longer after every failure, spread by chance, never at once and never longer than ten minutes", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, chance) => {
      const wait = backoffMs(attempts, chance);
      expect(wait).toBeGreaterThanOrEqual(BACKOFF_BASE_MS / 10);
      expect(wait).toBeLessThanOrEqual(Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** (attempts - 1)));
    }),
  );
});

it("honours the platform's Retry-After", () => {
  expect(judge(row, retry({ class: "rate", afterMs: 90_000 }), 1_000, 0.5).row).toMatchObject({ state: "waiting", attempts: 1, dueAt: 91_000 });
});

it("keeps how far a reply of several calls came, for the next attempt only", () => {
  const progress = { done: 1, of: 3, parts: 3, saved: {}, providerIds: ["p1"] };
  const first = judge(row, retry({ progress }), 0, 0.5);
  expect(first.row).toMatchObject({ progress });
  expect(first.row && judge(first.row, retry(), 0, 0.5).row?.progress).toBeUndefined();
});

it("refreshes a refused token once and parks the reply at the second refusal", () => {
  const first = judge(row, retry({ class: "auth", code: "40001" }), 0, 0);
  expect(first.row).toMatchObject({ state: "waiting", authRetried: true });
  expect(judge(first.row ?? row, retry({ class: "auth", code: "40001" }), 0, 0)).toMatchObject({
    row: { state: "parked" },
    delivery: { state: "failed", code: "auth:40001" },
  });
});

it("parks a reply after ten attempts with the reason that the agent sees", () => {
  let waiting: OutboxRow = row;
  for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt++) waiting = judge(waiting, retry({ detail: "overloaded" }), 0, 0).row ?? row;
  expect(waiting).toMatchObject({ state: "waiting", attempts: MAX_ATTEMPTS - 1 });
  expect(judge(waiting, retry({ detail: "overloaded" }), 0, 0)).toMatchObject({
    row: { state: "parked" },
    delivery: { state: "failed", reason: expect.stringContaining("overloaded") },
  });
});

it("neither repeats what may have arrived nor what the platform refused", () => {
  expect(judge(row, { outcome: "unknown", code: "timeout" }, 0, 0)).toMatchObject({ row: { state: "parked" }, delivery: { state: "unknown" } });
  expect(judge(row, { outcome: "refused", class: "window", code: "45015" }, 0, 0)).toMatchObject({
    row: { state: "parked" },
    delivery: { state: "failed", code: "window:45015" },
  });
  expect(judgeCutOff(row, 0, 0).row).toMatchObject({ state: "sending", attempts: 1 });
});

const lanes = ["ch_a", "ch_b"] as const;
const outcomes: fc.Arbitrary<Outcome> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Outcome>({ outcome: "sent", providerIds: ["p"] }) },
  { weight: 2, arbitrary: fc.constant(retry()) },
  { weight: 1, arbitrary: fc.constant<Outcome>({ outcome: "unknown", code: "timeout" }) },
  { weight: 1, arbitrary: fc.constant<Outcome>({ outcome: "refused", class: "invalid", code: "400" }) },
);

it("sends the replies of one customer on one account in their order, each until it is settled, whatever the platform says and whenever the process dies", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom(...lanes), fc.boolean()), { minLength: 1, maxLength: 8 }),
      fc.infiniteStream(outcomes),
      async (replies, answers) => {
        const session = await NodeSession.of("order");
        session.answers.deliver = () => answers.next().value ?? { outcome: "sent", providerIds: [] };

        let conversationId = "";
        for (const lane of lanes) {
          const outcome = session.begin((tree) =>
            recordEvent(tree, session.message(`m ${lane}`, "hi", { channel: { kind: "telegram", accountId: lane }, thread: lane })),
          );
          if (outcome.outcome === "recorded") conversationId = outcome.conversationId ?? "";
        }
        for (const [at, [lane, dies]] of replies.entries()) {
          session.begin((tree) => reply(tree, session.reply(`r${at}`, conversationId, String(at), { channel: { kind: "telegram", accountId: lane } })));
          if (dies) session.die();
          await session.ring();
        }
        await session.finish();
        for (const lane of lanes) {
          const sent = session.asked.deliveries
            .filter((task) => task.channel.accountId === lane)
            .map((task) => Number(textsOf([{ parts: task.message.parts } as never])[0]));
          // Attempts at a later reply never come before the last attempt at an earlier one.
          expect(sent).toEqual([...sent].sort((a, b) => a - b));
          expect(new Set(sent).size).toBe(replies.filter(([of]) => of === lane).length);
        }
        const states = session.turns().flatMap((turn) => (turn.kind === "reply" ? [turn.delivery?.state] : []));
        expect(states.every((state) => state === "sent" || state === "failed" || state === "unknown")).toBe(true);
      },
    ),
    { numRuns: 40 },
  );
});
