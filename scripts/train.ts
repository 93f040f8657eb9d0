/**
 * `npm run train [-- smoke | benchmark …]`: the training pipeline in its Python environment, which is made at the first run (below
 * .data/training, or KEFU_PYTHON names one). Without a word: the run that ships, measured on authors it never saw.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./root.ts";

const TRAINING = join(ROOT, "wasm-models/training");
const ENVIRONMENT = join(ROOT, ".data/training/venv");

function run(command: string, words: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { cwd: process.cwd(), stdio: "inherit" });
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

async function python(): Promise<string> {
  const named = process.env.KEFU_PYTHON;
  if (named) return named;
  const own = join(ENVIRONMENT, "bin/python");
  if (existsSync(own)) return own;
  console.error(`making the Python environment in ${ENVIRONMENT}`);
  await mkdir(ENVIRONMENT, { recursive: true });
  const made =
    (await run("python3", ["-m", "venv", ENVIRONMENT])) || (await run(own, ["-m", "pip", "install", "--quiet", "-r", join(TRAINING, "requirements.txt")]));
  if (made !== 0) throw new Error("the Python environment could not be made; python3 with venv and a package index are needed, or KEFU_PYTHON");
  return own;
}

const [what, ...rest] = process.argv.slice(2);
const interpreter = await python();
const pipeline = (config: string, more: readonly string[] = []): Promise<number> =>
  run(interpreter, [join(TRAINING, "pipeline.py"), "--config", config, ...more]);

switch (what) {
  case "benchmark":
    process.exitCode = await run(interpreter, [join(TRAINING, "benchmark.py"), ...rest]);
    break;
  case "smoke":
    process.exitCode = await pipeline("smoke", rest);
    break;
  default:
    process.exitCode = await pipeline("full", process.argv.slice(2));
}
