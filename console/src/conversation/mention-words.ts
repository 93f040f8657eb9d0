/** Names of colleagues in the words of a note. Pure. */
import { initialsOf } from "../../../protocol/pinyin-initials.ts";

interface Nameable {
  id: string;
  name: string;
}
const SHOWN = 6;

/** Who is named by `@name` in these words; a longer name is not also the shorter one that it begins with. */
export function mentionsIn(text: string, agents: readonly Nameable[]): string[] {
  const byLength = [...agents].sort((a, b) => b.name.length - a.name.length);
  const named: string[] = [];
  let rest = text;
  for (const { id, name } of byLength) {
    if (name === "" || !rest.includes(`@${name}`)) continue;
    named.push(id);
    rest = rest.replaceAll(`@${name}`, " ");
  }
  return named;
}

/** What follows the last @ at the end of the words; null = no name is being written. */
export const nameBegun = (text: string): string | null => /(?:^|[\s，。,.;:：；(（])@([^\s@]{0,40})$/.exec(text)?.[1] ?? null;

export function findColleagues<T extends Nameable>(agents: readonly T[], begun: string): T[] {
  const wanted = begun.toLowerCase();
  return agents.filter(({ name }) => name.toLowerCase().includes(wanted) || initialsOf(name).startsWith(wanted)).slice(0, SHOWN);
}
