import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const FOLDERS: Readonly<Record<string, string>> = { R: "test/road", C: "test/core/worker", P: "test/core/protocol" };
/** Proven by a command instead of a test. */
const COMMANDS = new Set(["npm run licences"]);

interface Line {
  requirement: string;
  tests: string;
}

/** The lines of the ASVS tables: `| requirement | how | test |`. */
function linesOf(page: string): Line[] {
  const tables = page.slice(page.indexOf("## ASVS level 2"), page.indexOf("## Left open"));
  return tables.split("\n").flatMap((text) => {
    const cells = text.split("|").map((cell) => cell.trim());
    const [, requirement = "", how = "", tests = ""] = cells;
    return cells.length === 5 && how !== "how" && !how.startsWith("-") ? [{ requirement, tests }] : [];
  });
}

/** A letter stands for its folder until the next one; a full path stands for itself. */
function filesOf(tests: string): string[] {
  let folder = "";
  return [...tests.matchAll(/\b([RCP]) (?=`)|`([^`]+)`/g)].flatMap(([, letter, name]) => {
    if (letter !== undefined) folder = FOLDERS[letter] ?? "";
    if (name === undefined || COMMANDS.has(name)) return [];
    return [name.startsWith("test/") ? name : `${folder}/${name}`];
  });
}

const isThere = (path: string): boolean => existsSync(path) || existsSync(`${path}.test.ts`);

describe("the threat model", () => {
  const lines = linesOf(readFileSync("docs/threat-model.md", "utf8"));

  it("is read line by line", () => {
    expect(lines.length).toBeGreaterThan(30);
  });

  it.each(lines)("names a test that is there, or says that there is none: $requirement", ({ tests }) => {
    const missing = filesOf(tests).filter((path) => !isThere(path));
    expect(missing).toEqual([]);
    expect(filesOf(tests).length > 0 || /^(–|not built)$/.test(tests) || [...COMMANDS].some((command) => tests.includes(command))).toBe(true);
  });
});
