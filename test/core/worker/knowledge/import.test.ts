import { beforeEach, describe, expect, it } from "vitest";
import { beginImport, type ImportJob, importJob, runImport } from "../../../../worker/knowledge/import.ts";
import { Knowledge } from "../../../../worker/knowledge/knowledge.ts";
import { type ReadArticles, readFile } from "../../../../worker/knowledge/read-files.ts";
import { sqliteD1 } from "../../../support/sqlite-d1.ts";

const TENANT = "t";
const lines = (rows: readonly unknown[]): Uint8Array => new TextEncoder().encode(rows.map((row) => JSON.stringify(row)).join("\n"));

describe("an import of articles", () => {
  let db: D1Database;
  const seen: (ImportJob | null)[] = [];
  beforeEach(() => {
    db = sqliteD1(["0010", "0080"]);
    seen.length = 0;
  });

  async function imported(rows: readonly unknown[], through: D1Database = db): Promise<ImportJob | null> {
    const files: ReadArticles = { articles: [], complaints: [] };
    readFile(files, "a.jsonl", lines(rows), "");
    await beginImport(db, TENANT, "job", files, 0);
    const look = async (): Promise<void> => void seen.push(await importJob(db, TENANT, "job"));
    await runImport(through, files, { tenant: TENANT, id: "job", by: "me", now: () => 1, pause: look });
    return importJob(db, TENANT, "job");
  }
  const found = async (text: string): Promise<string[]> => {
    const asked = { text, intentNames: [], encoded: null, audience: "public" as const, limit: 5 };
    return (await new Knowledge(db).search(TENANT, asked, 0)).hits.map(({ articleId }) => articleId);
  };
  const article = (n: number, body = `第${n}条的正文。`) => ({ id: `a${n}`, title: `标题${n}号`, body });

  it("says how far it is while it writes, group by group", async () => {
    const job = await imported(Array.from({ length: 65 }, (_, n) => article(n)));
    expect(job).toMatchObject({ state: "done", total: 65, done: 65, imported: 65, skipped: [] });
    expect(seen.map((one) => one?.state)).not.toContain("done");
    expect([...new Set(seen.map((one) => one?.done))]).toEqual([0, 20, 40, 60]);
    expect(await found("标题64号")).toContain("a64");
  });

  it("keeps the last of two articles with one id, and the former words as a version", async () => {
    await imported([article(1, "从前的雪橇。"), article(2), article(1, "后来的帆船。")]);
    expect(await found("雪橇")).toEqual([]);
    expect(await found("帆船")).toEqual(["a1"]);
    const { results } = await db.prepare("SELECT version, body FROM article_versions").all();
    expect(results).toEqual([{ version: 1, body: "从前的雪橇。" }]);
  });

  it("names the one article that cannot be stored and writes those beside it", async () => {
    await db.prepare("CREATE TRIGGER refuse BEFORE INSERT ON articles WHEN NEW.id = 'a2' BEGIN SELECT RAISE(ABORT, 'too heavy'); END").run();
    const job = await imported([article(1), article(2), article(3)]);
    expect(job).toMatchObject({ state: "done", imported: 2, done: 3, skippedCount: 1, skipped: [{ name: "标题2号", line: 0, why: "too heavy" }] });
    expect(await found("标题3号")).toContain("a3");
  });

  it("takes a long article, cut into parts that a database accepts, and half a character for none", async () => {
    const paragraphs = Array.from({ length: 900 }, (_, n) => `第${n}段，关于帆船和雪橇的说明。`.repeat(20));
    const job = await imported([{ id: "long", title: "长文\ud83d", body: paragraphs.join("\n\n") }]);
    expect(job).toMatchObject({ state: "done", imported: 1 });
    const row = await db.prepare("SELECT title, (SELECT count(*) FROM chunks) AS chunks, (SELECT count(*) FROM chunk_index) AS indexed FROM articles").first();
    expect(row).toEqual({ title: "长文\ufffd", chunks: 400, indexed: 400 });
  });
});
