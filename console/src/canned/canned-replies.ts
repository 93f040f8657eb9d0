/** Replies one has written once: found by shortcut, title or pinyin initials, filled with what is known. Pure. */
import { initialsOf } from "../../../protocol/pinyin-initials.ts";
import { fillVariables } from "../../../protocol/variables.ts";

export interface Canned {
  id: string;
  shortcut: string;
  title: string;
  /** May hold variables, see VARIABLES. */
  text: string;
  folder?: string;
  shared?: boolean;
  /** It is kept at the server, which counts its uses. */
  counted?: true;
  /** It is a macro: taken, it does something to the conversation instead of writing. */
  macro?: true;
}

const SHOWN = 6;

/** Best first: shortcut, then title, then initials. */
export function findCanned(replies: readonly Canned[], query: string): Canned[] {
  const q = query.trim().toLowerCase();
  const rank = ({ shortcut, title }: Canned): number => {
    if (shortcut.toLowerCase().startsWith(q)) return 0;
    if (title.toLowerCase().includes(q)) return 1;
    return initialsOf(title).includes(q) ? 2 : -1;
  };
  return replies
    .map((one) => ({ one, at: rank(one) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at || a.one.shortcut.localeCompare(b.one.shortcut))
    .slice(0, SHOWN)
    .map(({ one }) => one);
}

export const VARIABLES = ["customer", "agent", "order", "tracking"] as const;
export type Values = Partial<Record<(typeof VARIABLES)[number], string>>;

/** What is not known stays as it is written, to be filled by hand. */
export const fillIn = (text: string, values: Values): string => fillVariables(text, values).text;
