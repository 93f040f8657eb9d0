/** Snooze until a time; labels. */
import { AlarmClock, Tag } from "lucide-react";
import { DropdownMenu, Popover } from "radix-ui";
import { type ReactNode, useState } from "react";
import { type Key, useT } from "../i18n/index.ts";
import { useTimes } from "../i18n/time.ts";
import { useKeyHint } from "../shell/shortcuts.ts";
import { useDesk } from "../state/desk.ts";
import type { Row } from "../state/model.ts";
import { useActions } from "./actions.ts";

interface Opening {
  row: Row;
  open: boolean;
  onOpen: (open: boolean) => void;
}

const HOUR_MS = 3_600_000;
const MORNING_H = 9;

function morning(daysAhead: number): number {
  const at = new Date();
  at.setDate(at.getDate() + daysAhead);
  at.setHours(MORNING_H, 0, 0, 0);
  return at.getTime();
}

/** Monday is day 1; from Monday itself the next one. */
const daysToMonday = (): number => (8 - new Date().getDay()) % 7 || 7;

const snoozes = (): readonly (readonly [Key, number])[] => [
  ["snooze.hour", Date.now() + HOUR_MS],
  ["snooze.three-hours", Date.now() + 3 * HOUR_MS],
  ["snooze.tomorrow", morning(1)],
  ["snooze.monday", morning(daysToMonday())],
];

export function SnoozeMenu({ row, open, onOpen }: Opening): ReactNode {
  const t = useT();
  const times = useTimes();
  const hint = useKeyHint();
  const actions = useActions(row);
  return (
    <DropdownMenu.Root open={open} onOpenChange={onOpen}>
      <DropdownMenu.Trigger className="button icon" aria-label={t("snooze.title")} title={`${t("snooze.title")}${hint("snooze")}`}>
        <AlarmClock size={18} strokeWidth={1.5} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          {snoozes().map(([label, until]) => (
            <DropdownMenu.Item key={label} className="menu-item" onSelect={() => void actions.snooze(until)}>
              <span className="grow">{t(label)}</span>
              <span className="muted small">{times.moment(until)}</span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const MOST_KNOWN = 12;

/** Labels that stand on conversations of the lists are offered. */
function useKnownLabels(): string[] {
  const rows = useDesk((state) => state.rows);
  return [...new Set(Object.values(rows).flatMap((row) => row.labels))].sort().slice(0, MOST_KNOWN);
}

function Labels({ row }: { row: Row }): ReactNode {
  const t = useT();
  const actions = useActions(row);
  const known = useKnownLabels();
  const [text, setText] = useState("");
  const add = (label: string): void => {
    if (label.trim() === "") return;
    setText("");
    void actions.label([label.trim()], []);
  };
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          add(text);
        }}
      >
        <input
          className="input"
          value={text}
          maxLength={60}
          aria-label={t("label.add")}
          placeholder={t("label.add")}
          onChange={(event) => setText(event.target.value)}
        />
      </form>
      <div className="row wrap">
        {[...new Set([...row.labels, ...known])].map((label) => {
          const on = row.labels.includes(label);
          return (
            <button
              key={label}
              type="button"
              className="button small"
              aria-pressed={on}
              onClick={() => void actions.label(on ? [] : [label], on ? [label] : [])}
            >
              {on ? "✓ " : ""}
              {label}
            </button>
          );
        })}
      </div>
    </>
  );
}

export function LabelMenu({ row, open, onOpen }: Opening): ReactNode {
  const t = useT();
  const hint = useKeyHint();
  return (
    <Popover.Root open={open} onOpenChange={onOpen}>
      <Popover.Trigger className="button icon" aria-label={t("label.title")} title={`${t("label.title")}${hint("label")}`}>
        <Tag size={18} strokeWidth={1.5} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="menu label-menu" align="end" sideOffset={4} collisionPadding={8} aria-label={t("label.title")}>
          <Labels row={row} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
