/** Variables in canned replies, macros and rules, where a text may only go out whole. Pure. */
import { fillVariables, type VariableValues } from "../../protocol/variables.ts";

export type Values = VariableValues;

export type Filled = { ok: true; text: string } | { ok: false /** variables nobody gave a value for */; missing: string[] };

/** `{{name}}` needs a value; `{{name|words}}` takes the words where there is none. */
export function fillIn(text: string, values: Values): Filled {
  const { text: filled, missing } = fillVariables(text, values);
  return missing.length > 0 ? { ok: false, missing } : { ok: true, text: filled };
}
