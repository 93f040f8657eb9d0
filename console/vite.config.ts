/** The console as static files below /console/. Channel forms come from the channels' own configuration schemas, read while building. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { channelForms } from "./channel-forms.ts";

const HERE = dirname(fileURLToPath(import.meta.url));

export default defineConfig({
  root: HERE,
  base: "/console/",
  logLevel: "warn",
  plugins: [channelForms()],
  build: {
    outDir: "../dist/assets/console",
    emptyOutDir: true,
    target: "es2023",
    reportCompressedSize: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
    rolldownOptions: { onwarn: (warning, warn) => (warning.code === "MODULE_LEVEL_DIRECTIVE" ? undefined : warn(warning)) },
  },
});
