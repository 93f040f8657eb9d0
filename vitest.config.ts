import { defineConfig } from "vitest/config";

/** One after the other, so that engines and browsers have the machine to themselves. core: plain Node. session: in workerd. road: black boxes around the real engine. browser: Chromium at the real engine. house-rules: the shape of the code itself. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: "core", include: ["test/core/**/*.test.ts", "test/contract/**/*.test.ts"], testTimeout: 30_000 } },
      { test: { name: "house-rules", include: ["test/house-rules.test.ts"] } },
      {
        test: {
          name: "road",
          include: ["test/road/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 240_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 240_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      "test/workerd/*/vitest.config.ts",
    ],
  },
});
