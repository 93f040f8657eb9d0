import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KEPT_MS, MOST_WAITING, Outbox } from "../../../../durable-objects/webhook-outbox/outbox.ts";
import { GIVEN_UP_AFTER_MS, planRetry } from "../../../../durable-objects/webhook-outbox/retry-plan.ts";
import { showLog } from "../../../../durable-objects/webhook-outbox/show.ts";
import type { WebhookEvent, WebhookOutcome } from "../../../../protocol/webhooks.ts";
import { type SqliteStorage, sqliteStorage } from "../../../support/sqlite-storage.ts";

const T0 = 1_790_000_000_000;
const event = (n: number, customerId = "cu_1"): WebhookEvent => ({ id: `ev_${n}`, type: "message.received", at: T0 + n, customerId, body: `{"n":${n}}` });
const open = (storage: SqliteStorage) => new Outbox(storage.sql, "t", "wh_1", T0);
const accepted: WebhookOutcome = { outcome: "accepted", status: 200, ms: 5 };
const failed: WebhookOutcome = { outcome: "retry", status: 500, ms: 5, detail: "500" };

/** Sends until nothing is due; the ids that were taken. */
function drain(outbox: Outbox, now: number, answer: (id: string) => WebhookOutcome = () => accepted): string[] {
  const sent: string[] = [];
  for (let task = outbox.begin(now); task; task = outbox.begin(now)) {
    const outcome = answer(task.eventId);
    outbox.finish(task, outcome, now, 0.5);
    if (outcome.outcome === "accepted") sent.push(task.eventId);
  }
  return sent;
}

