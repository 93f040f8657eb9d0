/** The console's entry. Tokens and base come before the rooms' styles. */
import "./styles/tokens.css";
import "./styles/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { startI18n } from "./i18n/index.ts";
import { startTheme } from "./ui/theme.ts";

/** A page that is older than the files on the server loads itself anew, once in a while. */
const RELOAD_PAUSE_MS = 60_000;
addEventListener("vite:preloadError", () => {
  const last = Number(sessionStorage.getItem("kefu.reloaded") ?? 0);
  if (Date.now() - last < RELOAD_PAUSE_MS) return;
  sessionStorage.setItem("kefu.reloaded", String(Date.now()));
  location.reload();
});

startTheme();
startI18n();
const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
