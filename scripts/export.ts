/** `npm run export -- --url URL --key KEY [--out FILE]`: the whole tenant as JSON lines (docs/privacy.md), piece by piece, with progress. */

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    url: { type: "string" },
    key: { type: "string" },
    out: { type: "string", default: "kefu-export.jsonl" },
    limit: { type: "string", default: "500" },
  },
});
if (values.url === undefined || values.key === undefined) {
  console.error("give --url and --key");
  process.exit(2);
}
/** A piece ends with one of these. */
const LAST = /\{"line":"(?:next|done)"[^\n]*\}\n$/;
const TAIL = 4_096;

const out = createWriteStream(values.out);
let cursor: string | null = "";
let pieces = 0;
while (cursor !== null) {
  const answer: Response = await fetch(`${values.url}/v1/export?limit=${values.limit}${cursor === "" ? "" : `&cursor=${cursor}`}`, {
    headers: { authorization: `Bearer ${values.key}` },
  });
  if (!answer.ok || !answer.body) throw new Error(`export: ${answer.status} ${await answer.text()}`);
  let tail = "";
  for await (const chunk of answer.body) {
    const bytes = Buffer.from(chunk as Uint8Array);
    if (!out.write(bytes)) await once(out, "drain");
    tail = (tail + bytes.toString("latin1")).slice(-TAIL);
  }
  const last = LAST.exec(tail)?.[0];
  if (last === undefined) throw new Error("the export was broken off; run it again");
  const line = JSON.parse(last) as { line: string; cursor?: string };
  cursor = line.line === "next" ? (line.cursor ?? null) : null;
  pieces += 1;
  console.error(`${pieces} pieces, ${Math.round(out.bytesWritten / 1024)} KB`);
}
out.end();
await once(out, "finish");
console.log(JSON.stringify({ file: values.out, pieces, bytes: out.bytesWritten }));
