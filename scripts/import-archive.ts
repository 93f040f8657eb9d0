/** `npm run import:archive -- --url URL --key KEY FILE`: an export (docs/privacy.md) into an empty tenant of the same id, piece by piece. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";

interface Report {
  rows: number;
  customers: number;
  turns: number;
  files: number;
  complete: boolean;
  skipped: { line: number; why: string }[];
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { url: { type: "string" }, key: { type: "string" } } });
const [file] = positionals;
if (values.url === undefined || values.key === undefined || file === undefined) {
  console.error("give --url, --key and the file");
  process.exit(2);
}

async function put(piece: string): Promise<Report> {
  const answer = await fetch(`${values.url}/v1/import/archive`, { method: "POST", headers: { authorization: `Bearer ${values.key}` }, body: piece });
  if (!answer.ok) throw new Error(`import: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Report;
}

const total = { pieces: 0, rows: 0, customers: 0, turns: 0, files: 0, skipped: 0, complete: false };
let piece: string[] = [];
for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
  piece.push(line);
  if (!/^\{"line":"(next|done)"/.test(line)) continue;
  const report = await put(piece.join("\n"));
  piece = [];
  total.pieces += 1;
  for (const what of ["rows", "customers", "turns", "files"] as const) total[what] += report[what];
  total.skipped += report.skipped.length;
  total.complete = line.startsWith('{"line":"done"');
  for (const skipped of report.skipped.slice(0, 5)) console.error(`piece ${total.pieces}, line ${skipped.line}: ${skipped.why}`);
  console.error(`${total.pieces} pieces, ${total.customers} customers, ${total.turns} turns`);
}
console.log(JSON.stringify(total));
process.exit(total.complete ? 0 : 1);
