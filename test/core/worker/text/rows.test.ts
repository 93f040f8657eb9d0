import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { csvRows } from "../../../../worker/text/rows.ts";

describe("rows of a CSV file", () => {
  it("are told by the line they begin on, whatever stands in the cells before", () => {
    const text = '\ufeffid,title,body\r\na,"two\nlines",x\r\n\r\n,,\r\nb,short\r\nc,"quoted, comma",y\r\nd,one,two,three\r\n';
    expect(csvRows(text)).toEqual([
      { line: 2, value: { id: "a", title: "two\nlines", body: "x" } },
      { line: 6, why: expect.stringContaining("Too few") },
      { line: 7, value: { id: "c", title: "quoted, comma", body: "y" } },
      { line: 8, why: expect.stringContaining("Too many") },
    ]);
  });

  it("are read on behind a quote that never ends, which is named", () => {
    const rows = csvRows('id,title\na,fine\nb,"never ends\nc,x\n');
    expect(rows[0]).toEqual({ line: 2, value: { id: "a", title: "fine" } });
    expect(rows[1]).toMatchObject({ line: 3, why: expect.stringMatching(/quot/i) });
  });

  it("come back as they were written, each with its line", () => {
    const cell = fc.string({ unit: fc.constantFrom(...'ab,"\n 中'), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), (cells) => {
        const written = cells.map(([first, second]) => [`x${first}`, `y${second}`]);
        const text = Papa.unparse([["one", "two"], ...written], { newline: "\n" });
        const linesOf = (row: readonly string[]): number => row.join("").split("\n").length;
        const lines = written.map((_, at) => 2 + written.slice(0, at).reduce((sum, row) => sum + linesOf(row), 0));
        expect(csvRows(text)).toEqual(written.map(([one, two], at) => ({ line: lines[at], value: { one, two } })));
      }),
    );
  });
});
