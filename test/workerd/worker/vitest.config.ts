import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

/** The channels where they will run: their cryptography and parsers in workerd. */
export default defineConfig({
  plugins: [cloudflareTest({ miniflare: { compatibilityDate: "2026-10-01", compatibilityFlags: ["nodejs_compat"] } })],
  test: { name: "channels-in-workerd", include: ["**/*.test.ts"], testTimeout: 30_000 },
});
