/**
 * The one logger: a line of JSON for machines, with names, ids and numbers and never a customer's words. An exception is logged by its kind
 * and where it came from; its message may quote what somebody wrote, so it stays out.
 */
import { currentTrace } from "./trace.ts";

export type LogFields = Readonly<Record<string, string | number | boolean | null>>;
type Level = "info" | "warn" | "error";

/** Frames of a stack that are worth a line. */
const FRAMES = 8;

/** Where an exception came from, without its message. */
export function whereOf(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return {
    error: error.name,
    at: frames
      .slice(0, FRAMES)
      .map((line) => line.trim().slice(3))
      .join(" < "),
  };
}

/** `event` is a name from the code, never made of data. */
export function log(level: Level, event: string, fields: LogFields = {}): void {
  const request = currentTrace();
  const line = JSON.stringify({ level, event, ...(request === undefined ? {} : { request }), ...fields });
  if (level === "error") console.error(line);
  else if (level === "warn") console.warn(line);
  else console.log(line);
}
