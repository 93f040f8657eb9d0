/**
 * `npm run import -- --from chatwoot|zendesk|intercom|csv|jsonl|go-fly FILE… [--url URL --key KEY] [--utc-offset MINUTES] [--dry-run]`:
 * another system's conversations into a running engine (by default the one in DATA_DIR). Repeating it changes nothing. The report is one
 * JSON document on stdout; what was left out goes to stderr, a line each, with file, line and reason.
 */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { readExport } from "../worker/import/read.ts";
import { IMPORT_SOURCES, type ImportedConversation } from "../worker/import/records.ts";
import { dataDirOf, readDemo } from "./engine/demo.ts";

/** Conversations and bytes in one request. */
const AT_ONCE = 100;
const BYTES_AT_ONCE = 2_000_000;
const CHINA_OFFSET = "480";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: "string" },
    url: { type: "string" },
    key: { type: "string" },
    "utc-offset": { type: "string", default: CHINA_OFFSET },
    "dry-run": { type: "boolean", default: false },
  },
});

function usage(why: string): never {
  console.error(`${why}\nnpm run import -- --from ${IMPORT_SOURCES.join("|")} FILE… [--url URL --key KEY] [--utc-offset MINUTES] [--dry-run]`);
  process.exit(2);
}

const from = IMPORT_SOURCES.find((source) => source === values.from) ?? usage("--from: which system made the export?");
if (positionals.length === 0) usage("Which files?");
const files = await Promise.all(positionals.map(async (path) => ({ name: basename(path), text: await readFile(path, "utf8") })));
const read = readExport(from, files, { utcOffsetMin: Number(values["utc-offset"]) });
for (const { file, line, why } of read.skipped) console.error(`${file}:${line}: ${why}`);

const found = { found: read.conversations.length, skipped: read.skipped.length, cannedReplies: read.cannedReplies.length };
if (values["dry-run"]) {
  console.log(JSON.stringify({ dryRun: true, ...found }));
  process.exit(0);
}

const demo = values.url === undefined ? await readDemo(dataDirOf()) : null;
const url = values.url ?? demo?.baseUrl ?? "";
const key = values.key ?? demo?.apiKey ?? usage("--key: an API key with import:write");

interface Answer {
  customers: number;
  conversations: number;
  turns: number;
  unknownAgents: string[];
  cannedReplies: number;
}

async function send(body: unknown): Promise<Answer> {
  const response = await fetch(`${url}/v1/import/conversations`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`import: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

function* batches(): Generator<ImportedConversation[]> {
  let batch: ImportedConversation[] = [];
  let bytes = 0;
  for (const { value } of read.conversations) {
    batch.push(value);
    bytes += JSON.stringify(value).length;
    if (batch.length < AT_ONCE && bytes < BYTES_AT_ONCE) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}

const unknown = new Set<string>();
const sum = { conversations: 0, turns: 0, cannedReplies: 0 };
const add = (answer: Answer): void => {
  sum.conversations += answer.conversations;
  sum.turns += answer.turns;
  sum.cannedReplies += answer.cannedReplies;
  for (const agent of answer.unknownAgents) unknown.add(agent);
};
for (let at = 0; at < read.cannedReplies.length; at += AT_ONCE)
  add(await send({ from, conversations: [], cannedReplies: read.cannedReplies.slice(at, at + AT_ONCE) }));
for (const batch of batches()) {
  add(await send({ from, conversations: batch }));
  process.stderr.write(`\r${sum.conversations} of ${read.conversations.length}`);
}
process.stderr.write("\n");
console.log(JSON.stringify({ ...found, imported: sum, unknownAgents: [...unknown] }));
