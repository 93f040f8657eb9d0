import { describe, expect, it } from "vitest";
import { suggestionsReport } from "../../../../worker/analytics/suggestions-report.ts";
import { sqliteD1 } from "../../../support/sqlite-d1.ts";

const PERIOD = { from: 1_000, to: 2_000 };

describe("the report of suggestions", () => {
  it("counts what became of them within the teams of whoever asks", async () => {
    const db = sqliteD1();
    for (const [id, team, used] of [
      ["cv_1", "support", "accepted"],
      ["cv_2", "sales", "accepted"],
      ["cv_3", "support", "refused"],
    ]) {
      await db
        .prepare(
          `INSERT INTO conversations (tenant, id, customer_id, status, owner_kind, epoch, team_id, channel_kind, channel_id, channels, opened_at, last_turn_at, last_turn_seq, version)
           VALUES ('shop', ?1, 'cu_1', 'open', 'queue', 1, ?2, 'web', 'web', '[]', 1, 1, 1, 1)`,
        )
        .bind(id, team)
        .run();
      await db
        .prepare(
          "INSERT INTO suggestion_uses (tenant, suggestion_id, conversation_id, turn_id, used, intents, confidence, at) VALUES ('shop', ?1, ?1, 't', ?2, '[]', 0.95, 1500)",
        )
        .bind(id, used)
        .run();
    }
    const totalOf = async (teamIds: readonly string[] | null) => (await suggestionsReport(db, "shop", { ...PERIOD, teamIds })).total;
    expect(await totalOf(null)).toMatchObject({ accepted: 2, refused: 1 });
    expect(await totalOf(["support"])).toMatchObject({ accepted: 1, refused: 1, precision: 0.5 });
    expect(await totalOf(["nobody"])).toMatchObject({ accepted: 0, precision: null });
  });
});
