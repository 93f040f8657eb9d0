import { describe, expect, test } from "vitest";
import { FAKE_PLATFORMS } from "../../../support/fake-platforms/all.ts";
import { randomRun } from "../../../support/random-run.ts";

/** Ten thousand run with `npm run random-run`. */
const REPLIES = 150;

describe("replies at random over windows, quotas and lengths", () => {
  test.each(Object.entries(FAKE_PLATFORMS))("are never refused, lost or doubled on %s", { timeout: 60_000 }, async (_kind, start) => {
    const platform = await start();
    const report = await randomRun(platform, REPLIES, 7);
    await platform.close();
    expect(report).toMatchObject({ replies: REPLIES, refused: 0, lost: 0, doubled: 0 });
    expect(report.arrived).toBeGreaterThan(0);
  });
});
