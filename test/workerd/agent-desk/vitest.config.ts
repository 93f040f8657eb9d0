import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { kCurrentWorker } from "miniflare";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [
    cloudflareTest({
      main: "./worker.ts",
      miniflare: {
        compatibilityDate: "2026-10-01",
        compatibilityFlags: ["nodejs_compat"],
        durableObjects: { DESK: { className: "AgentDesk", useSQLite: true } },
        serviceBindings: { ENGINE: { name: kCurrentWorker, entrypoint: "DeskEngine" } },
      },
    }),
  ],
  test: { name: "agent-desk", include: ["**/*.test.ts"], testTimeout: 30_000 },
});
