import { describe, expect, it } from "vitest";
import { readArticles } from "../../../console/src/knowledge/read-files.ts";

describe("files of articles", () => {
  it("makes one article of a Markdown file, named by its first heading", () => {
    const read = readArticles("refund.md", "# 退款多久到账\n\n一般 1–3 个工作日。");
    expect(read).toEqual({
      ok: true,
      articles: [{ title: "退款多久到账", body: "# 退款多久到账\n\n一般 1–3 个工作日。", language: "zh", format: "markdown" }],
    });
  });

  it("makes one article a line of JSON lines, and says which line is none", () => {
    const good = JSON.stringify({ id: "a", title: "Returns", body: "Within seven days." });
    expect(readArticles("x.jsonl", `${good}\n\n${good}\n`)).toMatchObject({ ok: true, articles: [{ id: "a", language: "en" }, { title: "Returns" }] });
    expect(readArticles("x.jsonl", `${good}\n{"title":1}\n`)).toEqual({ ok: false, line: 2 });
  });
});
