import { beforeEach, describe, expect, it } from "vitest";
import { beginImport, type ImportJob, importJob } from "../../../../worker/knowledge/import.ts";
import { continueImports, forgetLeftParts, LEASE_MS } from "../../../../worker/knowledge/import-steps.ts";
import { Knowledge } from "../../../../worker/knowledge/knowledge.ts";
import { type ReadArticles, readFile } from "../../../../worker/knowledge/read-files.ts";
import { sqliteD1 } from "../../../support/sqlite-d1.ts";

const TENANT = "t";
const lines = (rows: readonly unknown[]): Uint8Array => new TextEncoder().encode(rows.map((row) => JSON.stringify(row)).join("\n"));

describe("an import of articles", () => {
  let db: D1Database;
  const seen: (ImportJob | null)[] = [];
  beforeEach(() => {
    db = sqliteD1(["0010", "0080", "0083"]);
    seen.length = 0;
    clock = 1;
  });

  let clock: number;
  async function begun(rows: readonly unknown[], id = "job"): Promise<void> {
    const files: ReadArticles = { articles: [], complaints: [] };
    readFile(files, "a.jsonl", lines(rows), "");
    await beginImport(db, { tenant: TENANT, id, by: "me" }, files, clock);
  }
  const look = async (): Promise<void> => void seen.push(await importJob(db, TENANT, "job"));
  const goOn = (through: D1Database = db, parts = Number.POSITIVE_INFINITY) => {
    let asked = 0;
    return continueImports(through, { now: () => clock, goOn: () => asked++ <= parts, pause: look });
  };
  async function imported(rows: readonly unknown[]): Promise<ImportJob | null> {
    await begun(rows);
    await goOn();
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

  const rest = () => db.prepare("SELECT count(*) AS parts FROM import_parts").first();

  it("goes on in steps, where the last one ended", async () => {
    await begun(Array.from({ length: 65 }, (_, n) => article(n)));
    expect(await goOn(db, 2)).toBe(2);
    expect(await importJob(db, TENANT, "job")).toMatchObject({ state: "running", done: 40, imported: 40 });
    await goOn();
    expect(await importJob(db, TENANT, "job")).toMatchObject({ state: "done", done: 65, imported: 65 });
    expect(await rest()).toEqual({ parts: 0 });
  });

  it("loses nothing and counts nothing twice when a step is cut off, and is left alone while somebody is at it", async () => {
    await begun(Array.from({ length: 45 }, (_, n) => article(n)));
    const cutOff = continueImports(db, { now: () => clock, goOn: () => true, pause: () => Promise.reject(new Error("killed")) });
    await expect(cutOff).rejects.toThrow("killed");
    expect(await goOn()).toBe(0);
    clock += LEASE_MS;
    expect(await goOn()).toBe(3);
    expect(await importJob(db, TENANT, "job")).toMatchObject({ state: "done", done: 45, imported: 45, skippedCount: 0 });
    const { results } = await db.prepare("SELECT version FROM articles WHERE version <> 1").all();
    expect(results).toEqual([]);
  });

  it("writes a part once when two are at it because one was slow", async () => {
    await begun(Array.from({ length: 30 }, (_, n) => article(n)));
    const slow = continueImports(db, {
      now: () => clock,
      goOn: () => true,
      pause: async () => {
        clock += LEASE_MS;
        await goOn();
      },
    });
    await slow;
    expect(await importJob(db, TENANT, "job")).toMatchObject({ state: "done", done: 30, imported: 30, skippedCount: 0 });
    const { results } = await db.prepare("SELECT id FROM articles WHERE version <> 1").all();
    expect(results).toEqual([]);
  });

  it("waits for a database that takes nothing, instead of leaving the articles out", async () => {
    await begun([article(1), article(2)]);
    const readOnly = { prepare: db.prepare.bind(db), batch: () => Promise.reject(new Error("D1 is down")) } as unknown as D1Database;
    await expect(goOn(readOnly)).rejects.toThrow("D1 is down");
    clock += LEASE_MS;
    await goOn();
    expect(await importJob(db, TENANT, "job")).toMatchObject({ state: "done", imported: 2, skippedCount: 0 });
  });

  it("leaves out a part that ended everybody who read it, and goes on with the next", async () => {
    await begun(Array.from({ length: 25 }, (_, n) => article(n)));
    for (let n = 0; n < 5; n++) {
      const killed = continueImports(db, { now: () => clock, goOn: () => true, pause: () => Promise.reject(new Error("killed")) });
      await expect(killed).rejects.toThrow("killed");
      clock += LEASE_MS;
    }
    await goOn();
    expect(await importJob(db, TENANT, "job")).toMatchObject({ state: "done", done: 25, imported: 5, skippedCount: 20 });
  });

  it("forgets after a day what was uploaded without an end", async () => {
    await begun([article(1)], "kept");
    await begun([article(2)], "cut off");
    await db.prepare("DELETE FROM import_jobs WHERE id = 'cut off'").run();
    await forgetLeftParts(db, clock + 1);
    expect(await rest()).toEqual({ parts: 2 });
    await forgetLeftParts(db, clock + 48 * 3_600_000);
    expect(await rest()).toEqual({ parts: 1 });
  });
});
