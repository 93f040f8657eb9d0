import { describe, expect, it } from "vitest";
import { resourcesOf } from "../../../scripts/soak/process-tree.ts";
import { blockMedians, mannKendall, median, theilSen, trendOf } from "../../../scripts/soak/trend.ts";
import { seeded } from "../../support/seeded.ts";

const noisy = (n: number, slope: number, seed: number): number[] => {
  const chance = seeded(seed);
  return Array.from({ length: n }, (_, at) => 100 + slope * at + 10 * (chance() - 0.5));
};

describe("the soak's trend test", () => {
  it("agrees with values worked out by hand", () => {
    // Nine rising pairs and one falling: s = 8; variance of n = 5 without ties = 5·4·15/18.
    const { s, z } = mannKendall([1, 2, 3, 5, 4]);
    expect(s).toBe(8);
    expect(z).toBeCloseTo(7 / Math.sqrt(300 / 18), 6);
    expect(mannKendall([7, 7, 7, 7])).toMatchObject({ s: 0, z: 0, p: 0.5 });
    expect(mannKendall([3, 2, 1]).p).toBeGreaterThan(0.5);
    expect(theilSen([1, 3, 5, 7, 900])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(blockMedians([1, 2, 3, 10, 11, 12], 2)).toEqual([2, 11]);
  });

  it("finds a leak in the noise", () => {
    for (let seed = 1; seed <= 20; seed++) expect(trendOf(noisy(1_000, 0.02, seed), 0.05).rising).toBe(true);
  });

  it("calls a flat series rising no more often than it says", () => {
    const called = Array.from({ length: 300 }, (_, seed) => trendOf(noisy(300, 0, seed + 1), 0).rising).filter(Boolean).length;
    expect(called).toBeLessThanOrEqual(9);
  });

  it("does not mind a rise that is real and too small to matter, nor a fall", () => {
    expect(
      trendOf(
        Array.from({ length: 100 }, (_, at) => 1_000 + at * 0.1),
        0.05,
      ).rising,
    ).toBe(false);
    expect(trendOf(noisy(500, -0.1, 3), 0.05).rising).toBe(false);
  });

  it("reads a process's own memory and files", async () => {
    const own = await resourcesOf(process.pid);
    expect(own.engineRss).toBeGreaterThan(10 * 1024 * 1024);
    expect(own.rss).toBeGreaterThanOrEqual(own.engineRss);
    expect(own.handles).toBeGreaterThan(2);
  });
});
