/** The real engine for black-box tests: own folder, own port, seeded; can be killed and started again on the same data. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { endsWithUs } from "../../scripts/chaos/end-with-us.ts";
import { type Demo, readDemo } from "../../scripts/engine/demo.ts";

const START = join(import.meta.dirname, "../../scripts/start.ts");
const START_PATIENCE_MS = 180_000;

export interface RunningEngine {
  url: string;
  demo: Demo;
  dataDir: string;
  /** With the demo's key, or another token. */
  call(
    method: string,
    path: string,
    body?: unknown,
    options?: { token?: string | null; headers?: Record<string, string> },
  ): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }>;
  /** Everything it has written to its outputs so far: its log. */
  log(): string;
  kill(): Promise<void>;
  stop(): Promise<number | null>;
  remove(): Promise<void>;
}

/** `port` 0 = any: only who comes back to a page that is open needs a certain one. */
export async function runEngine(given?: string, port = 0): Promise<RunningEngine> {
  const dataDir = given ?? (await mkdtemp(join(tmpdir(), "kefu-test-")));
  const [command, ...args] = commandOf(dataDir);
  const child = spawn(command, args, {
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDir },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  endsWithUs(child);
  let log = "";
  child.stdout.on("data", (piece: Buffer) => {
    log += piece.toString("utf8");
  });
  child.stderr.on("data", (piece: Buffer) => {
    log += piece.toString("utf8");
    process.stderr.write(piece);
  });
  const url = await readyUrl(child);
  const demo = await readDemo(dataDir);
  const ended = once(child, "exit");
  return {
    url,
    demo,
    dataDir,
    log: () => log,
    async call(method, path, body, options = {}) {
      const token = options.token === undefined ? demo.apiKey : options.token;
      const headers: Record<string, string> = {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...options.headers,
      };
      const response = await fetch(url + path, {
        method,
        headers,
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      // Streams of lines and plain texts are given as they are.
      const isPlain = /ndjson|^text\//.test(response.headers.get("content-type") ?? "");
      const answer = isPlain ? { text } : text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
      return { status: response.status, headers: response.headers, body: answer };
    },
    /** The whole process group at once, as a power cut would. */
    async kill() {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      await ended;
    },
    async stop() {
      child.kill("SIGTERM");
      const [code] = (await ended) as [number | null];
      return code;
    },
    remove: () => rm(dataDir, { recursive: true, force: true }),
  };
}

/** `KEFU_BINARY=dist/kefu` tests the one file, with `KEFU_WORKERS` processes; else what `npm start` runs. */
function commandOf(dataDir: string): [string, ...string[]] {
  const { KEFU_BINARY: binary, KEFU_WORKERS: workers = "1" } = process.env;
  return binary ? [resolve(binary), "--seed-demo", "--data", dataDir, "--workers", workers] : [process.execPath, START];
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("the engine did not start")), START_PATIENCE_MS);
    let text = "";
    child.stdout?.on("data", (piece: Buffer) => {
      text += piece.toString("utf8");
      const url = /^ready (\S+)$/m.exec(text)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
    child.once("exit", (code) => {
      clearTimeout(timer);
      reject(new Error(`the engine ended with ${code}:\n${text}`));
    });
  });
}

/** Asks again until `look` finds something; a condition, not a sleep. */
export async function eventually<T>(look: () => Promise<T | null | undefined | false>, what: string, patienceMs = 15_000): Promise<T> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > until) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
