/** Bundles the widget into the served files: the loader for any host page, the chat for its frame, and the pages as they are. */
import { cp, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type Plugin, transform } from "esbuild";

/** The chat wants oklch colours and Array.findLast: browsers from spring 2023 on. The loader runs in the host's page and is kept plainer. */
const CHAT_TARGET = ["es2022", "chrome111", "firefox113", "safari16"];
const LOADER_TARGET = ["es2020"];

/** The loader's style travels inside it, as small text. */
const styleAsText: Plugin = {
  name: "style-as-text",
  setup({ onLoad }) {
    onLoad({ filter: /loader\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, "utf8"), { loader: "css", minify: true, legalComments: "none" });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

export async function buildWidget(root: string, assets: string): Promise<void> {
  const here = join(root, "widget");
  const common = { bundle: true, minify: true, legalComments: "none", logLevel: "warning", absWorkingDir: root } as const;
  await mkdir(assets, { recursive: true });
  await Promise.all([
    cp(join(here, "pages"), assets, { recursive: true }),
    build({
      ...common,
      entryPoints: [join(here, "loader/loader.ts")],
      outfile: join(assets, "widget.js"),
      format: "iife",
      target: LOADER_TARGET,
      plugins: [styleAsText],
    }),
    build({
      ...common,
      entryPoints: [join(here, "chat/main.tsx")],
      outfile: join(assets, "widget/chat.js"),
      format: "esm",
      target: CHAT_TARGET,
      jsx: "automatic",
      jsxImportSource: "preact",
    }),
    build({ ...common, entryPoints: [join(here, "chat/chat.css")], outfile: join(assets, "widget/chat.css"), target: CHAT_TARGET }),
  ]);
}
