/** Order files: CSV with a header, or JSON lines. What is wrong is reported by line and left out; the rest is imported. */
import { csvRows, type FileRow, jsonLineRows } from "../text/rows.ts";
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

function readRows<T>(rows: readonly FileRow<T>[], toRow: (given: T) => unknown): ReadOrders {
  const read: ReadOrders = { rows: [], skipped: [] };
  for (const row of rows) {
    if ("why" in row) read.skipped.push({ line: row.line, field: "", why: row.why });
    else checked(toRow(row.value), row.line, read);
  }
  return read;
}

export const readCsv = (text: string): ReadOrders => readRows(csvRows(text), named);
export const readJsonLines = (text: string): ReadOrders => readRows(jsonLineRows(text), (value) => value);
