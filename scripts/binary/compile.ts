/** What of the one file is C: the launcher and the stub before it. Needs `cc` (gcc or clang) and binutils where it is built, nothing where it runs. */
import { execFile } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../build.ts";
import { CannotStart } from "../engine/cannot-start.ts";

const run = promisify(execFile);
const HERE = join(ROOT, "scripts/binary");
const SOURCES = ["launcher", "data", "parts", "house"].map((name) => join(HERE, `${name}.c`));
const FREESTANDING = ["-Os", "-ffreestanding", "-fno-builtin", "-fno-stack-protector", "-fno-asynchronous-unwind-tables", "-fPIE", "-nostdlib", "-static"];

async function tool(name: string, args: readonly string[]): Promise<void> {
  try {
    await run(name, args);
  } catch (error) {
    if ((error as { code?: unknown }).code === "ENOENT")
      throw new CannotStart(`${name} is missing: install a C compiler and binutils (Debian: gcc libc6-dev binutils)`);
    throw error;
  }
}

/** Returns the launcher's path. */
export async function compileLauncher(folder: string, version: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, "launcher");
  await tool("cc", ["-O2", "-Wall", "-Wextra", "-Werror", "-Wno-format-truncation", `-DKEFU_VERSION=${JSON.stringify(version)}`, "-o", path, ...SOURCES]);
  return path;
}

export async function compileStub(folder: string): Promise<Buffer> {
  await mkdir(folder, { recursive: true });
  const [linked, flat] = [join(folder, "stub.elf"), join(folder, "stub.bin")];
  await tool("cc", [...FREESTANDING, `-Wl,-T,${join(HERE, "stub.ld")}`, "-Wl,--build-id=none", "-o", linked, join(HERE, "stub.c")]);
  await tool("objcopy", ["-O", "binary", linked, flat]);
  return readFile(flat);
}

/** A copy without symbols: 40 MB less. */
export async function stripped(executable: string, to: string): Promise<Buffer> {
  await tool("strip", ["-o", to, executable]);
  return readFile(to);
}
