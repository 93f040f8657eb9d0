import { expect, it } from "vitest";
import { HEAPS, heapFlags } from "../../../scripts/engine/heap.ts";

it("the heap is ample unless somebody says otherwise, and a name that is none is said so", () => {
  expect(heapFlags()).toBe(HEAPS.ample);
  expect(heapFlags("small")).toBe(HEAPS.small);
  expect(() => heapFlags("huge")).toThrow("KEFU_HEAP is ample or small, not huge");
});
