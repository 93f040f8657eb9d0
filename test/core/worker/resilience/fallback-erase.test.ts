import { describe, expect, it } from "vitest";
import type { RecordInput } from "../../../../protocol/ports.ts";
import { FallbackStore, type KeyValue } from "../../../../worker/resilience/fallback-store.ts";

/** A KV that lists what was written only when told to, and counts what is deleted. */
function lateKv() {
  const stored = new Map<string, string>();
  const hidden = new Set<string>();
  const deleted: string[] = [];
  const kv: KeyValue = {
    put: async (key, value) => void stored.set(key, value),
    get: async (key) => stored.get(key) ?? null,
    delete: async (key) => {
      stored.delete(key);
      deleted.push(key);
    },
    list: async ({ prefix, limit, cursor }) => {
      const names = [...stored.keys()].filter((key) => key.startsWith(prefix) && !hidden.has(key) && key > (cursor ?? "")).sort();
      const page = names.slice(0, limit);
      const last = page.at(-1);
      return names.length > page.length && last !== undefined
        ? { keys: page.map((name) => ({ name })), list_complete: false, cursor: last }
        : { keys: page.map((name) => ({ name })), list_complete: true };
    },
  };
  return { kv, stored, hidden, deleted };
}

const words = (customerId: string) => ({ tenant: "t", customerId }) as RecordInput;

describe("erasing what waits of a customer", () => {
  it("takes listed, unlisted and unreadable messages, each once, and nobody else's", async () => {
    const { kv, stored, hidden, deleted } = lateKv();
    const store = new FallbackStore(kv, "i1");
    await store.keep(words("cu_1"), 1);
    hidden.add(await store.keep(words("cu_1"), 2));
    const others = await store.keep(words("cu_2"), 3);
    const broken = `${store.prefix("t", "cu_1")}broken`;
    await kv.put(`unreadable/${broken}`, "{");
    expect(await store.count("t")).toBe(2);
    expect(await store.erase("t", "cu_1")).toBe(2);
    expect([...stored.keys()]).toEqual([others]);
    expect(new Set(deleted).size).toBe(deleted.length);
    expect(store.mayHold(store.prefix("t", "cu_1"))).toBe(false);
    expect(store.mayHold(store.prefix("t", "cu_2"))).toBe(true);
  });
});
