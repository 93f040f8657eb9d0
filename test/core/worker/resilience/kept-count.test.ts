import { expect, it } from "vitest";
import { FallbackStore, type KeyValue } from "../../../../worker/resilience/fallback-store.ts";
import { keptCount } from "../../../../worker/resilience/kept-count.ts";

const storeOf = (list: KeyValue["list"]): FallbackStore =>
  new FallbackStore({ put: () => Promise.resolve(), get: () => Promise.resolve(null), delete: () => Promise.resolve(), list }, "here");
const names = [...Array.from({ length: 14 }, (_, n) => `fallback/demo/cu_1/${n}`), "fallback/other/cu_2/0", "fallback/demo2/cu_3/0"];
const full = storeOf(async ({ prefix }) => ({ keys: names.filter((name) => name.startsWith(prefix)).map((name) => ({ name })), list_complete: true }));

it("counts one tenant's messages that wait, and nobody else's", async () => {
  expect(await keptCount(full, "demo")).toBe(14);
  expect(await keptCount(full, "nobody")).toBe(0);
});

it("says that it cannot be told when the store is away or slow", async () => {
  expect(
    await keptCount(
      storeOf(() => Promise.reject(new Error("away"))),
      "demo",
    ),
  ).toBeNull();
  const never = storeOf(() => new Promise(() => undefined));
  const atOnce = (_: number, then: () => void) => {
    then();
    return () => undefined;
  };
  expect(await keptCount(never, "demo", atOnce)).toBeNull();
});
