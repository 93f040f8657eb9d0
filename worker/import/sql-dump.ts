/**
 * Rows of a mysqldump. Our own reader, because a dump is a small regular language (CREATE TABLE for the columns' order, INSERT with literals)
 * in statements of many megabytes, of which general SQL parsers build a syntax tree that does not fit into a worker.
 */

export interface DumpRow {
  table: string;
  line: number;
  /** null = NULL */
  value: Record<string, string | null>;
}

const INSERT = /INSERT\s+(?:IGNORE\s+)?INTO\s+[`"]?(\w+)[`"]?\s*(?:\(([^)]*)\))?\s*VALUES\s*/gi;
const CREATE = /CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?[`"]?(\w+)[`"]?\s*\(([\s\S]*?)\n\)/gi;
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "0": "\0", b: "\b", Z: "\x1a" };

const names = (list: string): string[] => list.split(",").map((name) => name.trim().replace(/^[`"]|[`"]$/g, ""));

function columnsOf(text: string): Map<string, string[]> {
  const columns = new Map<string, string[]>();
  for (const [, table = "", body = ""] of text.matchAll(CREATE)) {
    columns.set(
      table,
      [...body.matchAll(/^\s*[`"](\w+)[`"]\s/gm)].map((match) => match[1] ?? ""),
    );
  }
  return columns;
}

/** A quoted text from the opening quote on; where it ends, behind the closing one. */
function quoted(text: string, from: number): { value: string; end: number } {
  const quote = text[from] ?? "'";
  let value = "";
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === "\\") {
      at++;
      value += ESCAPES[text[at] ?? ""] ?? text[at] ?? "";
    } else if (character !== quote) value += character;
    else if (text[at + 1] === quote) {
      value += quote;
      at++;
    } else return { value, end: at + 1 };
  }
  return { value, end: text.length };
}

/** One `(…)` of literals; null where none begins. */
function tuple(text: string, from: number): { values: (string | null)[]; end: number } | null {
  if (text[from] !== "(") return null;
  const values: (string | null)[] = [];
  let at = from + 1;
  while (at < text.length) {
    while (/\s/.test(text[at] ?? "")) at++;
    if (text[at] === "'" || text[at] === '"') {
      const { value, end } = quoted(text, at);
      values.push(value);
      at = end;
    } else {
      const bare = /^(?:_binary\s+)?[^,()'"]*/.exec(text.slice(at, at + 200))?.[0] ?? "";
      if (bare === "" && text[at] !== "," && text[at] !== ")") return null;
      values.push(/^null$/i.test(bare.trim()) ? null : bare.trim());
      at += bare.length;
    }
    while (/\s/.test(text[at] ?? "")) at++;
    if (text[at] === ")") return { values, end: at + 1 };
    if (text[at] !== ",") return null;
    at++;
  }
  return null;
}

/** All rows of the tables asked for; `complain` hears of statements that could not be read to their end. */
export function* dumpRows(text: string, tables: ReadonlySet<string>, complain: (line: number, why: string) => void): Generator<DumpRow> {
  const created = columnsOf(text);
  let counted = 0;
  let line = 1;
  const lineAt = (place: number): number => {
    for (; counted < place; counted++) if (text[counted] === "\n") line++;
    return line;
  };
  for (const match of text.matchAll(INSERT)) {
    const [whole, table = "", listed] = match;
    if (!tables.has(table)) continue;
    const columns = listed === undefined ? created.get(table) : names(listed);
    let at = (match.index ?? 0) + whole.length;
    for (let row = tuple(text, at); ; row = tuple(text, at)) {
      if (!row || !columns || row.values.length !== columns.length) {
        complain(lineAt(at), columns ? `a row of ${table} that cannot be read` : `the columns of ${table} are not in the dump`);
        break;
      }
      const { values } = row;
      yield { table, line: lineAt(at), value: Object.fromEntries(columns.map((name, index) => [name, values[index] ?? null])) };
      at = row.end;
      while (/\s/.test(text[at] ?? "")) at++;
      if (text[at] !== ",") break;
      at++;
      while (/\s/.test(text[at] ?? "")) at++;
    }
  }
}
