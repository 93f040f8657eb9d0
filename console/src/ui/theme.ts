/** Theme and density as attributes of the page. */
import { usePrefs } from "../state/prefs.ts";

const dark = matchMedia("(prefers-color-scheme: dark)");

function apply(): void {
  const { theme, density } = usePrefs.getState();
  const root = document.documentElement;
  root.dataset.theme = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
  root.dataset.density = density;
}

export function startTheme(): void {
  apply();
  usePrefs.subscribe(apply);
  dark.addEventListener("change", apply);
}
