/** Rows of uploaded files, each with its line, so that what is wrong can be named. Parsing CSV is a library's work. */
import Papa from "papaparse";

/** `line` 1 = the file's first. */
export type FileRow<T> = { line: number; value: T } | { line: number; why: string };

/** Lines that hold nothing but separators are passed over. */
const EMPTY_LINES = /^(?:[\s,;|]*?\r?\n)*/;
const linesIn = (text: string): number => text.split("\n").length - 1;

/** CSV with a header; a byte order mark and empty lines are passed over. A row's line is the one it begins on: cells may have several. */
export function csvRows(given: string): FileRow<Record<string, string>>[] {
  const text = given.replace(/^\ufeff/, "");
  const rows: FileRow<Record<string, string>>[] = [];
  let header: string[] | null = null;
  let [read, line] = [0, 1];
  Papa.parse<string[]>(text, {
    skipEmptyLines: "greedy",
    step: ({ data, errors, meta }) => {
      const taken = text.slice(read, meta.cursor);
      const begins = line + linesIn(EMPTY_LINES.exec(taken)?.[0] ?? "");
      [read, line] = [meta.cursor, line + linesIn(taken)];
      if (header === null) header = data;
      else rows.push(rowOf(header, data, begins, errors[0]?.message));
    },
  });
  return rows;
}

function rowOf(header: readonly string[], cells: readonly string[], line: number, broken: string | undefined): FileRow<Record<string, string>> {
  if (broken !== undefined) return { line, why: broken };
  if (cells.length !== header.length)
    return { line, why: `Too ${cells.length < header.length ? "few" : "many"} fields: expected ${header.length} fields but parsed ${cells.length}` };
  return { line, value: Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])) };
}

export function jsonLineRows(text: string): FileRow<unknown>[] {
  return text.split("\n").flatMap((line, index): FileRow<unknown>[] => {
    if (line.trim() === "") return [];
    try {
      return [{ line: index + 1, value: JSON.parse(line) as unknown }];
    } catch {
      return [{ line: index + 1, why: "not JSON" }];
    }
  });
}
