/** A worker of a bench's own, in a plain workerd with the engine's D1 on a fresh folder: one part of the engine without the rest. */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { buildWorker, ROOT } from "../scripts/build.ts";
import { WASM } from "../scripts/build-model.ts";
import { heapFlags } from "../scripts/engine/heap.ts";
import { databaseOnly } from "../scripts/engine/services.ts";
import { WORKERD } from "../scripts/engine/workerd.ts";
import { CONTROL_FD, HOST, listening, stop } from "../scripts/engine/workerd-engine.ts";

export interface BenchWorker {
  url: string;
  /** Of workerd. */
  pid: number;
  /** What it answers to a body; throws what it says when it refuses. */
  post<T>(body: unknown): Promise<T>;
  end(): Promise<void>;
}

/** `entry` = its file in bench. */
export async function startBenchWorker(name: string, entry: string): Promise<BenchWorker> {
  const folder = await mkdtemp(join(tmpdir(), `kefu-bench-${name}-`));
  await mkdir(join(folder, "d1"));
  await buildWorker(join(ROOT, "bench", entry), join(folder, "app.js"));
  await buildWorker(join(ROOT, "scripts/engine/inside/sql-database.ts"), join(folder, "sql-database.js"));
  const wasm = WASM.map((module) => ({ name: module.name, file: relative(folder, module.file) }));
  const config = join(folder, "config.capnp");
  await writeFile(config, databaseOnly({ wasm, v8Flags: heapFlags(process.env.KEFU_HEAP) }));
  const flags = ["--control-fd", String(CONTROL_FD), "-s", `http=${HOST}:0`, "-d", `d1-disk=${join(folder, "d1")}`];
  const child = spawn(WORKERD, ["serve", config, "config", ...flags], { stdio: ["ignore", "inherit", "inherit", "pipe"] });
  const url = `http://${HOST}:${await listening(child, "http")}`;
  return {
    url,
    pid: child.pid ?? 0,
    post: async <T>(body: unknown): Promise<T> => {
      const answer = await fetch(url, { method: "POST", body: JSON.stringify(body) });
      if (!answer.ok) throw new Error(`the ${name} worker answered ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    end: async () => {
      await stop(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
