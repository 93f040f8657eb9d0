/** Variables of texts that are written beforehand (canned replies, macros, rules, templates): `{{name}}`, or `{{name|words}}` with words for when there is no value. Pure. */

export type VariableValues = Readonly<Record<string, string | undefined>>;

const VARIABLE = /\{\{\s*(\w+)\s*(?:\|([^{}]*))?\}\}/g;

/** What is not known and has no words of its own stays as it is written; its name is in `missing`. */
export function fillVariables(text: string, values: VariableValues): { text: string; missing: string[] } {
  const missing = new Set<string>();
  const filled = text.replace(VARIABLE, (whole, name: string, otherwise: string | undefined) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined && value !== "") return value;
    if (otherwise !== undefined) return otherwise.trim();
    missing.add(name);
    return whole;
  });
  return { text: filled, missing: [...missing] };
}

/** The first variable of a text, with its place; null = there is none. */
export function firstVariable(text: string): { start: number; end: number } | null {
  const [found] = text.matchAll(VARIABLE);
  return found ? { start: found.index, end: found.index + found[0].length } : null;
}
