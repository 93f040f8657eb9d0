/**
 * A slot becomes free → the next customer is on the agent's desk: how long that takes with the real objects (queue, session, desk in one workerd), and what they need of memory.
 * `node bench/assignment.ts [teams] [agents per team] [waiting per team] [assignments] [at once]`; default 20 teams, 50 agents and 2 500 waiting each: a thousand agents, fifty thousand customers.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { convertV4MiniflareOptions, kCurrentWorker, Log, LogLevel, Miniflare } from "miniflare";
import { COMPATIBILITY_DATE } from "../scripts/engine/bindings.ts";

/** The project's bound, ms. */
const BOUND_MS = 200;
const [teams = 20, agents = 50, waiting = 2_500, assignments = 400, atOnce = 8] = process.argv.slice(2).map(Number);
/** Customers with a session of their own in each line, so that they can be given; the others only wait. */
const real = 2 * Math.ceil(assignments / teams) + 20;

const percentile = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;

/** Resident memory of a process and its children, MiB; workerd is a child of ours. */
function workerdMiB(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim().split(" ").filter(Boolean);
  return children.reduce((sum, pid) => {
    const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return sum + Number(kib ?? 0) / 1_024;
  }, 0);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "kefu-assignment-"));
  const bundle = join(folder, "worker.js");
  await build({
    entryPoints: [join(import.meta.dirname, "assignment-worker.ts")],
    outfile: bundle,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2024",
    external: ["cloudflare:*", "node:*"],
  });
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      log: new Log(LogLevel.WARN),
      modules: [{ type: "ESModule", path: "worker.js", contents: readFileSync(bundle, "utf8") }],
      name: "bench",
      compatibilityDate: COMPATIBILITY_DATE,
      compatibilityFlags: ["nodejs_compat"],
      durableObjects: {
        QUEUE: { className: "BenchQueue", useSQLite: true },
        SESSION: { className: "CustomerSession", useSQLite: true },
        DESK: { className: "BenchDesk", useSQLite: true },
      },
      serviceBindings: { ENGINE: { name: kCurrentWorker, entrypoint: "BenchEngine" } },
      resourcePersistencePath: folder,
      cf: false,
    }),
  );
  const ask = async (path: string): Promise<unknown> => {
    const answer = await miniflare.dispatchFetch(`http://bench${path}`);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  try {
    const empty = workerdMiB();
    const from = performance.now();
    let count = 0;
    for (let team = 0; team < teams; team++) count += Number(await ask(`/fill?team=t${team}&agents=${agents}&real=${real}&waiting=${waiting}`));
    const fillS = (performance.now() - from) / 1_000;
    const took: number[] = [];
    let left = assignments;
    const worker = async (n: number): Promise<void> => {
      while (left-- > 0) {
        const ms = await ask(`/measure?team=t${(n * 7 + left) % teams}`);
        if (typeof ms === "number") took.push(ms);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, (_, n) => worker(n)));
    took.sort((a, b) => a - b);
    const figures = {
      teams,
      agents: teams * agents,
      waiting: count,
      assignments: took.length,
      atOnce,
      p50Ms: percentile(took, 0.5),
      p95Ms: percentile(took, 0.95),
      p99Ms: percentile(took, 0.99),
      boundMs: BOUND_MS,
      fillS: Math.round(fillS),
      memoryMiB: { empty: Math.round(empty), full: Math.round(workerdMiB()) },
    };
    console.log(JSON.stringify(figures));
    if (figures.p95Ms > BOUND_MS) process.exitCode = 1;
  } finally {
    await miniflare.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) await main();
