/** C17: keys without a modifier, each to be chosen anew, or none at all: some type by voice, some have other habits. */
import { type ReactNode, useState } from "react";
import { useT } from "../i18n/index.ts";
import { keyFor, pressOf, SHORTCUTS, type Shortcut, shownKey } from "../shell/shortcut-keys.ts";
import { labelOf } from "../shell/shortcuts.ts";
import { usePrefs } from "../state/prefs.ts";

interface Choosing {
  shortcut: Shortcut;
  /** Whose key was pressed; null = nobody's yet. */
  taken: Shortcut | null;
}

function useChoosing(): { choosing: Choosing | null; begin: (shortcut: Shortcut) => void; stop: () => void; press: (event: React.KeyboardEvent) => void } {
  const [choosing, setChoosing] = useState<Choosing | null>(null);
  const stop = (): void => setChoosing(null);
  const press = (event: React.KeyboardEvent): void => {
    if (!choosing) return;
    const { shortcut } = choosing;
    const { keys } = usePrefs.getState();
    const pressed = pressOf(event.nativeEvent, shortcut, keys);
    if (pressed.press === "other") return;
    event.preventDefault();
    event.stopPropagation();
    if (pressed.press === "taken") setChoosing({ shortcut, taken: pressed.by });
    else stop();
    if (pressed.press === "chosen") usePrefs.setState({ keys: { ...keys, [shortcut]: pressed.key } });
  };
  return { choosing, begin: (shortcut) => setChoosing({ shortcut, taken: null }), stop, press };
}

export function ShortcutSettings(): ReactNode {
  const t = useT();
  const own = usePrefs((prefs) => prefs.keys);
  const on = usePrefs((prefs) => prefs.singleKeys);
  const { choosing, begin, stop, press } = useChoosing();
  return (
    <section className="section">
      <div className="page-head">
        <h2 className="grow">{t("keys.title")}</h2>
        {Object.keys(own).length > 0 && (
          <button type="button" className="button" onClick={() => usePrefs.setState({ keys: {} })}>
            {t("keys.usual")}
          </button>
        )}
      </div>
      <label className="row switch">
        <input type="checkbox" checked={on} onChange={(event) => usePrefs.setState({ singleKeys: event.target.checked })} />
        <span>
          {t("keys.single")}
          <span className="small muted block">{t("keys.single-hint")}</span>
        </span>
      </label>
      {on && (
        <ul className="shortcut-list">
          {SHORTCUTS.map((shortcut) => {
            const here = choosing?.shortcut === shortcut ? choosing : null;
            const key = keyFor(shortcut, own);
            const shown = key === "" ? t("keys.none") : shownKey(key);
            return (
              <li key={shortcut} className="row">
                <span className="grow">{t(labelOf(shortcut))}</span>
                {here?.taken && (
                  <span className="alarm-text small" role="alert">
                    {t("keys.taken", { name: t(labelOf(here.taken)) })}
                  </span>
                )}
                <button
                  type="button"
                  className="button small shortcut-key"
                  aria-label={t("keys.change", { name: t(labelOf(shortcut)), key: shown })}
                  aria-pressed={here !== null}
                  onClick={() => begin(shortcut)}
                  onKeyDown={here ? press : undefined}
                  onBlur={stop}
                >
                  {here ? t("keys.press") : shown}
                </button>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
