/** API keys: made, replaced, revoked. A key is shown once; nobody hands on a right they do not have. */
import { Hono } from "hono";
import * as api from "../../../protocol/api.ts";
import type { Scope } from "../../../protocol/scopes.ts";
import { addKey, listKeys, loadKeyById, retireKey, revokeKey } from "../../tenants/api-keys.ts";
import { actorOf, mayUse, type User } from "../../tenants/roles.ts";
import { noteChange } from "../audited.ts";
import { allowed } from "../auth.ts";
import { readJson } from "../body.ts";
import type { HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";

const lacking = (user: User, scopes: readonly Scope[]): Scope | undefined => scopes.find((scope) => !mayUse(user, scope));

export const keys = new Hono<HttpEnv>()
  .get("/v1/keys", async (c) => {
    const may = allowed(c, "keys:write");
    return may.ok ? c.json({ keys: await listKeys(c.get("services").db, may.user.tenant) }) : may.answer;
  })
  .post("/v1/keys", async (c) => {
    const may = allowed(c, "keys:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, api.keyDraftSchema);
    if (!read.ok) return read.answer;
    const missing = lacking(may.user, read.body.scopes);
    if (missing !== undefined) return problemAnswer("forbidden", `You cannot give the right ${missing}`, { field: "scopes" });
    const services = c.get("services");
    const added = await addKey(services.db, may.user.tenant, read.body, actorOf(may.user), services.now(), services.chance);
    noteChange(c, { after: read.body });
    return c.json(added, 201);
  })
  /** A new key with the same rights; the old one ends after `graceS`, so that both work while the users change over. */
  .post("/v1/keys/:id/rotate", async (c) => {
    const may = allowed(c, "keys:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, api.keyRotationSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const { tenant } = may.user;
    const known = await loadKeyById(services.db, tenant, c.req.param("id"));
    if (!known || known.revokedAt !== null) return notFound("key");
    const missing = lacking(may.user, known.scopes);
    if (missing !== undefined) return problemAnswer("forbidden", `You cannot give the right ${missing}`);
    const { name, scopes, rate, id } = known;
    const now = services.now();
    const added = await addKey(services.db, tenant, { name, scopes, rate: rate ?? undefined }, actorOf(may.user), now, services.chance);
    const endsAt = now + read.body.graceS * 1_000;
    const hash = await retireKey(services.db, tenant, id, endsAt);
    if (hash !== null) services.keys.forget(hash);
    noteChange(c, { action: "keys.rotated", subject: `keys:${id}`, before: { id }, after: { id: added.id, oldEndsAt: endsAt } });
    return c.json({ ...added, replaces: id, oldEndsAt: endsAt }, 201);
  })
  .delete("/v1/keys/:id", async (c) => {
    const may = allowed(c, "keys:write");
    if (!may.ok) return may.answer;
    const services = c.get("services");
    const hash = await revokeKey(services.db, may.user.tenant, c.req.param("id"), services.now());
    if (hash === null) return notFound("key");
    services.keys.forget(hash);
    return c.body(null, 204);
  });
