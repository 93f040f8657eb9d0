import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";

/** Tests of the road that run against the one file as well. */
const ROAD_OF_ONE_FILE = ["road", "webhook", "files"].map((name) => `test/road/${name}.test.ts`);
/** The one file is not made without a C compiler; CI has one. */
const makesOneFile = process.env.CI !== undefined || ["/usr/bin/cc", "/usr/local/bin/cc"].some(existsSync);

/** One after the other, so that engines and browsers have the machine to themselves. core: plain Node. session: in workerd. road: black boxes around the real engine. browser: Chromium at the real engine. one-file: a part of the road, and what is its own, against `dist/kefu` in two processes. house-rules: the shape of the code itself. */
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
      ...(makesOneFile
        ? [
            {
              test: {
                name: "one-file",
                include: ["test/one-file/**/*.test.ts", ...ROAD_OF_ONE_FILE],
                env: { KEFU_BINARY: "dist/kefu", KEFU_WORKERS: "2" },
                globalSetup: "test/support/build-one-file.ts",
                testTimeout: 120_000,
                hookTimeout: 240_000,
                fileParallelism: false,
                sequence: { groupOrder: 3 },
              },
            },
          ]
        : []),
      "test/workerd/*/vitest.config.ts",
    ],
  },
});
