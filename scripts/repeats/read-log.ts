/** Lines of past conversations from CSV or JSON lines, streamed; columns by the names that shops' exports use. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import Papa from "papaparse";

export interface LogLine {
  text: string;
  from: "customer" | "agent";
  at: number | undefined;
  conversation: string | undefined;
}
export type ReadLine = { line: number; read: LogLine } | { line: number; why: string };

const TEXT = ["text", "message", "content", "question", "body", "消息", "内容", "问题"];
const FROM = ["from", "role", "sender", "author", "direction", "发送方", "角色"];
const AT = ["at", "time", "timestamp", "created_at", "date", "时间"];
const CONVERSATION = ["conversation", "conversationid", "conversation_id", "session", "session_id", "dialog", "会话"];
const AGENT = /agent|staff|service|out|seller|bot|assistant|客服|商家|坐席/i;
/** Numbers below are seconds, above milliseconds since 1970. */
const SECONDS_BELOW = 100_000_000_000;

function timeOf(value: unknown): number | undefined {
  if (value === "" || value === null || value === undefined) return undefined;
  const number = Number(value);
  const at = Number.isFinite(number) ? number * (number < SECONDS_BELOW ? 1_000 : 1) : Date.parse(String(value));
  return Number.isFinite(at) ? at : undefined;
}

function lineOf(row: Record<string, unknown>): LogLine | null {
  const byName = new Map(
    // A byte order mark counts as a space.
    Object.entries(row).map(([name, value]) => [name.trim().toLowerCase(), value]),
  );
  const of = (names: readonly string[]): unknown => byName.get(names.find((name) => byName.has(name)) ?? "");
  const text = of(TEXT);
  if (typeof text !== "string") return null;
  const conversation = of(CONVERSATION);
  return {
    text,
    from: AGENT.test(String(of(FROM) ?? "")) ? "agent" : "customer",
    at: timeOf(of(AT)),
    conversation: conversation === undefined ? undefined : String(conversation),
  };
}

async function* jsonRows(file: string): AsyncGenerator<{ line: number; row: unknown }> {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file) })) {
    line += 1;
    if (text.trim() === "") continue;
    try {
      yield { line, row: JSON.parse(text) as unknown };
    } catch {
      yield { line, row: null };
    }
  }
}

async function* csvRows(file: string): AsyncGenerator<{ line: number; row: unknown }> {
  const parser = createReadStream(file).pipe(Papa.parse(Papa.NODE_STREAM_INPUT, { header: true, skipEmptyLines: "greedy" }));
  let line = 1;
  for await (const row of parser as AsyncIterable<unknown>) {
    line += 1;
    yield { line, row };
  }
}

/** A broken line is named with its number, and the rest is read. */
export async function* readLog(file: string): AsyncGenerator<ReadLine> {
  for await (const { line, row } of /\.csv$/i.test(file) ? csvRows(file) : jsonRows(file)) {
    const read = typeof row === "object" && row !== null ? lineOf(row as Record<string, unknown>) : null;
    yield read ? { line, read } : { line, why: "no text in it" };
  }
}
