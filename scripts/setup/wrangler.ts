/** wrangler as a process: ours from node_modules, or the program that WRANGLER names (tests put a recorder there). */
import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { ROOT } from "../root.ts";

const BIN = join(ROOT, "node_modules/.bin");

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

export type Wrangler = (args: readonly string[], input?: string) => Promise<Ran>;

/** `input` goes to its standard input: a secret never stands in a command line. */
export const wrangler: Wrangler = (args, input = "") =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, PATH: `${BIN}${delimiter}${process.env.PATH ?? ""}`, WRANGLER_SEND_METRICS: "false", WRANGLER_HIDE_BANNER: "true" };
    const child = spawn(process.env.WRANGLER ?? join(BIN, "wrangler"), args, { cwd: ROOT, env, stdio: ["pipe", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (piece: Buffer) => {
      stdout += piece.toString("utf8");
    });
    child.stderr.on("data", (piece: Buffer) => {
      stderr += piece.toString("utf8");
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
    // A program that ends without reading is no failure of ours.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });

/** The JSON in an answer that may have words before it; null = there is none. */
export function jsonIn(text: string): unknown {
  const at = text.search(/[[{]/);
  if (at === -1) return null;
  try {
    return JSON.parse(text.slice(at)) as unknown;
  } catch {
    return null;
  }
}
