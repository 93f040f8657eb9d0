/** A tenant's settings: read by its people, changed by its admins. The widget's secret goes in and never comes out. */
import { Hono } from "hono";
import { saveTenant, type Tenant, tenantChangeSchema } from "../../tenants/tenant.ts";
import { noteChange } from "../audited.ts";
import { allowed } from "../auth.ts";
import { readJson } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";

const shown = ({ id, name, settings: { widgetSecret, ...settings } }: Tenant) => ({ tenant: id, name, settings, widgetSecretSet: widgetSecret !== undefined });

async function tenantOf(c: HttpContext, id: string): Promise<{ ok: true; tenant: Tenant } | { ok: false; answer: Response }> {
  const looked = await c.get("services").tenants.get(id);
  if (looked.look === "found") return { ok: true, tenant: looked.value };
  return {
    ok: false,
    answer: looked.look === "missing" ? notFound("tenant") : problemAnswer("unavailable", "Settings cannot be read just now", {}, { "retry-after": "2" }),
  };
}

export const settings = new Hono<HttpEnv>()
  .get("/v1/settings", async (c) => {
    const may = allowed(c, "team:read");
    if (!may.ok) return may.answer;
    const found = await tenantOf(c, may.user.tenant);
    return found.ok ? c.json(shown(found.tenant)) : found.answer;
  })
  .patch("/v1/settings", async (c) => {
    const may = allowed(c, "settings:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, tenantChangeSchema);
    if (!read.ok) return read.answer;
    const { tenant } = may.user;
    const services = c.get("services");
    // What this isolate remembers may be some seconds old, and would undo a colleague's change.
    services.tenants.forget(tenant);
    const found = await tenantOf(c, tenant);
    if (!found.ok) return found.answer;
    const { name, widgetSecret, widget, ...change } = read.body;
    const sealed = widgetSecret ? await (await services.keyring()).seal(widgetSecret, `widget-secret:${tenant}`, services.chance) : undefined;
    const { widgetSecret: before, ...kept } = found.tenant.settings;
    const secret = widgetSecret === undefined ? before : sealed;
    const next: Tenant = {
      id: tenant,
      name: name ?? found.tenant.name,
      settings: { ...kept, ...change, widget: { ...kept.widget, ...widget }, ...(secret === undefined ? {} : { widgetSecret: secret }) },
    };
    await saveTenant(services.db, next, services.now());
    services.tenants.forget(tenant);
    noteChange(c, { subject: `tenant:${tenant}`, before: shown(found.tenant), after: shown(next) });
    return c.json(shown(next));
  });
