/** Keys without a modifier that do something: which they are by themselves, and which a person has made of them. Pure. */

/** In the order of the card that lists them. A letter with `shift+` before it, or the character that is typed. */
const USUAL = {
  next: "j",
  previous: "k",
  reply: "r",
  note: "n",
  canned: "/",
  mention: "@",
  resolve: "e",
  "resolve-next": "shift+e",
  take: "i",
  assign: "a",
  transfer: "t",
  snooze: "z",
  label: "l",
  priority: "p",
  merge: "m",
  go: "g",
  help: "?",
} as const;
export type Shortcut = keyof typeof USUAL;
export const SHORTCUTS = Object.keys(USUAL) as readonly Shortcut[];
/** Chosen keys by shortcut; empty = it has none. */
export type OwnKeys = Readonly<Partial<Record<Shortcut, string>>>;

export const keyFor = (shortcut: Shortcut, own: OwnKeys): string => own[shortcut] ?? USUAL[shortcut];

/** Of a keyboard event. */
export interface Pressed {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing: boolean;
}

/** What was pressed, written as shortcuts are: Caps Lock makes no other key of a letter. */
export function pressedKey({ key, shiftKey }: Pick<Pressed, "key" | "shiftKey">): string {
  const pressed = key.toLowerCase();
  return shiftKey && /^\p{L}$/u.test(pressed) ? `shift+${pressed}` : pressed;
}

export const shortcutOf = (pressed: string, own: OwnKeys): Shortcut | null => SHORTCUTS.find((shortcut) => keyFor(shortcut, own) === pressed) ?? null;

export const SHIFT = "⇧";

/** For people: ⇧ E. */
export const shownKey = (key: string): string => key.replace("shift+", `${SHIFT} `).toUpperCase();

/** A letter, a digit or a sign; Shift by itself and keys with a name are no shortcut. */
const isOneCharacter = (key: string): boolean => [...key].length === 1 && key !== " ";

/** What a key means while a shortcut's new one is awaited. */
export type Press = { press: "other" } | { press: "leave" } | { press: "chosen"; key: string } | { press: "taken"; by: Shortcut };

export function pressOf(event: Pressed, shortcut: Shortcut, own: OwnKeys): Press {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return { press: "other" };
  if (event.key === "Escape") return { press: "leave" };
  if (event.key === "Backspace" || event.key === "Delete") return { press: "chosen", key: "" };
  if (!isOneCharacter(event.key)) return { press: "other" };
  const key = pressedKey(event);
  const by = shortcutOf(key, own);
  return by === null || by === shortcut ? { press: "chosen", key } : { press: "taken", by };
}
