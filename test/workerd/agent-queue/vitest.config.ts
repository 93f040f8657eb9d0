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
        durableObjects: {
          SESSION: { className: "CustomerSession", useSQLite: true },
          QUEUE: { className: "AgentQueue", useSQLite: true },
          DESK: { className: "ScriptedDesk", useSQLite: true },
        },
        serviceBindings: { ENGINE: { name: kCurrentWorker, entrypoint: "QueueEngine" } },
      },
    }),
  ],
  test: { name: "agent-queue", include: ["**/*.test.ts"], testTimeout: 60_000 },
});
