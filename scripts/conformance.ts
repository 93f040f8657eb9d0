/**
 * Runs the contract suite of every channel kind and writes the table of results: `node scripts/conformance.ts`. The table shows what holds, and,
 * where a platform makes a case impossible, its limitation in words. Exits 1 when a case fails or a kind has no fixture.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { benchChannels } from "../bench/channels.ts";
import { CHANNEL_KINDS } from "../protocol/channels.ts";
import { CASE_IDS, type CaseId, type ChannelFixture } from "../test/contract/channel-fixture.ts";
import { CONTRACT_CASES } from "../test/contract/contract-cases.ts";
import { ALL_FIXTURES } from "../test/fixtures/channels/all.ts";

const TABLE = "docs/channels/conformance.md";
const README = "README.md";
/** Between these two comments the README carries the short table. */
const [BEGIN, END] = ["<!-- conformance: written by `npm run conformance` -->", "<!-- /conformance -->"];
/** `api` is the built-in door: it has no adapter. */
const KINDS = CHANNEL_KINDS.filter((kind) => kind !== "api");

type Result = "holds" | "fails" | "skipped";

async function resultsOf(fixture: ChannelFixture): Promise<Map<CaseId, Result>> {
  const results = new Map<CaseId, Result>();
  for (const contractCase of CONTRACT_CASES) {
    if (fixture.skips[contractCase.id] !== undefined) {
      results.set(contractCase.id, "skipped");
      continue;
    }
    try {
      await contractCase.run(fixture);
      results.set(contractCase.id, "holds");
    } catch (error) {
      console.error(`${fixture.channel.kind}: ${contractCase.title}: ${error instanceof Error ? error.message : String(error)}`);
      results.set(contractCase.id, "fails");
    }
  }
  return results;
}

const SIGNS: Readonly<Record<Result, string>> = { holds: "✓", fails: "**✗**", skipped: "–" };

interface Row {
  kind: string;
  results: Map<CaseId, Result>;
  medianMs: number | undefined;
  ackMs: number;
}

function tableOf(rows: readonly Row[]): string {
  const head = `| kind | ${CASE_IDS.map((id) => id.replaceAll("_", " ")).join(" | ")} | answer within | verify + parse |`;
  const rule = `|---|${CASE_IDS.map(() => ":-:").join("|")}|--:|--:|`;
  const lines = rows.map(({ kind, results, medianMs, ackMs }) => {
    const cells = CASE_IDS.map((id) => SIGNS[results.get(id) ?? "fails"]);
    const speed = medianMs === undefined ? "" : `${medianMs.toFixed(2)} ms`;
    return `| [${kind}](${kind}.md) | ${cells.join(" | ")} | ${ackMs / 1000} s | ${speed} |`;
  });
  return [head, rule, ...lines].join("\n");
}

function shortTableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ kind, results, medianMs }) => {
    const of = (result: Result): number => [...results.values()].filter((one) => one === result).length;
    const speed = medianMs === undefined ? "" : `${medianMs.toFixed(2)} ms`;
    return `| [${kind}](docs/channels/${kind}.md) | ${of("holds")} | ${of("fails")} | ${of("skipped")} | ${speed} |`;
  });
  return ["| kind | holds | fails | impossible there | verify + parse |", "|---|--:|--:|--:|--:|", ...lines].join("\n");
}

function intoReadme(table: string): void {
  const text = readFileSync(README, "utf8");
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${README} has no place for the table`);
  writeFileSync(README, `${text.slice(0, from + BEGIN.length)}\n\n${table}\n\n${text.slice(to)}`);
}

const legend = (): string =>
  CASE_IDS.map((id) => `- **${id.replaceAll("_", " ")}**: ${CONTRACT_CASES.find((entry) => entry.id === id)?.title ?? ""}`).join("\n");

const reasons = (): string =>
  ALL_FIXTURES.flatMap((fixture) =>
    Object.entries(fixture.skips).map(([id, reason]) => `- ${fixture.channel.kind}, ${id.replaceAll("_", " ")}: ${reason}`),
  ).join("\n");

const speeds = new Map((await benchChannels(1000)).map((result) => [result.kind, result.medianMs]));
const rows: Row[] = [];
for (const fixture of ALL_FIXTURES) {
  const { kind, capabilities } = fixture.channel;
  rows.push({ kind, results: await resultsOf(fixture), medianMs: speeds.get(kind), ackMs: capabilities.ackMs });
}
const cells = rows.flatMap((row) => [...row.results.values()]);
const count = (result: Result): number => cells.filter((cell) => cell === result).length;
const missing = KINDS.filter((kind) => !rows.some((row) => row.kind === kind));
const summary = `${rows.length} of ${KINDS.length} kinds, ${CASE_IDS.length} cases each: ${count("holds")} hold, ${count("fails")} fail, ${count("skipped")} are made impossible by the platform.`;

mkdirSync("docs/channels", { recursive: true });
writeFileSync(
  TABLE,
  `# Conformance of the channels

Written by \`npm run conformance\`; do not edit. ${summary}

${tableOf(rows)}

The last column is the median on the machine that wrote this table, decryption included; the floor is 0.3 ms.

## The cases

${legend()}

## What platforms make impossible

${reasons()}
`,
);
intoReadme(`${summary}\n\n${shortTableOf(rows)}`);
console.log(`${summary}\nwritten to ${TABLE}${missing.length > 0 ? `\nwithout a fixture: ${missing.join(", ")}` : ""}`);
process.exitCode = count("fails") === 0 && missing.length === 0 ? 0 : 1;
