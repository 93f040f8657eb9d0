/** The engine as a plain workerd: no other server in front of it, the same configuration that the one file holds. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CannotStart } from "./cannot-start.ts";
import { claim, refuseSharedOut, releaseOrphans } from "./claim.ts";
import { writeConfig } from "./config.ts";
import type { Engine, EngineOptions } from "./engine.ts";
import { FOLDERS } from "./services.ts";
import { WORKERD } from "./workerd.ts";

export const HOST = "127.0.0.1";
/** Where workerd says on which ports it listens. */
export const CONTROL_FD = 3;
/** A process that does not end by itself is ended. */
const STOP_PATIENCE_MS = 10_000;

export async function startWorkerd({ dataDir, port, secrets, vars = {}, bundle }: EngineOptions): Promise<Engine> {
  await releaseOrphans(dataDir);
  await refuseSharedOut(dataDir);
  const config = await writeConfig({ folder: join(dataDir, "engine"), ...(bundle === undefined ? {} : { bundle }) });
  await Promise.all(FOLDERS.map((name) => mkdir(join(dataDir, name), { recursive: true })));
  const folders = FOLDERS.flatMap((name) => ["-d", `${name}-disk=${join(dataDir, name)}`]);
  const child = spawn(WORKERD, ["serve", config, "config", "--control-fd", String(CONTROL_FD), "-s", `http=${HOST}:${port}`, ...folders], {
    env: { ...process.env, LOCAL_MODE: "1", ...secrets, ...vars },
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  if (child.pid !== undefined) await claim(dataDir, [child.pid]);
  const url = `http://${HOST}:${await listening(child, "http")}`;
  // The first answer comes when the database is ready.
  await (await fetch(`${url}/v1/health`)).arrayBuffer();
  return { url, stop: () => stop(child) };
}

/** The port on which a socket of the configuration listens, as workerd itself says. */
export async function listening(child: ChildProcess, socket: string): Promise<number> {
  const control = child.stdio[CONTROL_FD];
  if (!control || !("readable" in control)) throw new Error("no control pipe");
  const ended = once(child, "exit").then(([code]): never => {
    throw new CannotStart(`workerd ended with ${String(code)} before it listened`);
  });
  const found = (async () => {
    for await (const line of createInterface({ input: control })) {
      const event = JSON.parse(line) as { event: string; socket?: string; port?: number };
      if (event.event === "listen" && event.socket === socket && event.port !== undefined) return event.port;
    }
    // It has closed its mouth, so it is ending; what was wrong it has written itself.
    return ended;
  })();
  return Promise.race([found, ended]);
}

/** Resolves when it has ended. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_PATIENCE_MS);
  await ended;
  clearTimeout(timer);
}
