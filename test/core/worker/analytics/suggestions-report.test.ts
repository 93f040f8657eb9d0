import { describe, expect, it } from "vitest";
import { SUGGESTION_USES } from "../../../../protocol/report-figures.ts";
import { behindFigure, behindSuggestions } from "../../../../worker/analytics/behind-figure.ts";
import { report } from "../../../../worker/analytics/report.ts";
import { suggestionsReport } from "../../../../worker/analytics/suggestions-report.ts";
import { sqliteD1 } from "../../../support/sqlite-d1.ts";

const PERIOD = { from: 1_000, to: 2_000 };

type Told = readonly [id: string, team: string, used: (typeof SUGGESTION_USES)[number], confidence: number];

async function told(all: readonly Told[]): Promise<D1Database> {
  const db = sqliteD1();
  for (const [id, team, used, confidence] of all) {
    await db
      .prepare(
        `INSERT INTO conversations (tenant, id, customer_id, status, owner_kind, epoch, team_id, channel_kind, channel_id, channels, opened_at, last_turn_at, last_turn_seq, version)
         VALUES ('shop', ?1, 'cu_1', 'open', 'queue', 1, ?2, 'web', 'web', '[]', 1, 1, 1, 1)`,
      )
      .bind(id, team)
      .run();
    await db
      .prepare(
        "INSERT INTO suggestion_uses (tenant, suggestion_id, conversation_id, turn_id, used, intents, confidence, at) VALUES ('shop', ?1, ?1, 't', ?2, '[]', ?3, 1500)",
      )
      .bind(id, used, confidence)
      .run();
  }
  return db;
}

describe("the report of suggestions", () => {
  it("counts what became of them within the teams of whoever asks", async () => {
    const db = await told([
      ["cv_1", "support", "accepted", 0.95],
      ["cv_2", "sales", "accepted", 0.95],
      ["cv_3", "support", "refused", 0.95],
    ]);
    const totalOf = async (teamIds: readonly string[] | null) => (await suggestionsReport(db, "shop", { ...PERIOD, teamIds })).total;
    expect(await totalOf(null)).toMatchObject({ accepted: 2, refused: 1 });
    expect(await totalOf(["support"])).toMatchObject({ accepted: 1, refused: 1, precision: 0.5 });
    expect(await totalOf(["nobody"])).toMatchObject({ accepted: 0, precision: null });
  });

  it("leads to as many conversations as it counts, by what became of them and how sure they were", async () => {
    const db = await told([
      ["cv_1", "support", "accepted", 1],
      ["cv_2", "sales", "accepted", 0.92],
      ["cv_3", "support", "refused", 0.6],
      ["cv_4", "support", "edited", 0.919],
    ]);
    for (const teamIds of [null, ["support"]]) {
      const { total, bands } = await suggestionsReport(db, "shop", { ...PERIOD, teamIds });
      const behind = async (used: (typeof SUGGESTION_USES)[number], band?: number) =>
        (await behindSuggestions(db, "shop", { ...PERIOD, teamIds, limit: 100, used, band })).rows.length;
      for (const used of SUGGESTION_USES) {
        expect(await behind(used)).toBe(total[used]);
        for (const [band, figures] of bands.entries()) expect(await behind(used, band)).toBe(figures[used]);
      }
      expect(total.accepted).toBe(teamIds === null ? 2 : 1);
    }
    const first = await behindSuggestions(db, "shop", { ...PERIOD, teamIds: null, limit: 3 });
    const rest = await behindSuggestions(db, "shop", { ...PERIOD, teamIds: null, limit: 3, cursor: first.nextCursor ?? "" });
    expect([...first.rows, ...rest.rows].map(({ id }) => id)).toEqual(["cv_4", "cv_3", "cv_2", "cv_1"]);
  });

  it("has the refusals behind a share of none", async () => {
    const db = await told([["cv_1", "support", "refused", 0.6]]);
    const query = { from: 0, to: 10, by: "team", utcOffsetMin: 0, teamIds: null } as const;
    const [row] = (await report(db, "shop", query)).rows;
    expect(row).toMatchObject({ group: "support", suggestionUse: 0 });
    const { rows } = await behindFigure(db, "shop", { ...query, figure: "suggestionUse", group: "support", limit: 10 });
    expect(rows.map(({ id }) => id)).toEqual(["cv_1"]);
  });
});
