/** Variables in canned replies, macros and rules: `{{customer}}`. Pure. */

export type Values = Readonly<Record<string, string | undefined>>;

export type Filled = { ok: true; text: string } | { ok: false /** variables nobody gave a value for */; missing: string[] };

const VARIABLE = /\{\{\s*(\w+)\s*(?:\|([^{}]*))?\}\}/g;

/** `{{name}}` needs a value; `{{name|words}}` takes the words where there is none. */
export function fillIn(text: string, values: Values): Filled {
  const missing = new Set<string>();
  const filled = text.replace(VARIABLE, (whole, name: string, otherwise: string | undefined) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined && value !== "") return value;
    if (otherwise !== undefined) return otherwise.trim();
    missing.add(name);
    return whole;
  });
  return missing.size > 0 ? { ok: false, missing: [...missing] } : { ok: true, text: filled };
}
