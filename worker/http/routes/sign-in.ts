/** The way in: password, second factor, renewal, the way out. */
import { Hono } from "hono";
import * as api from "../../../protocol/api.ts";
import type { Services } from "../../services.ts";
import { beginAttempt, forgive, NETWORK, PERSON, subjectOf } from "../../tenants/attempts.ts";
import { type AgentRow, loadAgent } from "../../tenants/people.ts";
import { actorOf } from "../../tenants/roles.ts";
import { factorState, takeRecoveryCode, takeTotp } from "../../tenants/second-factor.ts";
import { checkPassword } from "../../tenants/sign-in.ts";
import { beginSignIn, type Method, renewSignIn } from "../../tenants/sign-ins.ts";
import { giveTicket, peekTicket, takeTicket } from "../../tenants/tickets.ts";
import { account } from "../audited.ts";
import { readJson } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { networkOf } from "../network.ts";
import { problemAnswer } from "../problems.ts";
import { endedSignIns, signOut } from "../sign-out.ts";

const WRONG = "The address or the password is wrong";

export function waiting(waitMs: number): Response {
  const retryAfter = Math.ceil(waitMs / 1_000);
  return problemAnswer("rate_limited", "Too many failed attempts", { retryAfter }, { "retry-after": String(retryAfter) });
}

/** Lets a proven agent in and writes it down. */
export async function letIn(c: HttpContext, agent: AgentRow, method: Method): Promise<Response> {
  const services = c.get("services");
  const how = { method, userAgent: c.req.header("user-agent") ?? "" };
  const signedIn = await beginSignIn(services.db, services.secrets.auth, agent, how, services.now(), services.chance);
  const actor = `agent:${agent.id}`;
  await account(services, agent.tenant, { actor, action: "sign_in.done", subject: actor, after: { method } });
  return c.json(signedIn);
}

/** In, or a ticket for the second factor. */
async function firstFactorDone(c: HttpContext, agent: AgentRow): Promise<Response> {
  const services = c.get("services");
  const state = await factorState(services.db, { tenant: agent.tenant, agentId: agent.id });
  if (!state.totp) return letIn(c, agent, "password");
  const ticket = await giveTicket(services.db, "second_factor", { tenant: agent.tenant, agentId: agent.id, data: {} }, services.now(), services.chance);
  const methods = state.recoveryCodesLeft > 0 ? ["totp", "recovery"] : ["totp"];
  return problemAnswer("second_factor", "Give a code of the authenticator app or a recovery code", { ticket, methods });
}

const failed = (services: Services, tenant: string, agentId: string, after: Record<string, unknown>): Promise<void> =>
  account(services, tenant, { actor: "nobody", action: "sign_in.failed", subject: `agent:${agentId}`, after });

async function secondFactor(c: HttpContext, ticket: string, code: string): Promise<Response> {
  const services = c.get("services");
  const { db, now } = services;
  const pending = await peekTicket(db, "second_factor", ticket, now());
  if (!pending?.agentId) return problemAnswer("unauthenticated", "Sign in again");
  const person = { tenant: pending.tenant, agentId: pending.agentId };
  const subject = await subjectOf("factor", `${person.tenant}:${person.agentId}`);
  const attempt = await beginAttempt(db, subject, PERSON, now());
  if (!attempt.ok) return waiting(attempt.waitMs);
  const isTotp = /^\s*\d[\d\s]*$/.test(code);
  const right = isTotp ? await takeTotp(db, await services.keyring(), person, code, now(), false) : await takeRecoveryCode(db, person, code, now());
  if (!right) {
    await failed(services, person.tenant, person.agentId, { factor: isTotp ? "totp" : "recovery", locked: attempt.failures >= PERSON.free });
    return problemAnswer("second_factor", "The code is wrong or was used before", { ticket });
  }
  await forgive(db, subject);
  const agent = (await takeTicket(db, "second_factor", ticket, now())) ? await loadAgent(db, `${person.tenant}:${person.agentId}`) : null;
  return agent && agent.disabledAt === null ? letIn(c, agent, isTotp ? "totp" : "recovery") : problemAnswer("unauthenticated", "Sign in again");
}

export const signIns = new Hono<HttpEnv>()
  .post("/v1/sign-in", async (c) => {
    const read = await readJson(c, api.signInSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const network = await subjectOf("network", networkOf(c));
    const crowd = await beginAttempt(services.db, network, NETWORK, services.now());
    if (!crowd.ok) return waiting(crowd.waitMs);
    const checked = await checkPassword(services.db, read.body, services.now());
    switch (checked.check) {
      case "right":
        await forgive(services.db, network);
        return firstFactorDone(c, checked.agent);
      case "wait":
        return waiting(checked.waitMs);
      case "wrong":
        if (checked.known) await failed(services, checked.known.tenant, checked.known.agentId, { factor: "password", locked: checked.locked });
        return problemAnswer("unauthenticated", WRONG);
      default:
        return checked satisfies never;
    }
  })
  .post("/v1/sign-in/second-factor", async (c) => {
    const read = await readJson(c, api.secondFactorSchema);
    return read.ok ? secondFactor(c, read.body.ticket, read.body.code) : read.answer;
  })
  .post("/v1/sign-in/refresh", async (c) => {
    const read = await readJson(c, api.refreshSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const renewed = await renewSignIn(services.db, services.secrets.auth, read.body.refreshToken, services.now(), services.chance);
    if (renewed.ok) return c.json(renewed.signedIn);
    if (renewed.why === "reused") {
      const { tenant, agentId } = renewed;
      await endedSignIns(services, { tenant, agentId }, [read.body.refreshToken.split(".")[0] ?? ""]);
      await account(services, tenant, { actor: "nobody", action: "sign_in.token_reused", subject: `agent:${agentId}` });
    }
    return problemAnswer("unauthenticated", "Sign in again");
  })
  .post("/v1/sign-out", async (c) => {
    const principal = c.get("principal");
    const services = c.get("services");
    if (principal?.kind === "agent") {
      const actor = actorOf(principal);
      await signOut(services, principal, { only: principal.signInId }, actor);
      await account(services, principal.tenant, { actor, action: "sign_in.ended", subject: actor });
    }
    return c.body(null, 204);
  });
