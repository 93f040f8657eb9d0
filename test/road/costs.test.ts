import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readTable } from "../../bench/costs/cost-table.ts";
import { countCosts, SUBJECTS } from "../../bench/costs/count-costs.ts";
import { NAMES } from "../../bench/costs/prices.ts";

/** How many messages share a telling of the lists is up to their time. */
const MORE = 1.3;
/** A page that says so much more than is used was forgotten. */
const STALE = 2;
const ROWS_APART = 2;

it("a message uses no more of what is billed than the cost page says, and not much less", async () => {
  const said = readTable(readFileSync("docs/cost.md", "utf8"));
  const used = await countCosts(8);
  const wrong = SUBJECTS.flatMap((subject) =>
    NAMES.map((name) => ({ subject, name, said: said[subject][name], used: used[subject][name] })).filter(
      (one) => !(one.used <= one.said * MORE + ROWS_APART && one.said <= one.used * STALE + ROWS_APART),
    ),
  );
  expect(wrong).toEqual([]);
});
