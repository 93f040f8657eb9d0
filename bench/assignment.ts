/**
 * A slot becomes free → the next customer is on the agent's desk: how long that takes with the real objects (queue, session, desk in one workerd), and what they need of memory.
 * `node bench/assignment.ts [teams] [agents per team] [waiting per team] [assignments] [at once]`; default 20 teams, 50 agents and 2 500 waiting each: a thousand agents, fifty thousand customers.
 */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { convertV4MiniflareOptions, kCurrentWorker, Log, LogLevel, Miniflare } from "miniflare";
import { ownWorkerd } from "../scripts/classify/workerd-process.ts";
import { COMPATIBILITY_DATE } from "../scripts/engine/bindings.ts";
import { type Figure, percentile, tableOf } from "./figures.ts";

/** The project's bound, ms. */
const BOUND_MS = 200;

interface Plan {
  teams: number;
  /** in each team */
  agents: number;
  waiting: number;
  /** measured, over all teams */
  assignments: number;
  atOnce: number;
}
/** A thousand agents, fifty thousand customers. */
const WHOLE: Plan = { teams: 20, agents: 50, waiting: 2_500, assignments: 400, atOnce: 8 };
/** The same rush on a fifth of the teams. */
const FOUR_BUSY: Plan = { ...WHOLE, teams: 4, assignments: 200 };

/** What filling left to do (thoughts, projections) is over when workerd takes less than this of a processor over a look. */
const QUIET_SHARE = 0.05;
const LOOK_MS = 1_000;
const MOST_LOOKS = 60;

/** What workerd, a child of ours, holds and has used so far; nothing before it runs. */
const workerdMiB = (): number => ownWorkerd()?.residentMb ?? 0;
/** Processor time is what an assignment costs on whatever machine, however busy it is. */
const workerdCpuMs = (): number => ownWorkerd()?.processorMs ?? Number.NaN;

interface Measured {
  /** ms, one for each assignment */
  took: number[];
  waiting: number;
  cpuMsEach: number;
  fillS: number;
  emptyMiB: number;
  fullMiB: number;
}

export async function measureAssignments({ teams, agents, waiting, assignments, atOnce }: Plan): Promise<Measured> {
  // Customers with a session of their own in each line, so that they can be given; the others only wait.
  const real = Math.ceil((1.25 * assignments) / teams) + 8;
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
    await untilQuiet();
    const fillS = (performance.now() - from) / 1_000;
    const took: number[] = [];
    const cpuBefore = workerdCpuMs();
    let left = assignments;
    const worker = async (): Promise<void> => {
      while (left-- > 0) {
        // Evenly over the teams: one that is asked more often runs out of customers who can be given.
        const ms = await ask(`/measure?team=t${left % teams}`);
        if (typeof ms === "number") took.push(ms);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    const cpuMs = workerdCpuMs() - cpuBefore;
    return { took, waiting: count, cpuMsEach: cpuMs / Math.max(1, took.length), fillS, emptyMiB: empty, fullMiB: workerdMiB() };
  } finally {
    await miniflare.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function untilQuiet(): Promise<void> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    const before = workerdCpuMs();
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    if (workerdCpuMs() - before < QUIET_SHARE * LOOK_MS) return;
  }
}

const figuresOf = ({ teams, agents }: Plan, { took, waiting, cpuMsEach, fillS, emptyMiB, fullMiB }: Measured): Figure[] => {
  const about = `${teams} teams, ${teams * agents} agents, ${waiting} waiting`;
  const figure = (subject: string, unit: string, value: number, note = ""): Figure => ({
    bench: "assignment",
    subject: `${about}: ${subject}`,
    unit,
    values: [value],
    note,
  });
  return [
    figure("slot free → next customer on the desk, p50", "ms", percentile(took, 0.5), `${took.length} assignments`),
    figure("p95", "ms", percentile(took, 0.95), `wanted: below ${BOUND_MS}`),
    figure("p99", "ms", percentile(took, 0.99)),
    figure("processor time of one assignment, all objects", "ms", cpuMsEach),
    figure("memory", "MiB", fullMiB, `${Math.round(emptyMiB)} before; filled in ${Math.round(fillS)} s`),
  ];
};

export async function assignment(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const plan of [WHOLE, FOUR_BUSY]) figures.push(...figuresOf(plan, await measureAssignments(plan)));
  return figures;
}

if (import.meta.main) {
  const given = process.argv.slice(2).map(Number);
  const [teams = WHOLE.teams, agents = WHOLE.agents, waiting = WHOLE.waiting, assignments = WHOLE.assignments, atOnce = WHOLE.atOnce] = given;
  const plan = { teams, agents, waiting, assignments, atOnce };
  const measured = await measureAssignments(plan);
  console.log(tableOf(figuresOf(plan, measured)));
  if (percentile(measured.took, 0.95) > BOUND_MS) process.exitCode = 1;
}
