/** The engine under test as a process group that can be killed at any moment and started again on the same data and port. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type Demo, readDemo } from "../engine/demo.ts";
import { endsWithUs, exitsOnSignals } from "./end-with-us.ts";
import type { Faults } from "./faults.ts";

const CHILD = join(import.meta.dirname, "engine-child.ts");

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** How a process is started that prints `ready URL` when it answers. */
export type Command = readonly [file: string, ...args: string[]];
/** An engine with the given worker, by the repository's own scripts. */
export const byScript = (dataDir: string, port: number, bundle: string, child: string = CHILD, workers?: number): Command => [
  process.execPath,
  child,
  dataDir,
  String(port),
  bundle,
  ...(workers === undefined ? [] : [String(workers)]),
];
/** The one file, in so many processes. */
export const byOneFile = (file: string, dataDir: string, port: number, workers: number): Command => [
  file,
  "--seed-demo",
  "--data",
  dataDir,
  "--listen",
  `127.0.0.1:${port}`,
  "--workers",
  String(workers),
];

const ANSWERS_AGAIN_MS = 60_000;
const LOOK_AGAIN_MS = 50;
const TOLD_WITHIN_MS = 10_000;

export class EngineProcess {
  readonly url: string;
  private readonly command: Command;
  private readonly dataDir: string;
  private readonly parts: number;
  private child: ChildProcess | null = null;

  constructor(dataDir: string, port: number, command: Command, parts = 1) {
    this.dataDir = dataDir;
    this.parts = parts;
    this.url = `http://127.0.0.1:${port}`;
    this.command = command;
  }

  /** The launcher's process id; null before the first start. */
  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const [file, ...args] = this.command;
    const child = spawn(file, args, { stdio: ["ignore", "pipe", "inherit"], detached: true });
    this.child = child;
    endsWithUs(child);
    exitsOnSignals();
    await new Promise<void>((resolve, reject) => {
      child.stdout?.on("data", (piece: Buffer) => {
        if (piece.toString("utf8").includes("ready ")) resolve();
      });
      child.once("exit", (code) => reject(new Error(`the engine ended with ${code}`)));
    });
  }

  /** Everything at once, as a power cut would. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    process.kill(-child.pid, "SIGKILL");
    await ended;
  }

  /** The `which`-th process of several; its launcher starts it again. Resolves when the engine answers as a whole. */
  async killPart(which: number): Promise<void> {
    const parts = (await readFile(`/proc/${this.child?.pid}/task/${this.child?.pid}/children`, "utf8")).trim().split(" ");
    const part = Number(parts[which % parts.length]);
    process.kill(part, "SIGKILL");
    const until = Date.now() + ANSWERS_AGAIN_MS;
    for (;;) {
      const answer = await fetch(`${this.url}/v1/health`).catch(() => null);
      await answer?.arrayBuffer();
      if (answer?.ok) return;
      if (Date.now() > until) throw new Error("a part did not come back");
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  async demo(): Promise<Demo> {
    return readDemo(this.dataDir);
  }

  /** False = this engine's worker is the plain one, which does as it should, or it does not answer just now. */
  async misbehave(faults: Faults): Promise<boolean> {
    const told = new Set<string>();
    const until = Date.now() + ANSWERS_AGAIN_MS;
    while (told.size < this.parts && Date.now() < until) {
      const { status, part } = await tell(`${this.url}/chaos/faults`, JSON.stringify(faults));
      if (status === 200) told.add(part);
      else if (status !== null) return false;
      else await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
    return told.size === this.parts;
  }
}

/** Which part took it; no status = nobody answered. Any of them may accept a connection, so each telling has one of its own. */
async function tell(url: string, body: string): Promise<{ status: number | null; part: string }> {
  try {
    const asked = request(url, { method: "POST", agent: false, signal: AbortSignal.timeout(TOLD_WITHIN_MS) }).end(body);
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    return { status: answer.statusCode ?? null, part: await text(answer) };
  } catch {
    return { status: null, part: "" };
  }
}
