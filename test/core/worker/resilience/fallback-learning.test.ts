import { expect, it } from "vitest";
import { FallbackStore, type KeyValue } from "../../../../worker/resilience/fallback-store.ts";

const A_MINUTE_MS = 60_000;
const atOnce = (_: number, then: () => void) => {
  then();
  return () => undefined;
};
/** As of a request that was cut off: it never rings. */
const never = () => () => undefined;

it("looks anew who has kept messages when the request that looked was cut off, and hears nothing of its late end", async () => {
  const looks: ((found: { keys: { name: string }[]; list_complete: boolean }) => void)[] = [];
  const kv: KeyValue = {
    put: async () => undefined,
    get: async () => null,
    delete: async () => undefined,
    list: () => new Promise((resolve) => looks.push(resolve)),
  };
  const store = new FallbackStore(kv, "here");
  const cutOff = store.learn(0, never);
  expect(looks).toHaveLength(1);
  expect(store.learn(1, never)).toBe(cutOff);
  expect(looks).toHaveLength(1);

  const again = store.learn(A_MINUTE_MS, atOnce);
  expect(again).not.toBe(cutOff);
  expect(looks).toHaveLength(2);
  looks[1]?.({ keys: [{ name: "fallback/t/cu_1/1" }], list_complete: true });
  await again;
  expect(store.learn(A_MINUTE_MS + 1, never)).toBeNull();
  expect(store.mayHold(store.prefix("t", "cu_1"))).toBe(true);
});
