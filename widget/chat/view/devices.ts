/** What the app hears of its device: keys, opening, files dropped on it, colours. */
import { useEffect, useState } from "preact/hooks";
import type { Chat } from "../chat.ts";
import { coloursFrom } from "../colours.ts";

/** Files may be dropped anywhere on the chat; true while they hang over it. */
export function useDrop(onFiles: ((files: File[]) => void) | null): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      // Without this the browser opens the file in place of the chat.
      event.preventDefault();
      setOver(onFiles !== null);
    };
    const out = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const dropped = (event: DragEvent): void => {
      event.preventDefault();
      setOver(false);
      onFiles?.([...(event.dataTransfer?.files ?? [])]);
    };
    addEventListener("dragover", over);
    addEventListener("dragleave", out);
    addEventListener("drop", dropped);
    return () => {
      removeEventListener("dragover", over);
      removeEventListener("dragleave", out);
      removeEventListener("drop", dropped);
    };
  }, [onFiles]);
  return isOver;
}

/** The tenant's colour, anew when it or the theme changes. */
export function useColours(chat: Chat): void {
  const colour = chat.help.config?.colour ?? "";
  useEffect(() => {
    const root = document.documentElement;
    const paint = (): void => {
      root.removeAttribute("style");
      const colours = coloursFrom(colour, root.dataset.theme === "dark" ? "dark" : "light");
      for (const name in colours) root.style.setProperty(name, colours[name] ?? "");
    };
    paint();
    const watch = new MutationObserver(paint);
    watch.observe(root, { attributeFilter: ["data-theme"] });
    return () => watch.disconnect();
  }, [colour]);
}

/** Escape goes back, and from the conversation out. */
export function useEscape(leave: () => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.key === "Escape" && !event.isComposing) leave();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [leave]);
}
