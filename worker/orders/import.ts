/** Order files: CSV with a header, or JSON lines. What is wrong is reported by line and left out; the rest is imported. */
import Papa from "papaparse";
import { named, type OrderRow, orderRowSchema } from "./order-record.ts";

export interface Skipped {
  /** 1 = the file's first line */
  line: number;
  field: string;
  why: string;
}

export interface ReadOrders {
  rows: OrderRow[];
  skipped: Skipped[];
}

/** Complaints that are told one by one; more are counted only. */
export const MOST_COMPLAINTS = 100;

function checked(value: unknown, line: number, into: ReadOrders): void {
  const parsed = orderRowSchema.safeParse(value);
  if (parsed.success) into.rows.push(parsed.data);
  else into.skipped.push({ line, field: parsed.error.issues[0]?.path.join(".") ?? "", why: parsed.error.issues[0]?.message ?? "wrong" });
}

export function readCsv(text: string): ReadOrders {
  const read: ReadOrders = { rows: [], skipped: [] };
  const parsed = Papa.parse<Record<string, string>>(text.replace(/^\ufeff/, ""), { header: true, skipEmptyLines: "greedy" });
  const broken = new Map(parsed.errors.flatMap((error) => (error.row === undefined ? [] : [[error.row, error.message] as const])));
  parsed.data.forEach((row, index) => {
    const line = index + 2;
    const why = broken.get(index);
    if (why === undefined) checked(named(row), line, read);
    else read.skipped.push({ line, field: "", why });
  });
  return read;
}

export function readJsonLines(text: string): ReadOrders {
  const read: ReadOrders = { rows: [], skipped: [] };
  text.split("\n").forEach((line, index) => {
    if (line.trim() === "") return;
    try {
      checked(JSON.parse(line), index + 1, read);
    } catch {
      read.skipped.push({ line: index + 1, field: "", why: "not JSON" });
    }
  });
  return read;
}
