/** A tenant's answer templates: by intent, language and channel. */
import { Hono } from "hono";
import { newId } from "../../../protocol/ids.ts";
import { templateMemory } from "../../pipeline/answer-parts.ts";
import {
  addTemplate,
  changeTemplate,
  listTemplates,
  MOST_TEMPLATES,
  removeTemplate,
  templateChangeSchema,
  templateDraftSchema,
} from "../../suggestions/templates.ts";
import { actorOf } from "../../tenants/roles.ts";
import { allowed } from "../auth.ts";
import { readJson } from "../body.ts";
import type { HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";

export const templates = new Hono<HttpEnv>()
  .get("/v1/templates", async (c) => {
    const may = allowed(c, "knowledge:read");
    return may.ok ? c.json({ templates: await listTemplates(c.get("services").db, may.user.tenant) }) : may.answer;
  })
  .post("/v1/templates", async (c) => {
    const may = allowed(c, "knowledge:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, templateDraftSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const { tenant } = may.user;
    if ((await listTemplates(services.db, tenant)).length >= MOST_TEMPLATES) return problemAnswer("refused", `A tenant may have ${MOST_TEMPLATES} templates`);
    const template = { ...read.body, id: newId("rt", services.now(), services.chance), updatedAt: services.now(), updatedBy: actorOf(may.user) };
    const added = await addTemplate(services.db, tenant, template);
    if (!added) return problemAnswer("conflict", "There is a template for this intent, language and channel already", { field: "intent" });
    templateMemory(services).forget(tenant);
    return c.json(added, 201);
  })
  .patch("/v1/templates/:id", async (c) => {
    const may = allowed(c, "knowledge:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, templateChangeSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const changed = await changeTemplate(services.db, may.user.tenant, c.req.param("id"), read.body.text, actorOf(may.user), services.now());
    templateMemory(services).forget(may.user.tenant);
    return changed ? c.json(changed) : notFound("template");
  })
  .delete("/v1/templates/:id", async (c) => {
    const may = allowed(c, "knowledge:write");
    if (!may.ok) return may.answer;
    const services = c.get("services");
    const gone = await removeTemplate(services.db, may.user.tenant, c.req.param("id"));
    templateMemory(services).forget(may.user.tenant);
    return gone ? c.body(null, 204) : notFound("template");
  });
