/** Engines run in process groups of their own, which nobody ends when the run that started them is ended: so the run ends them as it goes. */
import type { ChildProcess } from "node:child_process";
import { constants } from "node:os";

const running = new Set<ChildProcess>();
let isWatching = false;
let isListening = false;

function endAll(): void {
  for (const { pid } of running) {
    if (pid === undefined) continue;
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // It is gone already.
    }
  }
}

/** The group that `child` leads is killed when this process exits. */
export function endsWithUs(child: ChildProcess): void {
  running.add(child);
  child.once("exit", () => running.delete(child));
  if (isWatching) return;
  isWatching = true;
  process.on("exit", endAll);
}

/** A signal would end this process without its `exit`: now it exits as a shell says it, with 128 + the signal's number. */
export function exitsOnSignals(): void {
  if (isListening) return;
  isListening = true;
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(128 + constants.signals[signal]));
}
