/** All keys on one card. */
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { type Key, useT } from "../i18n/index.ts";

const KEYS: readonly (readonly [keys: string, Key])[] = [
  ["⌘ K", "keys.commands"],
  ["J / K", "keys.next"],
  ["R", "keys.reply"],
  ["N", "keys.note"],
  ["Tab", "keys.suggestion"],
  ["Alt ↓", "keys.other"],
  ["/", "keys.canned"],
  ["Esc", "keys.dismiss"],
  ["Enter", "keys.send"],
  ["⌘ Enter", "keys.send-resolve"],
  ["E", "keys.resolve"],
  ["I", "keys.take"],
  ["T", "keys.transfer"],
  ["Z", "keys.snooze"],
  ["L", "keys.label"],
  ["G I / Q / A / M", "keys.go"],
  ["⌘ ⇧ F", "keys.search"],
  ["?", "keys.help"],
];

export function KeyHelp({ onClose }: { onClose: () => void }): ReactNode {
  const t = useT();
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="dialog" aria-describedby={undefined}>
          <Dialog.Title asChild>
            <h2>{t("keys.title")}</h2>
          </Dialog.Title>
          <dl className="key-list">
            {KEYS.map(([keys, label]) => (
              <div key={label}>
                <dt>
                  <span className="kbd">{keys}</span>
                </dt>
                <dd>{t(label)}</dd>
              </div>
            ))}
          </dl>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
