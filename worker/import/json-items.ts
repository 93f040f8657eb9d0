/** A JSON export as items with their places: one document with a list somewhere, or JSON lines. */
import { jsonLineRows } from "../text/rows.ts";
import { asList, asObject, type ImportFile, type Read } from "./records.ts";

/** The list of a document: itself, or the first of these names that holds one, however deep. */
function listIn(value: unknown, names: readonly string[]): unknown[] | null {
  if (Array.isArray(value)) return value;
  const object = asObject(value);
  for (const name of names) if (Array.isArray(object[name])) return asList(object[name]);
  for (const name of ["data", "payload"]) {
    const found = object[name] === undefined ? null : listIn(object[name], names);
    if (found) return found;
  }
  return null;
}

export function jsonItems(file: ImportFile, names: readonly string[], read: Read): { line: number; value: Record<string, unknown> }[] {
  let whole: unknown;
  try {
    whole = JSON.parse(file.text.replace(/^\ufeff/, ""));
  } catch {
    // Several documents, one a line.
    return jsonLineRows(file.text.replace(/^\ufeff/, "")).flatMap((row) => {
      if ("value" in row) return [{ line: row.line, value: asObject(row.value) }];
      read.skipped.push({ file: file.name, line: row.line, why: row.why });
      return [];
    });
  }
  const list = listIn(whole, names);
  return (list ?? [whole]).map((value, index) => ({ line: index + 1, value: asObject(value) }));
}
