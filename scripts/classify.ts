/**
 * `npm run classify`: JSON lines `{"text":"…","context":[{"from":"customer","text":"…"}]?}` on stdin → the same lines with intents, slots
 * and `degraded` on stdout, in the same order, through the shipped model and runtime in workerd. Unknown fields are passed through.
 * `--rules`: without the model. `--models DIR`: other model files. A line that is no such JSON ends the run with status 2.
 */
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { z } from "zod";
import { understandSchema } from "../protocol/api.ts";
import { startClassifier } from "./classify/classifier.ts";

const BATCH = 64;
const lineSchema = z.looseObject(understandSchema.shape);
type GivenLine = z.infer<typeof lineSchema>;

const { values } = parseArgs({ options: { rules: { type: "boolean", default: false }, models: { type: "string" } } });
const classifier = await startClassifier(values.models);

async function answer(batch: readonly GivenLine[]): Promise<void> {
  const lines = batch.map(({ text, context }) => ({ text, context }));
  const { understood } = await classifier.ask(lines, { rulesOnly: values.rules });
  const out = batch.map((line, at) => {
    const { context: _, ...given } = line;
    const { intents, slots, degraded, outOfScope, language } = understood[at] ?? { intents: [], slots: [], degraded: true };
    return JSON.stringify({ ...given, intents, slots, degraded, outOfScope, language });
  });
  process.stdout.write(`${out.join("\n")}\n`);
}

let waiting: GivenLine[] = [];
let number = 0;
try {
  for await (const line of createInterface({ input: process.stdin })) {
    number += 1;
    if (line.trim() === "") continue;
    waiting.push(lineSchema.parse(JSON.parse(line)));
    if (waiting.length < BATCH) continue;
    await answer(waiting);
    waiting = [];
  }
  if (waiting.length > 0) await answer(waiting);
} catch (error) {
  console.error(`line ${number}: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
} finally {
  await classifier.stop();
}
