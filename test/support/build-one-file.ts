/** The one file is made once for all tests that run against it. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";

const SCRIPT = join(import.meta.dirname, "../../scripts/binary.ts");

export function setup(): void {
  execFileSync(process.execPath, [SCRIPT], { stdio: ["ignore", "ignore", "inherit"] });
}
