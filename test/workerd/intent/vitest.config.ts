import { defineConfig } from "vitest/config";

/** The tests run in Node and ask a worker in workerd, which holds the model. */
export default defineConfig({ test: { name: "intent", include: ["**/*.test.ts"], testTimeout: 240_000, hookTimeout: 120_000 } });
