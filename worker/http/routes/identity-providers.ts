/** A tenant's identity providers: set up, changed, removed by its admins. */
import { Hono } from "hono";
import { z } from "zod";
import { ROLES } from "../../../protocol/api.ts";
import { listProviders, loadProvider, type Provider, removeProvider, saveProvider } from "../../tenants/identity-providers.ts";
import { refusedAddress } from "../addresses.ts";
import { noteChange } from "../audited.ts";
import { allowed } from "../auth.ts";
import { given, readJson } from "../body.ts";
import type { HttpEnv } from "../context.ts";
import { notFound } from "../problems.ts";

const DOMAIN = /^(?=.{3,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/i;
const fields = {
  name: z.string().trim().min(1).max(100),
  issuer: z.url().max(500),
  clientId: z.string().min(1).max(500),
  clientSecret: z.string().min(1).max(1_000),
  /** Mail domains whose people may come in by it. */
  domains: z.array(z.string().regex(DOMAIN, "a domain like shop.example")).min(1).max(50),
  /** Who is unknown becomes an agent. */
  createAgents: z.boolean(),
  /** Newcomers are never admins by themselves. */
  defaultRole: z.enum(ROLES).exclude(["admin"]),
  defaultTeams: z.array(z.string().min(1).max(100)).max(50),
  enabled: z.boolean(),
};
export const providerDraftSchema = z.object({
  ...fields,
  createAgents: fields.createAgents.default(false),
  defaultRole: fields.defaultRole.default("agent"),
  defaultTeams: fields.defaultTeams.default([]),
  enabled: fields.enabled.default(true),
});
export const providerChangeSchema = z.object(fields).partial();

const shown = ({ clientSecret: _, tenant: __, ...provider }: Provider) => provider;

export const identityProviders = new Hono<HttpEnv>()
  .get("/v1/identity-providers", async (c) => {
    const may = allowed(c, "settings:write");
    if (!may.ok) return may.answer;
    return c.json({ providers: (await listProviders(c.get("services").db, may.user.tenant)).map(shown) });
  })
  .post("/v1/identity-providers", async (c) => {
    const may = allowed(c, "settings:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, providerDraftSchema);
    if (!read.ok) return read.answer;
    const refused = refusedAddress(c, "issuer", read.body.issuer);
    if (refused) return refused;
    const services = c.get("services");
    const id = await saveProvider(services.db, await services.keyring(), may.user.tenant, read.body, null, services.now(), services.chance);
    noteChange(c, { after: read.body });
    return c.json({ id }, 201);
  })
  .patch("/v1/identity-providers/:id", async (c) => {
    const may = allowed(c, "settings:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, providerChangeSchema);
    if (!read.ok) return read.answer;
    const refused = refusedAddress(c, "issuer", read.body.issuer);
    if (refused) return refused;
    const services = c.get("services");
    const known = await loadProvider(services.db, c.req.param("id"));
    if (!known || known.tenant !== may.user.tenant) return notFound("identity provider");
    const change = given(read.body);
    const next = { ...known, clientSecret: "", ...change };
    await saveProvider(services.db, await services.keyring(), may.user.tenant, next, known, services.now(), services.chance);
    noteChange(c, { before: shown(known), after: { ...shown(known), ...change } });
    return c.json({ id: known.id });
  })
  .delete("/v1/identity-providers/:id", async (c) => {
    const may = allowed(c, "settings:write");
    if (!may.ok) return may.answer;
    return (await removeProvider(c.get("services").db, may.user.tenant, c.req.param("id"))) ? c.body(null, 204) : notFound("identity provider");
  });
