import { expect, it } from "vitest";
import { keyFor, type Pressed, pressedKey, pressOf, SHORTCUTS, shortcutOf, shownKey } from "../../../console/src/shell/shortcut-keys.ts";

const press = (key: string, more: Partial<Pressed> = {}): Pressed => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  ...more,
});

it("no two shortcuts have one key", () => {
  const keys = SHORTCUTS.map((shortcut) => keyFor(shortcut, {}));
  expect(new Set(keys).size).toBe(keys.length);
});

it("a letter is the same with Caps Lock, and another one with Shift; a sign is what is typed", () => {
  expect(shortcutOf(pressedKey(press("E")), {})).toBe("resolve");
  expect(shortcutOf(pressedKey(press("E", { shiftKey: true })), {})).toBe("resolve-next");
  // Caps Lock with Shift types a small letter.
  expect(shortcutOf(pressedKey(press("e", { shiftKey: true })), {})).toBe("resolve-next");
  expect(shortcutOf(pressedKey(press("?", { shiftKey: true })), {})).toBe("help");
  expect(shortcutOf(pressedKey(press("ArrowDown")), {})).toBeNull();
});

it("a chosen key takes the place of the usual one, and an empty one is none", () => {
  expect(shortcutOf("x", { transfer: "x" })).toBe("transfer");
  expect(shortcutOf("t", { transfer: "x" })).toBeNull();
  expect(shortcutOf("t", { transfer: "" })).toBeNull();
  expect(shownKey("shift+e")).toBe("⇧ E");
});

it("choosing a key: what another shortcut has is refused, Escape leaves, Backspace takes it away, Tab and modifiers go on", () => {
  expect(pressOf(press("x"), "transfer", {})).toEqual({ press: "chosen", key: "x" });
  expect(pressOf(press("X", { shiftKey: true }), "transfer", {})).toEqual({ press: "chosen", key: "shift+x" });
  expect(pressOf(press("t"), "transfer", {})).toEqual({ press: "chosen", key: "t" });
  expect(pressOf(press("r"), "transfer", {})).toEqual({ press: "taken", by: "reply" });
  expect(pressOf(press("r"), "transfer", { reply: "" })).toEqual({ press: "chosen", key: "r" });
  expect(pressOf(press("Escape"), "transfer", {})).toEqual({ press: "leave" });
  expect(pressOf(press("Backspace"), "transfer", {})).toEqual({ press: "chosen", key: "" });
  for (const other of [press("Tab"), press("Shift", { shiftKey: true }), press("x", { ctrlKey: true }), press("x", { isComposing: true }), press(" ")])
    expect(pressOf(other, "transfer", {})).toEqual({ press: "other" });
});
