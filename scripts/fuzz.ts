/**
 * The nightly fuzzer: every channel kind under broken payloads and forged requests. `npm run fuzz -- [--runs 100000] [--kind qq] [--seed 7]`.
 * Exits 1 when a property fails (its seed is printed) or a single parse or verify takes longer than 50 ms.
 */
import { parseArgs } from "node:util";
import { fuzzChannel } from "../test/contract/channel-fuzz.ts";
import { ALL_FIXTURES } from "../test/fixtures/channels/all.ts";

const HANG_MS = 50;

const { values } = parseArgs({ options: { runs: { type: "string", default: "100000" }, kind: { type: "string" }, seed: { type: "string" } } });
const runs = Number(values.runs);
const seed = values.seed === undefined ? undefined : Number(values.seed);
let isClean = true;

for (const fixture of ALL_FIXTURES) {
  if (values.kind !== undefined && values.kind !== fixture.channel.kind) continue;
  try {
    await fuzzChannel(fixture, Math.min(runs, 500), seed); // warms the compiler, so that the slowest run says something
    const report = await fuzzChannel(fixture, runs, seed);
    const isHung = report.slowestMs > HANG_MS;
    isClean &&= !isHung;
    console.log(`${report.kind.padEnd(12)} ${runs} runs of three properties, slowest ${report.slowestMs.toFixed(1)} ms${isHung ? "  HANG" : ""}`);
  } catch (error) {
    isClean = false;
    console.log(`${fixture.channel.kind.padEnd(12)} ${error instanceof Error ? error.message : String(error)}`);
  }
}
process.exitCode = isClean ? 0 : 1;
