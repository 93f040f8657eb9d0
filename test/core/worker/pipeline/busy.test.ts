import { describe, expect, it } from "vitest";
import { Busy } from "../../../../worker/pipeline/busy.ts";

const done = async (): Promise<true> => true;

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
    const recordings = Array.from({ length: 8 }, (_, n) => busy.record(n * 1_000, () => held));
    expect(await busy.think(100_000, done)).toBeNull();
    release();
    await Promise.all(recordings);
    expect(await busy.think(100_000, done)).toBe(true);
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
});
