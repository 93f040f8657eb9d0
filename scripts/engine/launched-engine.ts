/** The engine in several processes (`npm start -- --workers N`): the launcher of the one file, with the workerd of node_modules. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { compileLauncher } from "../binary/compile.ts";
import { CannotStart } from "./cannot-start.ts";
import { releaseOrphans } from "./claim.ts";
import { writeConfig } from "./config.ts";
import type { Engine, EngineOptions } from "./engine.ts";
import { WORKERD } from "./workerd.ts";
import { HOST, stop } from "./workerd-engine.ts";

const READY = /^ready (\S+)$/;

/** Moves the customers' files first when they were shared out among another number of processes. Needs a C compiler (`CannotStart`). */
export async function startLaunched({ dataDir, port, secrets, vars = {}, bundle }: EngineOptions, workers: number): Promise<Engine> {
  await releaseOrphans(dataDir);
  const folder = join(dataDir, "engine");
  const config = await writeConfig({ folder, launched: true, ...(bundle === undefined ? {} : { bundle }) });
  const launcher = await compileLauncher(folder, "kefu of npm start");
  const options = ["--local", "--data", dataDir, "--listen", `${HOST}:${port}`, "--workers", String(workers)];
  const child = spawn(launcher, [...options, "--", WORKERD, "serve", config, "config"], {
    env: { ...process.env, ...secrets, ...vars },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit").then(([code]): never => {
    throw new CannotStart(`the launcher ended with ${String(code)}`);
  });
  const ready = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      const url = READY.exec(line)?.[1];
      if (url !== undefined) return url;
    }
    return ended;
  })();
  return { url: await Promise.race([ready, ended]), stop: () => stop(child) };
}
