/** Processor time of an engine's processes: unlike the clock, it does not grow when the machine is busy with something else. Linux only. */
import { readdirSync, readFileSync } from "node:fs";

/** A clock tick of /proc, ms. */
const TICK_MS = 10;
/** Fields of /proc/PID/stat behind the name. */
const PARENT = 1;
const USER = 11;
const SYSTEM = 12;

interface Process {
  pid: number;
  parent: number;
  ms: number;
}

function processOf(pid: number): Process[] {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return [{ pid, parent: Number(fields[PARENT]), ms: (Number(fields[USER]) + Number(fields[SYSTEM])) * TICK_MS }];
  } catch {
    // It ended while we looked.
    return [];
  }
}

/** Of a process and all that it started, ms so far; NaN where there is no /proc. */
export function processorMs(root: number): number {
  let all: Process[];
  try {
    all = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => processOf(Number(name)));
  } catch {
    return Number.NaN;
  }
  const family = new Set([root]);
  for (let grown = true; grown; ) {
    const before = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
    grown = family.size > before;
  }
  return all.filter(({ pid }) => family.has(pid)).reduce((sum, { ms }) => sum + ms, 0);
}
