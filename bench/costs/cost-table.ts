/** The counted part of docs/cost.md: written from counts, and read back by the test that holds the page to them. */
import { type Costs, SUBJECTS, type Subject } from "./count-costs.ts";
import type { Counts } from "./counts.ts";
import { dollarsOf, NAMES, ofMix } from "./prices.ts";

const TITLES: Readonly<Record<keyof Counts, string>> = {
  workerRequests: "Worker requests",
  objectRequests: "object requests",
  objectRowsRead: "object rows read",
  objectRowsWritten: "object rows written",
  d1RowsRead: "D1 rows read",
  d1RowsWritten: "D1 rows written",
  kvReads: "KV reads",
  kvWrites: "KV writes",
  r2Writes: "R2 writes",
  r2Reads: "R2 reads",
};
const HEAD = ["operation", ...SUBJECTS, "10 000 messages"];

const shown = (n: number): string => String(Number(n.toFixed(2)));
const rowOf = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

export function tableOf(costs: Costs): string {
  const mix = ofMix(costs);
  const rows = NAMES.map((name) => rowOf([TITLES[name], ...SUBJECTS.map((subject) => shown(costs[subject][name])), String(Math.round(mix[name]))]));
  const price = `10 000 messages cost **$${dollarsOf(mix).toFixed(2)}** beyond what the plan includes; processor time and duration come on top.`;
  return [rowOf(HEAD), `|---|${"--:|".repeat(HEAD.length - 1)}`, ...rows, "", price].join("\n");
}

const BEGIN = "<!-- counted: written by `npm run costs` -->";
const END = "<!-- /counted -->";

export const withTable = (page: string, costs: Costs): string =>
  `${page.slice(0, page.indexOf(BEGIN) + BEGIN.length)}\n\n${tableOf(costs)}\n\n${page.slice(page.indexOf(END))}`;

/** What the page says of each kind. */
export function readTable(page: string): Costs {
  const lines = page.slice(page.indexOf(BEGIN), page.indexOf(END)).split("\n");
  const cellsOf = (title: string): string[] => (lines.find((line) => line.startsWith(`| ${title} |`)) ?? "").split("|").map((cell) => cell.trim());
  const read = (subject: Subject): Counts =>
    Object.fromEntries(NAMES.map((name) => [name, Number(cellsOf(TITLES[name])[2 + SUBJECTS.indexOf(subject)])])) as unknown as Counts;
  return Object.fromEntries(SUBJECTS.map((subject) => [subject, read(subject)])) as Costs;
}
