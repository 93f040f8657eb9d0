import { describe, expect, it } from "vitest";
import { Busy } from "../../../../worker/pipeline/busy.ts";

const done = async (): Promise<true> => true;
/** Everything that can go on without a look at the network has gone on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("how much an isolate does at once", () => {
  it("thinks while few messages come", async () => {
    const busy = new Busy();
    for (let n = 0; n < 50; n++) await busy.record(n * 100, done);
    expect(busy.isFlooded(5_000)).toBe(false);
    expect(await busy.think(5_000, done)).toBe(true);
  });

  it("lets thinking wait while messages pour in, and goes on when the flood is over", async () => {
    const busy = new Busy();
    for (let n = 0; n < 50; n++) await busy.record(1_000 + n, done);
    expect(busy.isFlooded(1_050)).toBe(true);
    expect(await busy.think(1_050, done)).toBeNull();
    expect(await busy.think(2_000, done)).toBeNull();
    expect(await busy.think(3_050, done)).toBe(true);
  });

  it("lets thinking wait while many are being recorded, however slowly they came", async () => {
    const busy = new Busy();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const recordings = Array.from({ length: 8 }, (_, n) => busy.record(n * 500, () => held));
    expect(await busy.think(4_000, done)).toBeNull();
    release();
    await Promise.all(recordings);
    expect(await busy.think(4_000, done)).toBe(true);
  });

  it("thinks one thought in half a second for those whose turn has come while messages pour in, and no other", async () => {
    const busy = new Busy();
    for (let n = 0; n < 200; n++) await busy.record(1_000 + n * 5, done);
    expect(await busy.think(2_000, done)).toBeNull();
    expect(await busy.think(2_000, done, true)).toBe(true);
    expect(await busy.think(2_400, done, true)).toBeNull();
    expect(await busy.think(2_500, done, true)).toBe(true);
  });

  it("thinks about sixteen messages at a time, and makes room when a thought fails", async () => {
    const busy = new Busy();
    let fail = (): void => undefined;
    const failing = new Promise<never>((_, reject) => {
      fail = () => reject(new Error("broken"));
    });
    const thoughts = Array.from({ length: 16 }, () => busy.think(0, () => failing).catch(() => "failed"));
    expect(await busy.think(0, done)).toBeNull();
    fail();
    expect(await Promise.all(thoughts)).toEqual(Array(16).fill("failed"));
    expect(await busy.think(0, done)).toBe(true);
  });

  it("forgets recordings and thoughts that were cut off, so that they keep nobody waiting for ever", async () => {
    const busy = new Busy();
    const cutOff = (): Promise<never> => new Promise(() => undefined);
    for (let n = 0; n < 64; n++) void busy.record(n * 100, cutOff);
    expect(busy.isFlooded(6_400)).toBe(true);
    expect(busy.isFlooded(20_000)).toBe(false);
    for (let n = 0; n < 16; n++) void busy.think(20_000, cutOff);
    expect(await busy.think(20_001, done)).toBeNull();
    expect(await busy.think(30_000, done)).toBe(true);
  });

  it("computes once between two looks at the network, whoever asks", async () => {
    const looks: (() => void)[] = [];
    const busy = new Busy(() => new Promise((resolve) => void looks.push(resolve)));
    const computed: number[] = [];
    const all = Promise.all(
      [0, 1, 2].map((n) =>
        busy.compute(
          () => 0,
          async () => void computed.push(n),
        ),
      ),
    );
    await settled();
    let known = 1;
    for (let look = 0; computed.length < 3 && look < 10; look++) {
      expect(computed.length).toBeLessThanOrEqual(known);
      known = computed.length + 1;
      for (const end of looks.splice(0)) end();
      await settled();
    }
    await all;
    expect(new Set(computed)).toEqual(new Set([0, 1, 2]));
  });

  it("keeps nobody waiting when the platform drops what a request left behind at its end", async () => {
    let alive = true;
    const busy = new Busy(() => new Promise((resolve) => void setImmediate(() => alive && resolve())));
    await busy.compute(() => 0, done);
    alive = false;
    await settled();
    alive = true;
    expect(await Promise.race([busy.compute(() => 0, done), settled().then(settled)])).toBe(true);
  });

  it("goes on computing after a computation that was cut off, and after one that failed", async () => {
    let now = 0;
    const busy = new Busy(async () => {
      now += 100;
    });
    void busy.compute(
      () => now,
      () => new Promise(() => undefined),
    );
    await expect(
      busy.compute(
        () => now,
        () => Promise.reject(new Error("broken")),
      ),
    ).rejects.toThrow("broken");
    expect(await busy.compute(() => now, done)).toBe(true);
    expect(now).toBeGreaterThanOrEqual(1_000);
  });
});
