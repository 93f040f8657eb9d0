/** Shortcuts as this person and this machine have them. */
import type { Key } from "../i18n/index.ts";
import { usePrefs } from "../state/prefs.ts";
import { keyFor, pressedKey, type Shortcut, shortcutOf, shownKey } from "./shortcut-keys.ts";

export const labelOf = (shortcut: Shortcut): Key => `keys.${shortcut}`;

/** Null while this person wants none. */
export function shortcutNow(event: KeyboardEvent): Shortcut | null {
  const { singleKeys, keys } = usePrefs.getState();
  return singleKeys ? shortcutOf(pressedKey(event), keys) : null;
}

const IS_APPLE = /mac|iphone|ipad/i.test(navigator.platform);
/** The modifier of commands, as this machine's keyboard says it. */
export const MOD = IS_APPLE ? "⌘" : "Ctrl";
export const ALT = IS_APPLE ? "⌥" : "Alt";

/** What stands behind a name in a tooltip: " (T)"; nothing where it has no key. */
export function useKeyHint(): (shortcut: Shortcut) => string {
  const own = usePrefs((prefs) => prefs.keys);
  const on = usePrefs((prefs) => prefs.singleKeys);
  return (shortcut) => {
    const key = keyFor(shortcut, own);
    return on && key !== "" ? ` (${shownKey(key)})` : "";
  };
}
