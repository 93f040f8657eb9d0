import { expect, it, vi } from "vitest";

// Routing asks nothing of the platform, and of no model.
vi.mock("../../../../worker/services.ts", () => ({ servicesOf: () => ({}) }));
vi.mock("../../../../wasm-models/runtime/encoder-session.ts", () => ({}));

it("routes with hono's fast router: no fixed word stands beside a parameter of the same method", async () => {
  const { makeApp } = await import("../../../../worker/http/app.ts");
  const { router } = makeApp();
  expect(router.match("POST", "/v1/message")[0].length).toBeGreaterThan(1);
  expect(router.name).toBe("SmartRouter + RegExpRouter");
});
