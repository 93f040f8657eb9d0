/**
 * Ten thousand replies over windows, quotas and lengths against the fake platforms of all kinds:
 * `npm run random-run -- [--messages 10000] [--kind qq] [--seed 1]`. Last line JSON; exits 1 unless refused, lost and doubled are 0.
 */
import { parseArgs } from "node:util";
import { FAKE_PLATFORMS } from "../test/support/fake-platforms/all.ts";
import { randomRun } from "../test/support/random-run.ts";

const { values } = parseArgs({ options: { messages: { type: "string", default: "10000" }, kind: { type: "string" }, seed: { type: "string", default: "1" } } });
const chosen = Object.entries(FAKE_PLATFORMS).filter(([kind]) => values.kind === undefined || kind === values.kind);
const each = Math.ceil(Number(values.messages) / chosen.length);
const total = { messages: 0, arrived: 0, heldBack: 0, probes: 0, refused: 0, lost: 0, doubled: 0 };

for (const [index, [, start]] of chosen.entries()) {
  const platform = await start();
  const report = await randomRun(platform, each, Number(values.seed) * 1000 + index);
  await platform.close();
  console.log(
    `${report.kind.padEnd(12)} ${report.replies} replies: ${report.arrived} messages arrived, ${report.heldBack} held back (${report.probes} probed), refused ${report.refused}, lost ${report.lost}, doubled ${report.doubled}`,
  );
  total.messages += report.replies;
  for (const name of ["arrived", "heldBack", "probes", "refused", "lost", "doubled"] as const) total[name] += report[name];
}
console.log(JSON.stringify(total));
process.exitCode = total.refused + total.lost + total.doubled === 0 ? 0 : 1;
