/** Accessibility rules of WCAG 2.2 A and AA as axe checks them; only serious and critical findings count. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Frame } from "playwright-core";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = {
  resultTypes: ["violations"],
  iframes: false,
  runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
};

interface Finding {
  id: string;
  impact: string;
  nodes: { target: unknown; failureSummary: string }[];
}

/** What is wrong on one document, a line each; empty = nothing serious. */
export async function seriousFindings(frame: Frame): Promise<string[]> {
  await frame.evaluate(SOURCE);
  const { violations } = (await frame.evaluate(`axe.run(document, ${JSON.stringify(RULES)})`)) as { violations: Finding[] };
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${JSON.stringify(target)}: ${failureSummary}`));
}
