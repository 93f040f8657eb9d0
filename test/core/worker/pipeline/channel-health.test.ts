import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../../protocol/channels.ts";
import { ChannelHealth } from "../../../../worker/pipeline/channel-health.ts";
import { sqliteD1 } from "../../../support/sqlite-d1.ts";

const MINUTE_MS = 60_000;
const SENT: Outcome = { outcome: "sent", providerIds: ["p1"] };
const EXPIRED: Outcome = { outcome: "retry", class: "auth", code: "42001", detail: "access_token expired" };
const CLOSED: Outcome = { outcome: "refused", class: "window", code: "45015" };

async function floor() {
  const db = sqliteD1();
  let now = 1_000_000;
  const work: Promise<unknown>[] = [];
  const isolate = (): ChannelHealth =>
    new ChannelHealth(
      db,
      () => now,
      (one) => void work.push(one),
    );
  await db
    .prepare(
      "INSERT INTO channel_accounts (id, tenant, kind, name, config, path_secret, created_at, updated_at) VALUES ('ch_1', 't', 'wechat_oa', 'n', '', '', 1, 1)",
    )
    .run();
  return {
    health: isolate(),
    isolate,
    wait: (ms: number) => {
      now += ms;
    },
    written: async () => {
      const count = work.length;
      await Promise.all(work.splice(0));
      return count;
    },
    state: () => db.prepare("SELECT state, state_detail AS detail FROM channel_accounts").first<{ state: string; detail: string }>(),
    say: (state: string) => db.prepare("UPDATE channel_accounts SET state = ?1").bind(state).run(),
  };
}

describe("the health of a channel account", () => {
  it("is seen by another isolate, with when it last worked and last failed", async () => {
    const { health, isolate, wait, written } = await floor();
    health.heard("ch_1");
    wait(MINUTE_MS);
    health.sent("ch_1", SENT);
    wait(MINUTE_MS);
    health.sent("ch_1", EXPIRED);
    await written();
    const seen = (await isolate().of(["ch_1", "ch_none"])).get("ch_1");
    expect(seen).toEqual({
      lastInboundAt: 1_000_000,
      lastOutboundAt: 1_060_000,
      lastOutboundError: { at: 1_120_000, code: "42001", class: "auth", detail: "access_token expired" },
    });
  });

  it("is told of more accounts than a statement takes parameters", async () => {
    const { health } = await floor();
    health.heard("ch_1");
    const seen = await health.of(["ch_1", ...Array.from({ length: 150 }, (_, n) => `ch_many_${n}`)]);
    expect(seen.size).toBe(151);
    expect(seen.get("ch_1")?.lastInboundAt).toBe(1_000_000);
  });

  it("is written at most twice a minute while all is well, and the reading isolate still knows the rest", async () => {
    const { health, wait, written } = await floor();
    for (let i = 0; i < 120; i++) {
      health.heard("ch_1");
      wait(500);
    }
    expect(await written()).toBe(2);
    expect((await health.of(["ch_1"])).get("ch_1")?.lastInboundAt).toBe(1_000_000 + 119 * 500);
  });

  it("asks for new credentials when they are refused, and is well again with the next reply that goes through", async () => {
    const { health, wait, written, state } = await floor();
    health.sent("ch_1", EXPIRED);
    await written();
    expect(await state()).toEqual({ state: "reauthorise", detail: "42001: access_token expired" });
    wait(1_000);
    health.sent("ch_1", SENT);
    await written();
    expect(await state()).toEqual({ state: "ok", detail: "" });
  });

  it("keeps what the platform said of the account, and is not made ill by one customer's closed window", async () => {
    const { health, written, state, say } = await floor();
    await say("revoked");
    health.sent("ch_1", SENT);
    await written();
    expect((await state())?.state).toBe("revoked");
    health.sent("ch_1", CLOSED);
    expect((await health.of(["ch_1"])).get("ch_1")?.lastOutboundError).toBeNull();
  });
});
