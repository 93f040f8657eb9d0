/** The engine under test as a process group that can be killed at any moment and started again on the same data and port. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import type { Demo } from "../engine/demo.ts";
import type { Faults } from "./faults.ts";

const CHILD = join(import.meta.dirname, "engine-child.ts");

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class EngineProcess {
  readonly url: string;
  private readonly args: readonly string[];
  private readonly dataDir: string;
  private child: ChildProcess | null = null;

  constructor(dataDir: string, port: number, bundle: string, child: string = CHILD) {
    this.dataDir = dataDir;
    this.url = `http://127.0.0.1:${port}`;
    this.args = [child, dataDir, String(port), bundle];
  }

  /** Resolves when it answers. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, this.args, { stdio: ["ignore", "pipe", "inherit"], detached: true });
    this.child = child;
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
    if (!child?.pid || child.exitCode !== null) return;
    const ended = once(child, "exit");
    process.kill(-child.pid, "SIGKILL");
    await ended;
  }

  async demo(): Promise<Demo> {
    return JSON.parse(await readFile(join(this.dataDir, "demo.json"), "utf8")) as Demo;
  }

  async misbehave(faults: Faults): Promise<void> {
    const answer = await fetch(`${this.url}/chaos/faults`, { method: "POST", body: JSON.stringify(faults) });
    if (!answer.ok) throw new Error(`faults: ${answer.status}`);
  }
}
