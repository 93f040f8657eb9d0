/** What a change changed: only the fields that differ, secrets as a mask. */

const MASK = "***";
const SECRET_NAME = /secret|password|token|private|apikey|api_key|signing/i;
const MOST_CHARS = 4_000;

type Fields = Readonly<Record<string, unknown>>;

/** JSON of the fields of each side that differ; `null` = there was nothing. */
export function difference(before: Fields | null, after: Fields | null): { before: string; after: string } {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const differing = names.filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name])).sort();
  const side = (fields: Fields | null): string => (fields ? bounded(Object.fromEntries(differing.flatMap((name) => shown(name, fields[name])))) : "null");
  return { before: side(before), after: side(after) };
}

const shown = (name: string, value: unknown): [string, unknown][] => (value === undefined ? [] : [[name, hidden(name, value)]]);

function hidden(name: string, value: unknown): unknown {
  if (value !== null && SECRET_NAME.test(name)) return MASK;
  if (Array.isArray(value)) return value.map((one) => hidden("", one));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([inner, one]) => [inner, hidden(inner, one)]));
}

/** A very long change is named, not repeated. */
function bounded(fields: Fields): string {
  const text = JSON.stringify(fields);
  return text.length <= MOST_CHARS ? text : JSON.stringify({ fields: Object.keys(fields), cut: text.length });
}
