/** What a visitor's widget reads: how it should look, whether somebody is there, and the public articles. */
import { Hono } from "hono";
import { z } from "zod";
import { countReader, publicArticle, publicArticles } from "../../knowledge/public-articles.ts";
import { visitorArticles, visitorConfig } from "../../pipeline/visitor-help.ts";
import type { VisitorPrincipal } from "../../tenants/roles.ts";
import { type Allowed, askingVisitor } from "../auth.ts";
import { readJson, readQuery } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";
import { RateLimits } from "../rate-limits.ts";

/** Searches a second of one visitor: somebody who types. */
const SEARCH_RATE = 5;
/** Browsers keep the configuration so long, s. */
const CONFIG_AGE_S = 30;
const MOST_ARTICLES = 10;
const DEFAULT_LANGUAGE = "zh-CN";

export const articleHelpedSchema = z.object({ helped: z.boolean() });
const tag = z.string().max(35).optional();
const configQuerySchema = z.object({ tenant: z.string().min(1).max(100).optional(), locale: tag });
const articlesQuerySchema = z.object({ q: z.string().trim().max(500).default(""), locale: tag });
const searches = new RateLimits();

/** A visitor whose tenant shows articles. */
async function reader(c: HttpContext): Promise<Allowed<VisitorPrincipal>> {
  const may = askingVisitor(c);
  if (!may.ok) return may;
  const visitor = may.user;
  const { tenants, now } = c.get("services");
  const waitS = searches.take(`${visitor.tenant}:${visitor.customerId}`, SEARCH_RATE, now());
  if (waitS > 0)
    return { ok: false, answer: problemAnswer("rate_limited", "This visitor has asked too often", { retryAfter: waitS }, { "retry-after": String(waitS) }) };
  const looked = await tenants.get(visitor.tenant);
  if (looked.look === "found" && !looked.value.settings.widget.articles)
    return { ok: false, answer: problemAnswer("forbidden", "This shop shows no articles") };
  return may;
}

export const visitorHelp = new Hono<HttpEnv>()
  /** By the visitor's token, or by the tenant's name before there is one: nothing in it is secret. */
  .get("/v1/visitor/config", async (c) => {
    const read = readQuery(c, configQuerySchema);
    if (!read.ok) return read.answer;
    const principal = c.get("principal");
    const tenant = principal?.kind === "visitor" ? principal.tenant : read.body.tenant;
    if (tenant === undefined) return problemAnswer("invalid", "tenant: say whose widget it is, or give a visitor token", { field: "tenant" });
    const locale = read.body.locale ?? (principal?.kind === "visitor" ? principal.locale : undefined) ?? DEFAULT_LANGUAGE;
    const config = await visitorConfig(c.get("services"), tenant, locale);
    if (config.look === "missing") return notFound("tenant");
    if (config.look === "unreachable") return problemAnswer("unavailable", "The widget's settings cannot be read just now", {}, { "retry-after": "2" });
    return c.json(config.value, 200, { "cache-control": `private, max-age=${CONFIG_AGE_S}` });
  })
  .get("/v1/visitor/articles", async (c) => {
    const may = await reader(c);
    if (!may.ok) return may.answer;
    const read = readQuery(c, articlesQuerySchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const { tenant, locale } = may.user;
    if (read.body.q !== "") return c.json(await visitorArticles(services, tenant, read.body.q, MOST_ARTICLES));
    const listed = await services.d1(() => publicArticles(services.db, tenant, read.body.locale ?? locale ?? DEFAULT_LANGUAGE, MOST_ARTICLES));
    return c.json({ articles: listed.ok ? listed.value : [], partial: !listed.ok });
  })
  .get("/v1/visitor/articles/:id", async (c) => {
    const may = await reader(c);
    if (!may.ok) return may.answer;
    const services = c.get("services");
    const read = await services.d1(() => publicArticle(services.db, may.user.tenant, c.req.param("id")));
    if (!read.ok) return problemAnswer("unavailable", "Articles cannot be read just now", {}, { "retry-after": "2" });
    return read.value ? c.json(read.value) : notFound("article");
  })
  /** Once per reader, as far as their device remembers; what helped is shown first. */
  .post("/v1/visitor/articles/:id/helped", async (c) => {
    const may = await reader(c);
    if (!may.ok) return may.answer;
    const read = await readJson(c, articleHelpedSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const counted = await services.d1(() => countReader(services.db, may.user.tenant, c.req.param("id"), read.body.helped));
    if (!counted.ok) return problemAnswer("unavailable", "Nothing can be counted just now", {}, { "retry-after": "2" });
    return counted.value ? c.body(null, 204) : notFound("article");
  });
