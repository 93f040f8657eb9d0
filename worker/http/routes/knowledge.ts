/** The knowledge base: articles and search. */
import { Hono } from "hono";
import { z } from "zod";
import { newId } from "../../../protocol/ids.ts";
import { understandingSkills } from "../../intent/skills.ts";
import { understand } from "../../intent/understand.ts";
import { beginImport, importJob } from "../../knowledge/import.ts";
import { deleteArticle, putArticle } from "../../knowledge/ingest.ts";
import { type ReadArticles, readFile } from "../../knowledge/read-files.ts";
import { listSynonyms, setSynonyms } from "../../knowledge/synonyms.ts";
import { embedArticles, findArticles } from "../../pipeline/find-articles.ts";
import { importArticles } from "../../pipeline/import-articles.ts";
import { actorOf } from "../../tenants/roles.ts";
import { allowed } from "../auth.ts";
import { readBytes, readJson } from "../body.ts";
import type { HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";

const MAX_IMPORT_BYTES = 50 * 1024 * 1024;
const MAX_ARTICLE_BYTES = 2 * 1024 * 1024;

export const articleSchema = z.object({
  id: z.string().min(1).max(100).optional(),
  title: z.string().trim().min(1).max(500),
  body: z.string().min(1).max(500_000),
  language: z.string().min(2).max(20).default("zh"),
  category: z.string().max(200).default(""),
  audience: z.enum(["public", "agents"]).default("public"),
  status: z.enum(["draft", "published", "archived"]).default("published"),
  format: z.enum(["markdown", "html", "text"]).default("markdown"),
  intents: z.array(z.string().max(60)).max(50).default([]),
});

export const synonymsSchema = z.object({ groups: z.array(z.array(z.string().trim().min(1).max(60)).min(2).max(30)).max(500) });

export const knowledge = new Hono<HttpEnv>()
  .get("/v1/knowledge/synonyms", async (c) => {
    const may = allowed(c, "knowledge:read");
    return may.ok ? c.json({ groups: await listSynonyms(c.get("services").db, may.user.tenant) }) : may.answer;
  })
  .post("/v1/knowledge/synonyms", async (c) => {
    const may = allowed(c, "knowledge:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, synonymsSchema);
    if (!read.ok) return read.answer;
    await setSynonyms(c.get("services").db, may.user.tenant, read.body.groups);
    return c.json(read.body);
  })
  .get("/v1/knowledge/articles", async (c) => {
    const may = allowed(c, "knowledge:read");
    if (!may.ok) return may.answer;
    const sql = "SELECT id, title, language, category, audience, status FROM articles WHERE tenant = ?1 AND id > ?2 ORDER BY id LIMIT 101";
    const { results } = await c
      .get("services")
      .db.prepare(sql)
      .bind(may.user.tenant, c.req.query("cursor") ?? "")
      .all<{ id: string }>();
    return c.json({ articles: results.slice(0, 100), nextCursor: results.length > 100 ? (results[99]?.id ?? null) : null });
  })
  .post("/v1/knowledge/articles", async (c) => {
    const may = allowed(c, "knowledge:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, articleSchema, MAX_ARTICLE_BYTES);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const article = { ...read.body, id: read.body.id ?? newId("ar", services.now(), services.chance), source: "api" };
    await putArticle(services.db, may.user.tenant, article, actorOf(may.user), services.now());
    services.later(embedArticles(services));
    return c.json({ id: article.id }, 201);
  })
  .get("/v1/knowledge/articles/:id", async (c) => {
    const may = allowed(c, "knowledge:read");
    if (!may.ok) return may.answer;
    const article = await c.get("services").db.prepare("SELECT * FROM articles WHERE tenant = ?1 AND id = ?2").bind(may.user.tenant, c.req.param("id")).first();
    return article ? c.json(article) : notFound("article");
  })
  .delete("/v1/knowledge/articles/:id", async (c) => {
    const may = allowed(c, "knowledge:write");
    if (!may.ok) return may.answer;
    return (await deleteArticle(c.get("services").db, may.user.tenant, c.req.param("id"))) ? c.body(null, 204) : notFound("article");
  })
  .post("/v1/knowledge/import", async (c) => {
    const may = allowed(c, "knowledge:write");
    if (!may.ok) return may.answer;
    const read = await readBytes(c.req.raw, MAX_IMPORT_BYTES);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const files: ReadArticles = { articles: [], complaints: [] };
    const type = (c.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
    readFile(files, decodeURIComponent(c.req.header("x-file-name") ?? ""), read.body, type);
    const id = newId("jb", services.now(), services.chance);
    await beginImport(services.db, { tenant: may.user.tenant, id, by: actorOf(may.user) }, files, services.now());
    services.later(importArticles(services));
    return c.json({ jobId: id, total: files.articles.length, skipped: files.complaints.length }, 202);
  })
  .get("/v1/knowledge/imports/:id", async (c) => {
    const may = allowed(c, "knowledge:read");
    if (!may.ok) return may.answer;
    const services = c.get("services");
    const job = await importJob(services.db, may.user.tenant, c.req.param("id"));
    // Who watches it has it go on: what was left behind by the request that began it would wait for the next minute.
    if (job?.state === "running") services.later(importArticles(services));
    return job ? c.json(job) : notFound("import");
  })
  .get("/v1/knowledge/search", async (c) => {
    const may = allowed(c, "knowledge:read");
    if (!may.ok) return may.answer;
    const q = c.req.query("q")?.trim();
    if (!q) return problemAnswer("invalid", "q: give some words", { field: "q" });
    const services = c.get("services");
    const understanding = await understand(q, [], understandingSkills(services, may.user.tenant));
    const found = await findArticles(services, may.user.tenant, q, understanding, { audience: "agents", limit: 10 });
    return c.json(found);
  });
