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
        durableObjects: { WEBHOOK: { className: "WebhookOutbox", useSQLite: true } },
        serviceBindings: { ENGINE: { name: kCurrentWorker, entrypoint: "SubscriberEngine" } },
      },
    }),
  ],
  test: { name: "webhook-outbox", include: ["**/*.test.ts"], testTimeout: 30_000 },
});
