import type { ReactNode } from "react";
import { useT } from "../i18n/index.ts";
import { type Language, type Theme, usePrefs } from "../state/prefs.ts";
import { Field } from "../ui/blocks.tsx";

const THEMES: readonly Theme[] = ["system", "light", "dark"];
const LANGUAGES: readonly (readonly [Language, string])[] = [
  ["zh-CN", "简体中文"],
  ["en", "English"],
];
const DENSITIES = ["comfortable", "compact"] as const;

function Switch({ on, label, hint, onChange }: { on: boolean; label: string; hint: string; onChange: (on: boolean) => void }): ReactNode {
  return (
    <label className="row switch">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.target.checked)} />
      <span>
        {label}
        <span className="small muted block">{hint}</span>
      </span>
    </label>
  );
}

/** How this person likes the console. Everything takes effect at once. */
export function Preferences(): ReactNode {
  const t = useT();
  const { theme, language, density, tabSends, sound } = usePrefs();
  return (
    <section className="section">
      <h2>{t("settings.mine")}</h2>
      <div className="three">
        <Field id="language" label={t("language")}>
          <select id="language" className="input" value={language} onChange={(event) => usePrefs.setState({ language: event.target.value as Language })}>
            {LANGUAGES.map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </Field>
        <Field id="theme" label={t("settings.theme")}>
          <select id="theme" className="input" value={theme} onChange={(event) => usePrefs.setState({ theme: event.target.value as Theme })}>
            {THEMES.map((one) => (
              <option key={one} value={one}>
                {t(`theme.${one}`)}
              </option>
            ))}
          </select>
        </Field>
        <Field id="density" label={t("settings.density")}>
          <select
            id="density"
            className="input"
            value={density}
            onChange={(event) => usePrefs.setState({ density: event.target.value as (typeof DENSITIES)[number] })}
          >
            {DENSITIES.map((one) => (
              <option key={one} value={one}>
                {t(`density.${one}`)}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <Switch on={tabSends} label={t("settings.tab-sends")} hint={t("settings.tab-sends-hint")} onChange={(on) => usePrefs.setState({ tabSends: on })} />
      <Switch on={sound} label={t("settings.sound")} hint={t("settings.sound-hint")} onChange={(on) => usePrefs.setState({ sound: on })} />
    </section>
  );
}
