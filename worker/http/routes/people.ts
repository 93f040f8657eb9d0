/** Agents, teams and presence. */
import { Hono } from "hono";
import type { z } from "zod";
import * as api from "../../../protocol/api.ts";
import { newId } from "../../../protocol/ids.ts";
import { leaveQueues, membersChanged, tellQueues } from "../../pipeline/presence.ts";
import { weaknessOf } from "../../tenants/passwords.ts";
import { type AgentRow, addAgent, changeAgent, listAgents, listTeams, saveTeam } from "../../tenants/people.ts";
import { actorOf, mayManage, maySeeTeam, type User } from "../../tenants/roles.ts";
import { noteChange } from "../audited.ts";
import { allowed, signedInAgent } from "../auth.ts";
import { readJson } from "../body.ts";
import type { HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";
import { signOut } from "../sign-out.ts";

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

/** Neither who it is nor who it would become may be beyond the asker. */
function managing(user: User, known: AgentRow, change: z.infer<typeof api.agentChangeSchema>): Response | null {
  const next = { id: known.id, role: change.role ?? known.role, teamIds: change.teamIds ?? known.teamIds };
  if (!mayManage(user, known) || !mayManage(user, next)) return problemAnswer("forbidden", "This person, role or team is not yours to manage");
  const isSelf = user.kind === "agent" && user.agentId === known.id;
  if (isSelf && change.disabled === true) return problemAnswer("refused", "Nobody disables themselves", { field: "disabled" });
  if (isSelf && change.password !== undefined) return problemAnswer("refused", "Change your own password with POST /v1/me/password", { field: "password" });
  const weakness = change.password === undefined ? null : weaknessOf(change.password, [known.email, known.name]);
  return weakness === null ? null : problemAnswer("invalid", `password: ${weakness}`, { field: "password" });
}

export const people = new Hono<HttpEnv>()
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
    if (!mayManage(may.user, { id: null, ...read.body }))
      return problemAnswer("forbidden", "You may not add somebody with this role or of these teams", { field: "role" });
    const weakness = weaknessOf(read.body.password, [read.body.email, read.body.name]);
    if (weakness !== null) return problemAnswer("invalid", `password: ${weakness}`, { field: "password" });
    const added = await addAgent(services.db, may.user.tenant, read.body, services.now(), services.chance);
    const { password: _, ...after } = read.body;
    noteChange(c, { after });
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
    const refused = managing(may.user, looked.value, read.body);
    if (refused) return refused;
    await changeAgent(services.db, looked.value, read.body, services.now(), services.chance);
    services.agents.forget(key);
    const { password, disabled, ...fields } = read.body;
    noteChange(c, {
      before: shown(looked.value),
      after: { ...shown(looked.value), ...fields, ...(disabled === undefined ? {} : { disabled }), ...(password === undefined ? {} : { password }) },
    });
    // With a new password or none at all, whoever is signed in is out.
    const isOut = password !== undefined || disabled === true;
    if (isOut) await signOut(services, { tenant: looked.value.tenant, agentId: looked.value.id }, { allBut: null }, actorOf(may.user));
    const { state, reason } = await services.desk(may.user.tenant, looked.value.id).presence(may.user.tenant, looked.value.id);
    services.later(tellQueues(services, may.user.tenant, looked.value.id, state, reason));
    const kept = read.body.teamIds ?? looked.value.teamIds;
    const left = looked.value.teamIds.filter((teamId) => !kept.includes(teamId));
    services.later(leaveQueues(services, may.user.tenant, looked.value, left));
    return c.json({ id: looked.value.id });
  })
  .post("/v1/agents/me/presence", async (c) => {
    const may = signedInAgent(c);
    if (!may.ok) return may.answer;
    const read = await readJson(c, api.presenceSchema);
    if (!read.ok) return read.answer;
    const { tenant, agentId } = may.user;
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
    noteChange(c, { after: read.body });
    return c.json({ id, ...read.body }, 201);
  })
  .patch("/v1/teams/:id", async (c) => {
    const may = allowed(c, "team:write");
    if (!may.ok) return may.answer;
    const read = await readJson(c, api.teamChangeSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const known = (await listTeams(services.db, may.user.tenant)).find((row) => row.id === c.req.param("id"));
    if (!known || !maySeeTeam(may.user, known.id)) return notFound("team");
    const next = { id: known.id, name: read.body.name ?? known.name, settings: read.body.settings ?? known.settings, members: read.body.members };
    const configured = await services.queue(may.user.tenant, known.id).configure(may.user.tenant, known.id, next.settings);
    if (configured.outcome === "refused") return problemAnswer("invalid", configured.detail, { field: configured.field });
    await saveTeam(services.db, may.user.tenant, next, services.now());
    // Membership decides what an agent sees: this isolate knows it at once.
    for (const agentId of [...known.members, ...(next.members ?? [])]) services.agents.forget(`${may.user.tenant}:${agentId}`);
    if (next.members) await membersChanged(services, may.user.tenant, known.id, known.members, next.members);
    noteChange(c, { before: { ...known }, after: { ...next, members: next.members ?? known.members } });
    return c.json(next);
  });
