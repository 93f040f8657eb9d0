/** What those who manage people do about their sign-ins: see them, end them, take lost second factors away. */
import { Hono } from "hono";
import { removePasskeys } from "../../tenants/passkeys.ts";
import type { AgentRow } from "../../tenants/people.ts";
import { actorOf, mayManage, type User } from "../../tenants/roles.ts";
import { removeTotp } from "../../tenants/second-factor.ts";
import { listSignIns } from "../../tenants/sign-ins.ts";
import { noteChange } from "../audited.ts";
import { allowed } from "../auth.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";
import { signOut } from "../sign-out.ts";

type Managed = { ok: true; user: User; agent: AgentRow } | { ok: false; answer: Response };

async function managed(c: HttpContext): Promise<Managed> {
  const may = allowed(c, "team:write");
  if (!may.ok) return may;
  const looked = await c.get("services").agents.get(`${may.user.tenant}:${c.req.param("id")}`);
  if (looked.look !== "found") return { ok: false, answer: notFound("agent") };
  if (!mayManage(may.user, looked.value)) return { ok: false, answer: problemAnswer("forbidden", "This person is not yours to manage") };
  return { ok: true, user: may.user, agent: looked.value };
}

const personOf = ({ tenant, id }: AgentRow): { tenant: string; agentId: string } => ({ tenant, agentId: id });

export const agentsSignIn = new Hono<HttpEnv>()
  .get("/v1/agents/:id/sign-ins", async (c) => {
    const known = await managed(c);
    if (!known.ok) return known.answer;
    const services = c.get("services");
    return c.json({ signIns: await listSignIns(services.db, known.agent.tenant, known.agent.id, services.now()) });
  })
  .delete("/v1/agents/:id/sign-ins", async (c) => {
    const known = await managed(c);
    if (!known.ok) return known.answer;
    const services = c.get("services");
    const ended = await signOut(services, personOf(known.agent), { allBut: null }, actorOf(known.user));
    noteChange(c, { action: "sign_in.all_ended", subject: `agent:${known.agent.id}`, after: { signedOut: ended.length } });
    return c.json({ signedOut: ended.length });
  })
  .delete("/v1/agents/:id/factors", async (c) => {
    const known = await managed(c);
    if (!known.ok) return known.answer;
    const { db } = c.get("services");
    const totp = await removeTotp(db, personOf(known.agent));
    const passkeys = await removePasskeys(db, personOf(known.agent));
    noteChange(c, { action: "factors.removed", subject: `agent:${known.agent.id}`, before: { totp, passkeys } });
    return c.json({ totp, passkeys });
  });
