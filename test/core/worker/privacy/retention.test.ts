import { describe, expect, it } from "vitest";
import { isDue, type Old, oldOnes, saveCursor, saveRetention, shortestMs, withRules } from "../../../../worker/privacy/retention.ts";
import { sqliteD1 } from "../../../support/sqlite-d1.ts";

const DAY = 24 * 3_600_000;
const NOW = 400 * DAY;
const old = (days: number, more: Partial<Old> = {}): Old => ({
  id: "cv",
  customerId: "cu",
  channels: ["web"],
  labels: [],
  lastTurnAt: NOW - days * DAY,
  ...more,
});

describe("retention", () => {
  const rules = [
    { label: "dispute", days: 1, action: "keep" as const },
    { channel: "wechat_oa" as const, days: 30, action: "erase" as const },
    { days: 365, action: "erase" as const },
  ];

  it("is decided by the first rule that fits", () => {
    expect(isDue(old(31), rules, NOW)).toBe(false);
    expect(isDue(old(366), rules, NOW)).toBe(true);
    expect(isDue(old(31, { channels: ["web", "wechat_oa"] }), rules, NOW)).toBe(true);
    expect(isDue(old(29, { channels: ["wechat_oa"] }), rules, NOW)).toBe(false);
    expect(isDue(old(5_000, { labels: ["dispute"] }), rules, NOW)).toBe(false);
    expect(isDue(old(5_000), [], NOW)).toBe(false);
    expect(shortestMs(rules)).toBe(30 * DAY);
    expect(shortestMs([{ days: 3, action: "keep" }])).toBeNull();
  });

  it("looks at resolved conversations in order, behind the cursor, each once", async () => {
    const db = sqliteD1();
    await saveRetention(db, "t", [{ days: 1, action: "erase" }], "key:k", NOW);
    for (const [id, status, at] of [
      ["cv_a", "resolved", 5],
      ["cv_b", "resolved", 5],
      ["cv_c", "open", 6],
      ["cv_d", "resolved", 7],
      ["cv_e", "resolved", NOW],
    ] as const) {
      const sql =
        "INSERT INTO conversations (tenant, id, customer_id, status, owner_kind, epoch, channel_kind, channel_id, channels, opened_at, last_turn_at, last_turn_seq, version) VALUES ('t', ?1, 'cu', ?2, 'bot', 1, 'web', 'web', ?3, 1, ?4, 1, 1)";
      await db
        .prepare(sql)
        .bind(id, status, JSON.stringify([{ kind: "web", accountId: "web" }]), at)
        .run();
    }
    await db.prepare("INSERT INTO emptied (tenant, conversation_id, object_id, at) VALUES ('t', 'cv_b', 'o', 1)").run();
    const ids = async (cursor: string): Promise<string[]> => (await oldOnes(db, "t", NOW - DAY, cursor, 10)).map(({ id }) => id);
    expect(await ids("")).toEqual(["cv_a", "cv_d"]);
    await saveCursor(db, "t", "5.cv_a");
    const [kept] = await withRules(db);
    expect(kept?.cursor).toBe("5.cv_a");
    expect(await ids(kept?.cursor ?? "")).toEqual(["cv_d"]);
  });
});
