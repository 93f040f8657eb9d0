/** All keys on one card, as this person has them. */
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { type Key, useT } from "../i18n/index.ts";
import { usePrefs } from "../state/prefs.ts";
import { keyFor, SHIFT, SHORTCUTS, type Shortcut, shownKey } from "./shortcut-keys.ts";
import { ALT, labelOf, MOD } from "./shortcuts.ts";

const FIXED: readonly (readonly [keys: string, Key])[] = [
  [`${MOD} K`, "keys.commands"],
  [`${MOD} ${SHIFT} F`, "keys.search"],
  [`${ALT} 1 – 9`, "keys.open-mine"],
  ["Enter", "keys.send"],
  [`${MOD} Enter`, "keys.send-resolve"],
  ["Tab", "keys.suggestion"],
  [`${ALT} ↓`, "keys.other"],
  ["Esc", "keys.dismiss"],
];
const GO_TO = "I Q A M B R K C P S";

function Line({ keys, label }: { keys: string; label: string }): ReactNode {
  return (
    <div>
      <dt>
        <span className="kbd">{keys}</span>
      </dt>
      <dd>{label}</dd>
    </div>
  );
}

export function KeyHelp({ onClose }: { onClose: () => void }): ReactNode {
  const t = useT();
  const own = usePrefs((prefs) => prefs.keys);
  const on = usePrefs((prefs) => prefs.singleKeys);
  const shown = on ? SHORTCUTS.filter((shortcut) => keyFor(shortcut, own) !== "") : [];
  const keysOf = (shortcut: Shortcut): string => shownKey(keyFor(shortcut, own)) + (shortcut === "go" ? ` + ${GO_TO}` : "");
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="dialog wide" aria-describedby={undefined}>
          <Dialog.Title asChild>
            <h2>{t("keys.title")}</h2>
          </Dialog.Title>
          <dl className="key-list">
            {shown.map((shortcut) => (
              <Line key={shortcut} keys={keysOf(shortcut)} label={t(labelOf(shortcut))} />
            ))}
            {FIXED.map(([keys, label]) => (
              <Line key={label} keys={keys} label={t(label)} />
            ))}
          </dl>
          {!on && <p className="muted small">{t("keys.are-off")}</p>}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
