/** Keys that work everywhere. Single letters are off inside fields, and while a dialog or menu is open. */
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";

export const isMod = (event: KeyboardEvent | React.KeyboardEvent): boolean => event.metaKey || event.ctrlKey;

/** Half-typed words of an input method: their Enter and Tab are not ours. Safari ends with keyCode 229. */
export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;

export function lettersAreOff(event: KeyboardEvent): boolean {
  const at = event.target instanceof HTMLElement ? event.target : null;
  if (event.defaultPrevented || isMod(event) || event.altKey || isComposing(event)) return true;
  if (at?.closest("input, textarea, select, [contenteditable]")) return true;
  return document.querySelector("[role=dialog], [role=menu], [role=alertdialog]") !== null;
}

/** After G: where to. */
const PLACES = { b: "/board", k: "/knowledge", c: "/channels", p: "/people", s: "/settings" } as const;
const TABS = { i: "mine", q: "queue", a: "all", m: "mentions" } as const;
const GO_PATIENCE_MS = 1_200;

export function useGlobalKeys({ commands, keys }: { commands: () => void; keys: () => void }): void {
  const navigate = useNavigate();
  useEffect(() => {
    let goAt = 0;
    const press = (event: KeyboardEvent): void => {
      const key = event.key.toLowerCase();
      const act = withMod(event, key) ?? (lettersAreOff(event) ? undefined : plain(key));
      if (!act) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      act();
    };
    const withMod = (event: KeyboardEvent, key: string): (() => void) | undefined => {
      if (!isMod(event)) return undefined;
      if (key === "k") return commands;
      return key === "f" && event.shiftKey ? () => void navigate({ to: "/search" }) : undefined;
    };
    const plain = (key: string): (() => void) | undefined => {
      if (key === "?") return keys;
      const going = Date.now() - goAt < GO_PATIENCE_MS;
      goAt = key === "g" ? Date.now() : 0;
      if (going && key in TABS) return () => void navigate({ to: "/inbox/$tab", params: { tab: TABS[key as keyof typeof TABS] } });
      return going && key in PLACES ? () => void navigate({ to: PLACES[key as keyof typeof PLACES] }) : undefined;
    };
    addEventListener("keydown", press, true);
    return () => removeEventListener("keydown", press, true);
  }, [commands, keys, navigate]);
}
