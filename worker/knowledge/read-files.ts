/** Files of articles: Markdown with front matter, HTML, CSV, JSON lines, or a zip of them. What cannot be read is named with its line, the rest is read. */
import { strFromU8, unzipSync } from "fflate";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { csvRows, type FileRow, jsonLineRows } from "../text/rows.ts";
import type { ArticleInput } from "./ingest.ts";

export interface Complaint {
  name: string;
  /** 1 = the file's first line */
  line: number;
  why: string;
}
export interface ReadArticles {
  articles: Omit<ArticleInput, "source">[];
  complaints: Complaint[];
}

const MAX_ARTICLE_UNITS = 500_000;
/** Files in one zip, and what they may unpack to, bytes: a bomb is refused by its own table of contents. */
const MOST_FILES = 10_000;
const MAX_UNPACKED_BYTES = 200 * 1024 * 1024;

const fieldsSchema = z.object({
  id: z.union([z.string(), z.number()]).transform(String).pipe(z.string().min(1).max(100)).optional(),
  title: z.string().trim().min(1).max(500),
  body: z.string().min(1).max(MAX_ARTICLE_UNITS),
  language: z.string().min(2).max(20).optional(),
  category: z.string().max(200).default(""),
  audience: z.enum(["public", "agents"]).default("public"),
  status: z.enum(["draft", "published", "archived"]).default("published"),
});

const HAN = /\p{Script=Han}/u;

/** An id that the same file gives again, so that a second import replaces and does not double. */
function idFrom(name: string, title: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const char of `${name}\n${title}`) hash = BigInt.asUintN(64, (hash ^ BigInt(char.codePointAt(0) ?? 0)) * 0x100000001b3n);
  return `f${hash.toString(36)}`;
}

function add(into: ReadArticles, name: string, line: number, value: unknown, format: ArticleInput["format"]): void {
  const parsed = fieldsSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    into.complaints.push({ name, line, why: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "wrong"}` });
    return;
  }
  const { id, language, ...rest } = parsed.data;
  into.articles.push({
    ...rest,
    id: id ?? idFrom(name, rest.title),
    language: language ?? (HAN.test(rest.title + rest.body) ? "zh" : "en"),
    format,
    intents: [],
  });
}

function readMarkdown(into: ReadArticles, name: string, text: string): void {
  const front = /^---\r?\n([\s\S]*?)\r?\n---\r?\n?/.exec(text);
  let fields: Record<string, unknown> = {};
  try {
    const value: unknown = front?.[1] === undefined ? {} : parseYaml(front[1]);
    if (typeof value === "object" && value !== null) fields = value as Record<string, unknown>;
  } catch {
    into.complaints.push({ name, line: 1, why: "the front matter is not YAML" });
    return;
  }
  const body = front ? text.slice(front[0].length) : text;
  const heading = /^#\s+(.+)$/m.exec(body)?.[1];
  add(into, name, 1, { title: heading ?? name.replace(/\.[^.]+$/, ""), ...fields, body }, "markdown");
}

function readHtml(into: ReadArticles, name: string, text: string): void {
  const title = /<title[^>]*>([^<]+)<\/title>/i.exec(text)?.[1] ?? /<h1[^>]*>([^<]+)<\/h1>/i.exec(text)?.[1];
  add(into, name, 1, { title: title ?? name.replace(/\.[^.]+$/, ""), body: text }, "html");
}

function readRows(into: ReadArticles, name: string, rows: readonly FileRow<unknown>[]): void {
  for (const row of rows) {
    if ("why" in row) into.complaints.push({ name, line: row.line, why: row.why });
    else add(into, name, row.line, row.value, "markdown");
  }
}

const filledCells = (row: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== "" && value !== undefined));

const readCsv = (into: ReadArticles, name: string, text: string): void =>
  readRows(
    into,
    name,
    csvRows(text).map((row) => ("why" in row ? row : { ...row, value: filledCells(row.value) })),
  );

const readJsonLines = (into: ReadArticles, name: string, text: string): void => readRows(into, name, jsonLineRows(text));

function readZip(into: ReadArticles, name: string, bytes: Uint8Array): void {
  let files = 0;
  let unpacked = 0;
  try {
    const entries = unzipSync(bytes, {
      filter: ({ originalSize }) => {
        files += 1;
        unpacked += originalSize;
        if (files > MOST_FILES || unpacked > MAX_UNPACKED_BYTES) throw new RangeError("the zip unpacks to too much");
        return true;
      },
    });
    for (const [path, content] of Object.entries(entries)) if (content.length > 0 && !path.includes("__MACOSX/")) readFile(into, path, content, "");
  } catch (error) {
    into.complaints.push({ name, line: 0, why: error instanceof Error ? error.message : "not a zip" });
  }
}

/** `type` = the content type, used when the name says nothing. */
export function readFile(into: ReadArticles, name: string, bytes: Uint8Array, type: string): void {
  const kind = /\.(md|markdown|html?|csv|jsonl|ndjson|zip)$/i.exec(name)?.[1]?.toLowerCase() ?? KIND_OF[type] ?? "";
  const read = READERS[kind];
  if (kind === "zip") readZip(into, name, bytes);
  else if (read) read(into, name, strFromU8(bytes));
  else into.complaints.push({ name, line: 0, why: "neither Markdown, HTML, CSV, JSON lines nor a zip of them" });
}

const READERS: Readonly<Record<string, (into: ReadArticles, name: string, text: string) => void>> = {
  md: readMarkdown,
  markdown: readMarkdown,
  htm: readHtml,
  html: readHtml,
  csv: readCsv,
  jsonl: readJsonLines,
  ndjson: readJsonLines,
};

const KIND_OF: Readonly<Record<string, string>> = {
  "text/markdown": "md",
  "text/html": "html",
  "text/csv": "csv",
  "application/jsonl": "jsonl",
  "application/x-ndjson": "jsonl",
  "application/json": "jsonl",
  "application/zip": "zip",
};
