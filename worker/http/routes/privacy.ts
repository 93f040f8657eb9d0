/** Privacy: erasing with a certificate, consent, how long things are kept. */
import { Hono } from "hono";
import { z } from "zod";
import { isCustomerId } from "../../../protocol/ids.ts";
import { consentSchema, eraseSchema, retentionSchema } from "../../../protocol/privacy.ts";
import { eraseCustomer } from "../../pipeline/privacy/erase.ts";
import { findPerson } from "../../pipeline/privacy/find-person.ts";
import { addConsent, consentsOf } from "../../privacy/consents.ts";
import { erasure, erasureOf, erasures } from "../../privacy/erasures.ts";
import { retentionOf, saveRetention } from "../../privacy/retention.ts";
import { actorOf } from "../../tenants/roles.ts";
import { allowed, askingVisitor } from "../auth.ts";
import { readJson, readQuery } from "../body.ts";
import type { HttpEnv } from "../context.ts";
import { notFound } from "../problems.ts";

const listQuerySchema = z.object({ cursor: z.string().max(100).optional(), limit: z.coerce.number().int().min(1).max(100).default(30) });

export const privacy = new Hono<HttpEnv>()
  .post("/v1/customers/:id/erase", async (c) => {
    const may = allowed(c, "privacy");
    if (!may.ok) return may.answer;
    const read = await readJson(c, eraseSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const { tenant } = may.user;
    const customerId = c.req.param("id");
    if (!isCustomerId(customerId)) return notFound("customer");
    const certificate = await eraseCustomer(services, { tenant, customerId, reason: read.body.reason, by: actorOf(may.user) });
    // Asked again: the first certificate says it all.
    const known = certificate ?? (await erasureOf(services.db, tenant, customerId));
    return known ? c.json(known, known.state === "done" ? 200 : 202) : notFound("customer");
  })
  .get("/v1/erasures", async (c) => {
    const may = allowed(c, "privacy");
    if (!may.ok) return may.answer;
    const read = readQuery(c, listQuerySchema);
    if (!read.ok) return read.answer;
    return c.json(await erasures(c.get("services").db, may.user.tenant, read.body.cursor ?? null, read.body.limit));
  })
  .get("/v1/erasures/:id", async (c) => {
    const may = allowed(c, "privacy");
    if (!may.ok) return may.answer;
    const certificate = await erasure(c.get("services").db, may.user.tenant, c.req.param("id"));
    return certificate ? c.json(certificate) : notFound("erasure");
  })
  .get("/v1/retention", async (c) => {
    const may = allowed(c, "privacy");
    return may.ok ? c.json(await retentionOf(c.get("services").db, may.user.tenant)) : may.answer;
  })
  .post("/v1/retention", async (c) => {
    const may = allowed(c, "privacy");
    if (!may.ok) return may.answer;
    const read = await readJson(c, retentionSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    await saveRetention(services.db, may.user.tenant, read.body.rules, actorOf(may.user), services.now());
    return c.json(await retentionOf(services.db, may.user.tenant));
  })
  .post("/v1/visitor/consent", async (c) => {
    const may = askingVisitor(c);
    if (!may.ok) return may.answer;
    const read = await readJson(c, consentSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const consent = { ...read.body, at: services.now(), source: "visitor" };
    await addConsent(services.db, may.user.tenant, may.user.customerId, consent);
    return c.json(consent, 201);
  })
  .get("/v1/customers/:id/consents", async (c) => {
    const may = allowed(c, "customers:read");
    if (!may.ok) return may.answer;
    const customerId = c.req.param("id");
    const person = isCustomerId(customerId) ? await findPerson(c.get("services"), may.user.tenant, customerId) : null;
    if (!person) return notFound("customer");
    return c.json({ consents: await consentsOf(c.get("services").db, may.user.tenant, person.customerIds) });
  })
  .post("/v1/customers/:id/consents", async (c) => {
    const may = allowed(c, "customers:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, consentSchema);
    if (!read.ok) return read.answer;
    const customerId = c.req.param("id");
    const services = c.get("services");
    const person = isCustomerId(customerId) ? await findPerson(services, may.user.tenant, customerId) : null;
    if (!person) return notFound("customer");
    const consent = { ...read.body, at: services.now(), source: actorOf(may.user) };
    await addConsent(services.db, may.user.tenant, customerId, consent);
    return c.json(consent, 201);
  });
