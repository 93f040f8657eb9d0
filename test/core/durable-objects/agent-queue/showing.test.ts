import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PlacesDue, Showing } from "../../../../durable-objects/agent-queue/showing.ts";
import type { Ticket } from "../../../../protocol/ports.ts";

const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `cv${n}`);
const ticket = (conversationId: string): Ticket =>
  ({ conversationId, customerId: conversationId, tenant: "t", teamId: "te", channel: { kind: "web", accountId: "web" } }) as Ticket;

describe("who is told their place", () => {
  it("tells everybody who comes to the front at once, and then those in front more often than those behind", () => {
    const due = new PlacesDue();
    const front = ids(40);
    expect(due.take(front, 0)).toEqual({ due: new Set(front), later: false });
    due.moved();
    const soon = due.take(front, 1_000);
    expect([...soon.due]).toEqual(front.slice(0, 10));
    expect(soon.later).toBe(true);
  });

  it("tells each once for one move of the line, the first ten no more often than the last", () => {
    const due = new PlacesDue();
    const front = ids(40);
    due.take(front, 0);
    due.moved();
    const told: string[] = [];
    let later = true;
    for (let now = 1_000; later && now <= 10_000; now += 1_000) {
      const taken = due.take(front, now);
      told.push(...taken.due);
      later = taken.later;
    }
    expect(later).toBe(false);
    expect(told).toEqual(front);
  });

  it("asks a session that nobody watches seldom, and forgets whoever left the front", () => {
    const due = new PlacesDue();
    due.take(["cv0"], 0);
    due.unwatched("cv0", 0);
    due.moved();
    expect(due.take(["cv0"], 4_999)).toEqual({ due: new Set(), later: true });
    expect(due.take(["cv0"], 5_000).due).toEqual(new Set(["cv0"]));
    due.moved();
    due.take([], 5_001);
    due.moved();
    expect(due.take(["cv0"], 5_002).due).toEqual(new Set(["cv0"]));
  });

  it("leaves nobody in front untold for longer than their interval, whatever the line does", () => {
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 50 }), { maxLength: 30 }), (lines) => {
        const due = new PlacesDue();
        const toldAt = new Map<string, number>();
        lines.forEach((line, second) => {
          const front = line.map((n) => `cv${n}`);
          due.moved();
          const taken = due.take(front, second * 1_000);
          for (const id of taken.due) toldAt.set(id, second * 1_000);
          for (const id of front) expect(second * 1_000 - (toldAt.get(id) ?? Number.NEGATIVE_INFINITY)).toBeLessThanOrEqual(5_000);
        });
      }),
    );
  });
});

describe("what is shown while the line moves", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const shop = (agents: number, seen: (id: string) => boolean) => {
    const line = { waiting: ids(3) };
    const told: string[] = [];
    const lengths: number[] = [];
    const showing = new Showing({
      now: () => Date.now(),
      front: (count) => line.waiting.slice(0, count).map(ticket),
      places: (count) => Array.from({ length: count }, (_, n) => ({ position: n + 1, etaSeconds: null })),
      tellPlace: async ({ conversationId }, { position }) => {
        told.push(`${conversationId} is ${position}`);
        return seen(conversationId);
      },
      length: () => String(line.waiting.length),
      agents: () => agents,
      tellLength: () => void lengths.push(line.waiting.length),
      later: () => undefined,
    });
    return { line, told, lengths, showing };
  };

  it("tells the last state even when nothing changes any more, and the unwatched only now and then", async () => {
    const { line, told, showing } = shop(2, (id) => id !== "cv1");
    showing.changed(3);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toEqual(["cv0 is 1", "cv1 is 2", "cv2 is 3"]);
    line.waiting = ["cv1", "cv2"];
    showing.changed(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told.slice(3)).toEqual(["cv2 is 2"]);
    line.waiting = [];
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told).toHaveLength(4);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("tells a small team the length of the line twice a second, and a large one less often", async () => {
    const [small, large] = [shop(2, () => true), shop(100, () => true)];
    for (let half = 0; half < 8; half++) {
      for (const { line, showing } of [small, large]) {
        line.waiting = ids(half + 4);
        showing.changed(line.waiting.length);
      }
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(small.lengths).toHaveLength(8);
    expect(large.lengths).toHaveLength(2);
    expect(large.lengths.at(-1)).toBe(11);
  });
});
