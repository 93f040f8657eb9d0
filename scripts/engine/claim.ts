/** One engine per data directory: two would write the same SQLite files. A workerd whose starter was killed is ended, one that is looked after (by `npm start` or by the one file) is left alone. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CannotStart } from "./cannot-start.ts";

const PATIENCE_MS = 5_000;
const LOOK_AGAIN_MS = 20;

interface Claim {
  starter: number;
  engines: readonly number[];
}

const fileOf = (dataDir: string): string => join(dataDir, "engine.pid");

export async function claim(dataDir: string, engines: readonly number[]): Promise<void> {
  await writeFile(fileOf(dataDir), JSON.stringify({ starter: process.pid, engines } satisfies Claim));
}

/** Throws when several processes share this folder's customers: one process would see only its own. */
export async function refuseSharedOut(dataDir: string): Promise<void> {
  const workers = (await readFile(join(dataDir, "workers"), "utf8").catch(() => "")).trim();
  if (workers === "" || workers === "1") return;
  throw new CannotStart(
    `The customers in ${dataDir} are shared out among several processes: start it with --workers, as before or with 1 to bring them together`,
  );
}

/** Throws when an engine runs here and somebody looks after it. */
export async function releaseOrphans(dataDir: string): Promise<void> {
  const text = await readFile(fileOf(dataDir), "utf8").catch(() => null);
  const { starter, engines } = text === null ? { starter: 0, engines: [] } : (JSON.parse(text) as Claim);
  // The one file claims nothing: what runs on this folder and is not ours is its part, and it would start an ended one again.
  const unclaimed = (await processes()).filter((pid) => !engines.includes(pid));
  for (const pid of unclaimed) if (await isOurs(pid, dataDir)) throw new CannotStart(`Kefu already runs on ${dataDir} (process ${pid})`);
  for (const pid of engines) {
    if (!(await isOurs(pid, dataDir))) continue;
    if ((await parentOf(pid)) === starter) throw new CannotStart(`Kefu already runs on ${dataDir} (process ${starter})`);
    process.kill(pid, "SIGKILL");
    const until = Date.now() + PATIENCE_MS;
    while ((await isOurs(pid, dataDir)) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}

const processes = async (): Promise<number[]> => (await readdir("/proc").catch(() => [])).map(Number).filter(Number.isInteger);

/** Process numbers are used again: it is ours only if it was started on this folder. A dead one has no command line. */
const isOurs = async (pid: number, dataDir: string): Promise<boolean> =>
  (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0").includes(`do-disk=${join(dataDir, "do")}`);

const parentOf = async (pid: number): Promise<number> => Number((await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")).split(") ")[1]?.split(" ")[1]);
