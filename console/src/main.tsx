/** The console's entry. Tokens and base come before the rooms' styles. */
import "./styles/tokens.css";
import "./styles/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { startI18n } from "./i18n/index.ts";
import { startTheme } from "./ui/theme.ts";

/** A page that is older than the files on the server loads itself anew, once in a while; without a connection it stays as it is. */
const RELOAD_PAUSE_MS = 60_000;
const ENTRY = "script[type=module][src]";
async function reloadIfOlder(): Promise<void> {
  const last = Number(sessionStorage.getItem("kefu.reloaded") ?? 0);
  if (Date.now() - last < RELOAD_PAUSE_MS) return;
  const newest = await fetch(location.pathname, { cache: "no-store" });
  const entry = document.querySelector(ENTRY)?.getAttribute("src");
  if (!newest.ok || !entry || (await newest.text()).includes(entry)) return;
  sessionStorage.setItem("kefu.reloaded", String(Date.now()));
  location.reload();
}
addEventListener("vite:preloadError", () => void reloadIfOlder().catch(() => undefined));

startTheme();
const root = document.getElementById("root");
if (root)
  startI18n().then(
    () =>
      createRoot(root).render(
        <StrictMode>
          <App />
        </StrictMode>,
      ),
    // Without its words there is no language to say it in.
    () => root.append("无法加载，请刷新页面。Could not be loaded; please reload the page."),
  );
