import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FEED_KEPT, Feed, RESUME_LIMIT } from "../../../../durable-objects/agent-desk/feed.ts";
import { ABSENCE_GRACE_MS, ABSENT, effectiveState } from "../../../../durable-objects/agent-desk/presence.ts";
import type { DeskEvent } from "../../../../protocol/agent-frames.ts";
import { sqliteStorage } from "../../../support/sqlite-storage.ts";

const notice = (id: string): DeskEvent => ({ id, at: 0, type: "notice", code: "c", detail: id });

describe("an agent's feed", () => {
  it("numbers what is new and ignores what it knows already", () => {
    const feed = new Feed(sqliteStorage().sql);
    expect(feed.append([notice("a"), notice("b")]).map(({ seq }) => seq)).toEqual([1, 2]);
    expect(feed.append([notice("b"), notice("c")]).map(({ seq, event }) => [seq, event.id])).toEqual([[3, "c"]]);
  });

  it("gives a tab that resumes exactly what it missed, in order, whatever was repeated and wherever it died", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(30), { maxLength: 8 }), { maxLength: 12 }), fc.nat(40), (batches, from) => {
        const { sql } = sqliteStorage();
        const reference: string[] = [];
        for (const batch of batches) {
          // A new instance for each call: nothing is remembered but the rows.
          new Feed(sql).append(batch.map((n) => notice(`e${n}`)));
          for (const n of batch) if (!reference.includes(`e${n}`)) reference.push(`e${n}`);
        }
        const feed = new Feed(sql);
        const since = Math.min(from, reference.length);
        expect(feed.seq).toBe(reference.length);
        expect(feed.since(since)).toEqual({
          events: reference.slice(since).map((id, at) => ({ seq: since + at + 1, event: notice(id) })),
          behind: false,
        });
      }),
    );
  });

  it("says that a tab is behind when it missed more than is kept, more than one answer holds, or speaks of another feed", () => {
    const feed = new Feed(sqliteStorage().sql);
    feed.append(Array.from({ length: RESUME_LIMIT + 1 }, (_, n) => notice(`e${n}`)));
    expect(feed.since(0)).toMatchObject({ behind: true });
    expect(feed.since(1)).toMatchObject({ behind: false });
    expect(feed.since(10_000)).toMatchObject({ events: [], behind: true });
    feed.append(Array.from({ length: 2 * FEED_KEPT }, (_, n) => notice(`f${n}`)));
    expect(feed.since(RESUME_LIMIT)).toMatchObject({ behind: true });
    expect(feed.since(feed.seq - 3).events).toHaveLength(3);
  });
});

describe("presence", () => {
  it("outlives a reload and ends after the grace", () => {
    const gone = { ...ABSENT, chosen: "break" as const, goneAt: 1_000 };
    expect(effectiveState(gone, 1_000 + ABSENCE_GRACE_MS - 1)).toBe("break");
    expect(effectiveState(gone, 1_000 + ABSENCE_GRACE_MS)).toBe("offline");
    expect(effectiveState({ ...gone, sockets: 1, goneAt: null }, 10 ** 9)).toBe("break");
  });
});
