import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { linesOf, lineText, readLine } from "../../../../worker/privacy/archive-lines.ts";

function bodyOf(text: string, sizes: readonly number[]): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  let n = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      const size = sizes[n++ % sizes.length] ?? 1;
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  });
}

async function read(text: string, sizes: readonly number[], most = 1_000): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const line of linesOf(bodyOf(text, sizes), most)) seen.push("text" in line ? line.text : "too long");
  return seen;
}

describe("the lines of an export", () => {
  it("come out as they went in, however the body is cut", async () => {
    const line = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }).map((text) => JSON.stringify({ line: "next", cursor: text }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        fc.boolean(),
        async (lines, sizes, ends) => {
          expect(await read(lines.join("\n") + (ends ? "\n" : ""), sizes)).toEqual(lines);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("are read as what was written, and a wrong one is named", () => {
    const written = lineText({ line: "kefu", format: 1, tenant: "t", customer: null, at: 1, cursor: null });
    expect(readLine(written)).toMatchObject({ ok: true, line: { line: "kefu" } });
    expect(readLine("{")).toEqual({ ok: false, why: "not JSON" });
    expect(readLine('{"line":"turn","source":"s","unthought":false,"turn":{"id":"x"}}')).toMatchObject({ ok: false, why: expect.stringContaining("turn") });
    expect(readLine('{"line":"kefu","format":2,"tenant":"t","customer":null,"at":1,"cursor":null}')).toMatchObject({ ok: false });
  });

  it("end where one is longer than can be held", async () => {
    expect(await read(`short\n${"x".repeat(50)}\nshort`, [7], 20)).toEqual(["short", "too long"]);
  });
});
