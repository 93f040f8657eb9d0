/** `npm run bench [-- receive road think anticipate search sockets screens assignment reports] [--json FILE]`: each figure beside its floor in the same run, as a table. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { anticipate } from "./anticipate.ts";
import { assignment } from "./assignment.ts";
import { type Figure, tableOf } from "./figures.ts";
import { receive } from "./receive.ts";
import { reports } from "./reports.ts";
import { road } from "./road.ts";
import { screens } from "./screens.ts";
import { search } from "./search.ts";
import { sockets } from "./sockets.ts";
import { think } from "./think.ts";

const BENCHES: Readonly<Record<string, () => Promise<Figure[]>>> = { receive, road, think, anticipate, search, sockets, screens, assignment, reports };

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: "string" } } });
const wanted = positionals.length > 0 ? positionals : Object.keys(BENCHES);
const unknown = wanted.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(
    `no bench called ${unknown.join(", ")}; there are ${Object.keys(BENCHES).join(", ")} (and bench/tree.ts, bench/channels.ts, bench/parts.ts by themselves)`,
  );
  process.exit(2);
}
const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
console.log(
  `${new Date().toISOString()}  commit ${commit}  ${cpus().length} × ${cpus()[0]?.model ?? "?"}  ${Math.round(totalmem() / 2 ** 30)} GiB  node ${process.version}\n`,
);
const figures: Figure[] = [];
for (const name of wanted) {
  const bench = BENCHES[name];
  if (bench) figures.push(...(await bench()));
}
console.log(tableOf(figures));
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ commit, at: Date.now(), figures }, null, 2));
process.exit(0);
