/** Sign-in, agents, teams, presence, keys, forecast. */
import { Hono } from "hono";
import * as api from "../../../protocol/api.ts";
import { newId } from "../../../protocol/ids.ts";
import { leaveQueues, tellQueues } from "../../pipeline/presence.ts";
import { addKey, listKeys, revokeKey } from "../../tenants/api-keys.ts";
import { type AgentRow, addAgent, changeAgent, listAgents, listTeams, saveTeam } from "../../tenants/people.ts";
import { actorOf } from "../../tenants/roles.ts";
import { refresh, signIn, signOut } from "../../tenants/sign-in.ts";
import { allowed } from "../auth.ts";
import { readJson } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";

const shown = ({ id, name, email, role, capacity, skills, languages, teamIds, disabledAt }: AgentRow): Record<string, unknown> => ({
  id,
  name,
  email,
  role,
  capacity,
  skills,
  languages,
  teamIds,
  disabled: disabledAt !== null,
});

async function team(c: HttpContext, tenant: string): Promise<string | null> {
  const id = c.req.param("id") ?? "";
  return (await listTeams(c.get("services").db, tenant)).some((known) => known.id === id) ? id : null;
}

export const people = new Hono<HttpEnv>()
  .post("/v1/sign-in", async (c) => {
    const read = await readJson(c, api.signInSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const asked = { ...read.body, userAgent: c.req.header("user-agent") ?? "" };
    const answer = await signIn(services.db, services.secrets.auth, asked, services.now(), services.chance);
    if (answer.ok) return c.json(answer.signedIn);
    if (answer.why === "wrong") return problemAnswer("unauthenticated", "The address or the password is wrong");
    const retryAfter = Math.ceil(answer.waitMs / 1_000);
    return problemAnswer("rate_limited", "Too many failed attempts", { retryAfter }, { "retry-after": String(retryAfter) });
  })
  .post("/v1/sign-in/refresh", async (c) => {
    const read = await readJson(c, api.refreshSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const signedIn = await refresh(services.db, services.secrets.auth, read.body.refreshToken, services.now());
    return signedIn ? c.json(signedIn) : problemAnswer("unauthenticated", "Sign in again");
  })
  .post("/v1/sign-out", async (c) => {
    const principal = c.get("principal");
    const services = c.get("services");
    if (principal?.kind === "agent") await signOut(services.db, principal.signInId, services.now());
    return c.body(null, 204);
  })
  .get("/v1/me", (c) => {
    const principal = c.get("principal");
    return principal && principal.kind !== "visitor" ? c.json(principal) : problemAnswer("unauthenticated", "Sign in");
  })
  .get("/v1/agents", async (c) => {
    const may = allowed(c, "team:read");
    if (!may.ok) return may.answer;
    const services = c.get("services");
    const rows = await listAgents(services.db, may.user.tenant);
    const agents = await Promise.all(
      rows.map(async (row) => ({ ...shown(row), presence: await services.desk(row.tenant, row.id).presence(row.tenant, row.id) })),
    );
    return c.json({ agents });
  })
  .post("/v1/agents", async (c) => {
    const may = allowed(c, "team:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, api.agentDraftSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const added = await addAgent(services.db, may.user.tenant, read.body, services.now(), services.chance);
    return added.ok ? c.json({ id: added.id }, 201) : problemAnswer("conflict", "Somebody has this address already", { field: "email" });
  })
  .patch("/v1/agents/:id", async (c) => {
    const may = allowed(c, "team:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, api.agentChangeSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const key = `${may.user.tenant}:${c.req.param("id")}`;
    const looked = await services.agents.get(key);
    if (looked.look !== "found") return notFound("agent");
    await changeAgent(services.db, looked.value, read.body, services.now(), services.chance);
    services.agents.forget(key);
    const { state, reason } = await services.desk(may.user.tenant, looked.value.id).presence(may.user.tenant, looked.value.id);
    services.later(tellQueues(services, may.user.tenant, looked.value.id, state, reason));
    const kept = read.body.teamIds ?? looked.value.teamIds;
    const left = looked.value.teamIds.filter((teamId) => !kept.includes(teamId));
    services.later(leaveQueues(services, may.user.tenant, looked.value, left));
    return c.json({ id: looked.value.id });
  })
  .post("/v1/agents/me/presence", async (c) => {
    const principal = c.get("principal");
    if (principal?.kind !== "agent") return problemAnswer("unauthenticated", "Sign in as an agent");
    const read = await readJson(c, api.presenceSchema);
    if (!read.ok) return read.answer;
    const { tenant, agentId } = principal;
    const desk = c.get("services").desk(tenant, agentId);
    await desk.setPresence(tenant, agentId, read.body.state, read.body.reason);
    return c.json(await desk.presence(tenant, agentId));
  })
  .get("/v1/teams", async (c) => {
    const may = allowed(c, "team:read");
    if (!may.ok) return may.answer;
    return c.json({ teams: await listTeams(c.get("services").db, may.user.tenant) });
  })
  .post("/v1/teams", async (c) => {
    const may = allowed(c, "team:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, api.teamDraftSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const id = newId("tm", services.now(), services.chance);
    const configured = await services.queue(may.user.tenant, id).configure(may.user.tenant, id, read.body.settings);
    if (configured.outcome === "refused") return problemAnswer("invalid", configured.detail, { field: configured.field });
    await saveTeam(services.db, may.user.tenant, { id, ...read.body }, services.now());
    return c.json({ id, ...read.body }, 201);
  })
  .patch("/v1/teams/:id", async (c) => {
    const may = allowed(c, "team:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, api.teamChangeSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const known = (await listTeams(services.db, may.user.tenant)).find((row) => row.id === c.req.param("id"));
    if (!known) return notFound("team");
    const next = { id: known.id, name: read.body.name ?? known.name, settings: read.body.settings ?? known.settings, members: read.body.members };
    const configured = await services.queue(may.user.tenant, known.id).configure(may.user.tenant, known.id, next.settings);
    if (configured.outcome === "refused") return problemAnswer("invalid", configured.detail, { field: configured.field });
    await saveTeam(services.db, may.user.tenant, next, services.now());
    return c.json(next);
  })
  .get("/v1/teams/:id/queue", async (c) => {
    const may = allowed(c, "team:read");
    if (!may.ok) return may.answer;
    const id = await team(c, may.user.tenant);
    return id ? c.json(await c.get("services").queue(may.user.tenant, id).snapshot(may.user.tenant, id)) : notFound("team");
  })
  .get("/v1/teams/:id/forecast", async (c) => {
    const may = allowed(c, "team:read");
    if (!may.ok) return may.answer;
    const id = await team(c, may.user.tenant);
    const services = c.get("services");
    return id ? c.json(await services.queue(may.user.tenant, id).forecast(may.user.tenant, id, services.now())) : notFound("team");
  })
  .get("/v1/keys", async (c) => {
    const may = allowed(c, "keys:write");
    return may.ok ? c.json({ keys: await listKeys(c.get("services").db, may.user.tenant) }) : may.answer;
  })
  .post("/v1/keys", async (c) => {
    const may = allowed(c, "keys:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, api.keyDraftSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    return c.json(await addKey(services.db, may.user.tenant, read.body, actorOf(may.user), services.now(), services.chance), 201);
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
