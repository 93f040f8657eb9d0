/** RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export type CsvCell = string | number | null;

function cellOf(value: CsvCell): string {
  const text = value === null ? "" : String(value);
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvLines = (columns: readonly string[], rows: readonly (readonly CsvCell[])[]): string =>
  `${[columns.join(","), ...rows.map((row) => row.map(cellOf).join(","))].join("\r\n")}\r\n`;
