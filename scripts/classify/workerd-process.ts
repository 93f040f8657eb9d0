/** What Linux says of the workerd that this process started; null where there is no /proc. */
import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks of Linux, ms. */
const TICK_MS = 10;
const KB_PER_MB = 1_024;

export interface WorkerdProcess {
  /** processor time so far */
  processorMs: number;
  /** memory that is really held, shared libraries counted */
  residentMb: number;
}

export function ownWorkerd(): WorkerdProcess | null {
  try {
    for (const entry of readdirSync("/proc")) {
      if (!/^\d+$/.test(entry)) continue;
      const fields = readFileSync(`/proc/${entry}/stat`, "utf8").split(") ");
      const numbers = fields.at(-1)?.split(" ") ?? [];
      if (Number(numbers[1]) !== process.pid || !fields[0]?.includes("(workerd")) continue;
      const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${entry}/status`, "utf8"));
      return { processorMs: (Number(numbers[11]) + Number(numbers[12])) * TICK_MS, residentMb: Number(resident?.[1] ?? 0) / KB_PER_MB };
    }
  } catch {
    // A process that ended while we looked, or no Linux.
  }
  return null;
}
