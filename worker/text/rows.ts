/** Rows of uploaded files, each with its line, so that what is wrong can be named. Parsing CSV is a library's work. */
import Papa from "papaparse";

/** `line` 1 = the file's first. */
export type FileRow<T> = { line: number; value: T } | { line: number; why: string };

/** CSV with a header; a byte order mark and empty lines are passed over. */
export function csvRows(text: string): FileRow<Record<string, string>>[] {
  const parsed = Papa.parse<Record<string, string>>(text.replace(/^\ufeff/, ""), { header: true, skipEmptyLines: "greedy" });
  const broken = new Map(parsed.errors.flatMap((error) => (error.row === undefined ? [] : [[error.row, error.message] as const])));
  return parsed.data.map((value, index) => {
    const why = broken.get(index);
    return why === undefined ? { line: index + 2, value } : { line: index + 2, why };
  });
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
