/** Health, the OpenAPI document, seeding, static files. */
import { Hono } from "hono";
import { rebuildSchema, seedSchema, tenantDraftSchema } from "../../../protocol/api.ts";
import { sameText } from "../../crypto/bytes.ts";
import { beginTenant } from "../../pipeline/begin-tenant.ts";
import { seed } from "../../pipeline/demo/seed.ts";
import { remakeReports } from "../../pipeline/keep-reports.ts";
import { rebuild } from "../../pipeline/rebuild.ts";
import { rotateKeys } from "../../pipeline/rotate-keys.ts";
import { keptCount } from "../../resilience/kept-count.ts";
import { readJson } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { openApi } from "../openapi.ts";
import { notFound, problemAnswer } from "../problems.ts";

const COMPONENTS = ["session", "kv", "d1", "model", "knowledge", "orders", "channels", "r2", "queue", "sockets"] as const;

function isOperator(c: HttpContext): boolean {
  const { admin } = c.get("services").secrets;
  return admin !== "" && sameText(c.req.header("x-admin-secret") ?? "", admin);
}

/** To people of a tenant: how many of their customers' messages wait to be replayed. */
async function keptOf(c: HttpContext): Promise<{ kept?: number }> {
  const principal = c.get("principal");
  if (!principal || principal.kind === "visitor") return {};
  const kept = await keptCount(c.get("services").guard.fallback, principal.tenant);
  return kept === null ? {} : { kept };
}

export const system = new Hono<HttpEnv>()
  .get("/v1/health", async (c) => {
    const services = c.get("services");
    const { components, reachable } = await services.health.read();
    const known = Object.fromEntries(COMPONENTS.map((name) => [name, components[name] ?? { state: "ok", since: 0, detail: "" }]));
    const all = {
      ...components,
      ...known,
      ...(reachable ? {} : { health: { state: "degraded", since: services.now(), detail: "the registry did not answer; this isolate's view" } }),
    };
    const breaker = services.guard.breaker.state;
    const unwell = breaker !== "closed" || Object.values(all).some((component) => component.state !== "ok");
    const kept = unwell ? await keptOf(c) : {};
    return c.json({ status: unwell ? "degraded" : "ok", components: all, breakers: { session: breaker }, ...kept });
  })
  .get("/v1/openapi.json", (c) => c.json(openApi(new URL(c.req.url).origin)))
  .post("/v1/admin/seed", async (c) => {
    const services = c.get("services");
    if (!isOperator(c)) return problemAnswer("forbidden", "This needs the admin secret");
    const read = await readJson(c, seedSchema);
    return read.ok ? c.json(await seed(services, read.body.tenant)) : read.answer;
  })
  .post("/v1/admin/tenants", async (c) => {
    const services = c.get("services");
    if (!isOperator(c)) return problemAnswer("forbidden", "This needs the admin secret");
    const read = await readJson(c, tenantDraftSchema);
    if (!read.ok) return read.answer;
    const begun = await beginTenant(services, read.body);
    return begun ? c.json(begun, 201) : problemAnswer("conflict", "There is a tenant of this id already", { field: "tenant" });
  })
  .post("/v1/admin/rebuild", async (c) => {
    const services = c.get("services");
    if (!isOperator(c)) return problemAnswer("forbidden", "This needs the admin secret");
    const read = await readJson(c, rebuildSchema);
    if (!read.ok) return read.answer;
    const written = await rebuild(services, read.body.ids);
    return c.json({ written, reports: read.body.reports ? await remakeReports(services, read.body.reports) : 0 });
  })
  .post("/v1/admin/rotate-keys", async (c) =>
    isOperator(c) ? c.json(await rotateKeys(c.get("services"))) : problemAnswer("forbidden", "This needs the admin secret"),
  )
  .get("/", (c) => c.redirect("/demo"))
  .get("*", async (c) => {
    const path = new URL(c.req.url).pathname;
    if (path.startsWith("/v1/") || path.startsWith("/hooks/")) return notFound("address");
    const file = await c.get("services").assets.fetch(c.req.raw);
    if (file.status === 404) return notFound("page");
    return file;
  })
  .all("*", () => notFound("address"));
