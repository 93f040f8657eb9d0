/** `npm run costs`: counts what messages use (bench/costs/count-costs.ts) and writes the table into docs/cost.md. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../../scripts/root.ts";
import { tableOf, withTable } from "./cost-table.ts";
import { countCosts } from "./count-costs.ts";

const CUSTOMERS = 40;
const PAGE = join(ROOT, "docs/cost.md");

const costs = await countCosts(CUSTOMERS);
await writeFile(PAGE, withTable(await readFile(PAGE, "utf8"), costs));
console.log(tableOf(costs));
process.exit(0);