describe("the outbox of one subscriber", () => {
  it("sends in order, once, however often an event is told", () => {
    const outbox = open(sqliteStorage());
    outbox.take([event(1), event(2)], T0);
    outbox.take([event(1), event(2), event(3)], T0);
    expect(drain(outbox, T0)).toEqual(["ev_1", "ev_2", "ev_3"]);
    outbox.take([event(2)], T0 + 1_000);
    expect(outbox.begin(T0 + 1_000)).toBeNull();
    expect(outbox.nextDue(T0 + 1_000)).toBeNull();
  });

  it("lets nothing overtake what the subscriber did not take, and counts its attempts", () => {
    const outbox = open(sqliteStorage());
    outbox.take([event(1), event(2)], T0);
    expect(drain(outbox, T0, () => failed)).toEqual([]);
    expect(outbox.begin(T0 + 1)).toBeNull();
    const due = outbox.nextDue(T0) ?? 0;
    expect(due).toBeGreaterThan(T0);
    expect(outbox.begin(due)).toMatchObject({ eventId: "ev_1", attempt: 2 });
    expect(drain(outbox, due)).toEqual(["ev_1", "ev_2"]);
    expect(
      showLog(outbox, { limit: 10 })
        .deliveries.at(-1)
        ?.attempts.map((one) => one.status),
    ).toEqual([200, 500]);
  });

  it("tries for three days, is switched off then and says so, and goes on in the same order when switched on again", () => {
    const outbox = open(sqliteStorage());
    outbox.take([event(1), event(2)], T0);
    let now = T0;
    let attempts = 0;
    while (outbox.head.mode === "on") {
      now = outbox.nextDue(now) ?? now;
      const task = outbox.begin(now);
      if (!task) throw new Error("due and yet nothing to do");
      outbox.finish(task, failed, now, 0.5);
      attempts++;
    }
    expect(now - T0).toBe(GIVEN_UP_AFTER_MS);
    expect(attempts).toBeGreaterThan(50);
    expect(outbox.mustTellOff(now)).toBe(true);
    expect(outbox.take([event(3)], now)).toEqual({ outcome: "off" });
    outbox.offTold(false, now);
    expect([outbox.mustTellOff(now), outbox.mustTellOff(outbox.nextDue(now) ?? 0)]).toEqual([false, true]);
    outbox.offTold(true, now);
    expect(outbox.nextDue(now)).toBeNull();
    outbox.setMode("on");
    outbox.take([event(4)], now);
    expect(drain(outbox, now)).toEqual(["ev_1", "ev_2", "ev_4"]);
  });

  it("stops at once for a subscriber that says it is gone", () => {
    const outbox = open(sqliteStorage());
    outbox.take([event(1)], T0);
    drain(outbox, T0, () => ({ outcome: "gone", status: 410, ms: 1, detail: "410" }));
    expect(outbox.head).toMatchObject({ mode: "off", offDetail: "410" });
  });

  it("replays behind what waits, under the same id, and skips what holds up the line", () => {
    const outbox = open(sqliteStorage());
    outbox.take([event(1), event(2), event(3)], T0);
    drain(outbox, T0);
    outbox.take([event(4)], T0);
    expect(outbox.replay({ since: T0, until: T0 + 3 }, T0 + 9)).toBe(2);
    expect(outbox.replay({ eventId: "ev_4" }, T0 + 9)).toBe(0);
    expect(drain(outbox, T0 + 9)).toEqual(["ev_4", "ev_1", "ev_2"]);
    outbox.take([event(5), event(6)], T0 + 9);
    drain(outbox, T0 + 9, () => failed);
    expect(outbox.skip("ev_5")).toBe(true);
    expect(drain(outbox, T0 + 9)).toEqual(["ev_6"]);
  });

  it("keeps what comes while it is paused", () => {
    const outbox = open(sqliteStorage());
    outbox.setMode("paused");
    outbox.take([event(1)], T0);
    expect([outbox.begin(T0), outbox.nextDue(T0)]).toEqual([null, null]);
    outbox.setMode("on");
    expect(drain(outbox, T0)).toEqual(["ev_1"]);
  });

  it("forgets a customer's words, attempts and all, and goes on with the rest", () => {
    const storage = sqliteStorage();
    const outbox = open(storage);
    outbox.take([event(1, "cu_gone"), event(2), event(3, "cu_gone")], T0);
    drain(outbox, T0, () => failed);
    expect(outbox.eraseCustomer("cu_gone")).toBe(2);
    expect(storage.sql.exec("SELECT * FROM attempts").toArray()).toEqual([]);
    expect(drain(outbox, T0)).toEqual(["ev_2"]);
  });

  it("does not send what an attempt that ended late speaks of, once it was erased", () => {
    const outbox = open(sqliteStorage());
    outbox.take([event(1, "cu_gone"), event(2)], T0);
    const task = outbox.begin(T0);
    outbox.eraseCustomer("cu_gone");
    if (task) outbox.finish(task, failed, T0, 0);
    expect(drain(outbox, T0)).toEqual(["ev_2"]);
  });

  it("is bounded: what is a week old goes, an event older than that is not taken, and one too far behind is switched off", () => {
    const outbox = open(sqliteStorage());
    outbox.take([event(1)], T0);
    drain(outbox, T0);
    outbox.take([event(1)], T0 + KEPT_MS + 3_600_000);
    expect(showLog(outbox, { limit: 10 }).deliveries).toEqual([]);
    const late = T0 + KEPT_MS + 3_600_000;
    outbox.take(
      Array.from({ length: MOST_WAITING + 1 }, (_, n) => ({ ...event(n + 10), at: late })),
      late,
    );
    expect(outbox.head.mode).toBe("off");
  });

  it("belongs to one subscription, and finds everything again after a restart", () => {
    const storage = sqliteStorage();
    open(storage).take([event(1), event(2)], T0);
    expect(drain(open(storage), T0)).toEqual(["ev_1", "ev_2"]);
    expect(() => new Outbox(storage.sql, "t", "wh_2", T0)).toThrow(/another subscription/);
  });

  it("delivers every event exactly in order whatever the answers, restarts and repetitions are", () => {
    const answers = fc.array(fc.constantFrom("ok", "fail", "restart", "cut"), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(answers, fc.integer({ min: 1, max: 15 }), (script, count) => {
        const storage = sqliteStorage();
        let outbox = open(storage);
        const events = Array.from({ length: count }, (_, n) => event(n));
        const taken: string[] = [];
        let now = T0;
        for (const [index, step] of script.entries()) {
          outbox.take(events.slice(0, 1 + (index % count)), now);
          if (step === "restart") outbox = open(storage);
          now = outbox.nextDue(now) ?? now;
          const task = outbox.begin(now);
          if (!task) continue;
          // Cut off: the subscriber has it, and nobody wrote that down. It comes again, which subscribers know by the id.
          if (step === "cut" || step === "ok") taken.push(task.eventId);
          if (step !== "cut") outbox.finish(task, step === "ok" ? accepted : failed, now, 0.3);
        }
        now += GIVEN_UP_AFTER_MS / 2;
        outbox.take(events, now);
        outbox.setMode("on");
        taken.push(...drain(outbox, now));
        const once = taken.filter((id, at) => taken.indexOf(id) === at);
        expect(once).toEqual(events.map(({ id }) => id));
      }),
      { numRuns: 60 },
    );
  });
});

describe("the plan of retries", () => {
  it("waits longer and longer, never more than an hour, never past three days, and honours what was asked for", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 0, max: GIVEN_UP_AFTER_MS - 1 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempts, past, chance) => {
          const plan = planRetry(attempts, T0, T0 + past, chance);
          if (plan.plan !== "again") throw new Error("given up too early");
          expect(plan.at - (T0 + past)).toBeLessThanOrEqual(3_600_000);
          expect(plan.at).toBeGreaterThanOrEqual(T0 + past);
          expect(plan.at).toBeLessThanOrEqual(T0 + GIVEN_UP_AFTER_MS);
        },
      ),
    );
    expect(planRetry(1, T0, T0, 0, 120_000)).toEqual({ plan: "again", at: T0 + 120_000 });
    expect(planRetry(3, T0, T0 + GIVEN_UP_AFTER_MS, 0)).toEqual({ plan: "give_up" });
  });
});
