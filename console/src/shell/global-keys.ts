/** Keys that work everywhere. Single keys are off inside fields, and while a dialog or menu is open. */
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { deskNow } from "../state/desk.ts";
import { mine } from "../state/rows.ts";
import { shortcutNow } from "./shortcuts.ts";

export const isMod = (event: KeyboardEvent | React.KeyboardEvent): boolean => event.metaKey || event.ctrlKey;

/** Half-typed words of an input method: their Enter and Tab are not ours. Safari ends with keyCode 229. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;

const isCovered = (): boolean => document.querySelector("[role=dialog], [role=menu], [role=alertdialog]") !== null;

export function lettersAreOff(event: KeyboardEvent): boolean {
  const at = event.target instanceof HTMLElement ? event.target : null;
  if (event.defaultPrevented || isMod(event) || event.altKey || isComposing(event)) return true;
  return at?.closest("input, textarea, select, [contenteditable]") !== null || isCovered();
}

/** After G: where to. */
const PLACES = { b: "/board", k: "/knowledge", c: "/channels", p: "/people", r: "/reports", s: "/settings" } as const;
const TABS = { i: "mine", q: "queue", a: "all", m: "mentions" } as const;
const GO_PATIENCE_MS = 1_200;

/** Alt with a digit, whatever character that makes: which of my conversations, from 0. AltGr types characters. */
function numberOf(event: KeyboardEvent): number | null {
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  const alone = event.altKey && !isMod(event) && !event.shiftKey && !event.getModifierState("AltGraph");
  return digit !== undefined && alone && !isComposing(event) && !isCovered() ? Number(digit) - 1 : null;
}

export function useGlobalKeys({ commands, keys }: { commands: () => void; keys: () => void }): void {
  const navigate = useNavigate();
  useEffect(() => {
    let goAt = 0;
    const press = (event: KeyboardEvent): void => {
      const act = withModifier(event) ?? (lettersAreOff(event) ? undefined : plain(event));
      if (!act) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      act();
    };
    const withModifier = (event: KeyboardEvent): (() => void) | undefined => {
      const number = numberOf(event);
      if (number !== null) return () => openMine(number);
      if (!isMod(event) || isComposing(event)) return undefined;
      const key = event.key.toLowerCase();
      if (key === "k") return commands;
      return key === "f" && event.shiftKey ? () => void navigate({ to: "/search" }) : undefined;
    };
    const openMine = (index: number): void => {
      const { rows, me } = deskNow();
      const row = mine(rows, me)[index];
      if (row) void navigate({ to: "/inbox/$tab/$conversationId", params: { tab: "mine", conversationId: row.id } });
    };
    const plain = (event: KeyboardEvent): (() => void) | undefined => {
      const key = event.key.toLowerCase();
      const going = Date.now() - goAt < GO_PATIENCE_MS;
      goAt = 0;
      if (going && key in TABS) return () => void navigate({ to: "/inbox/$tab", params: { tab: TABS[key as keyof typeof TABS] } });
      if (going && key in PLACES) return () => void navigate({ to: PLACES[key as keyof typeof PLACES] });
      const shortcut = shortcutNow(event);
      if (shortcut === "help") return keys;
      if (shortcut === "go") goAt = Date.now();
      return undefined;
    };
    addEventListener("keydown", press, true);
    return () => removeEventListener("keydown", press, true);
  }, [commands, keys, navigate]);
}
