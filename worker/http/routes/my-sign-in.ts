/** What a person keeps in order of their own: password, authenticator app, recovery codes, the places where they are signed in. */
import { Hono } from "hono";
import * as api from "../../../protocol/api.ts";
import type { Services } from "../../services.ts";
import { beginAttempt, forgive, PERSON, subjectOf } from "../../tenants/attempts.ts";
import { passwordOf, setPassword, verifyPassword, weaknessOf } from "../../tenants/passwords.ts";
import { type AgentPrincipal, actorOf } from "../../tenants/roles.ts";
import { factorState, newRecoveryCodes, offerTotp, removeTotp, takeTotp } from "../../tenants/second-factor.ts";
import { listSignIns } from "../../tenants/sign-ins.ts";
import { account } from "../audited.ts";
import { type Allowed, signedInAgent } from "../auth.ts";
import { readJson } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { notFound, problemAnswer } from "../problems.ts";
import { signOut } from "../sign-out.ts";
import { waiting } from "./sign-in.ts";

/** A sign-in this young proves who it is; later the password is asked for again. */
const FRESH_MS = 10 * 60_000;
const ISSUER = "Kefu";

/** Null = go on. A stolen token alone changes no factor. */
async function provenAnew(c: HttpContext, me: AgentPrincipal, password: string | undefined): Promise<Response | null> {
  const { db, now, signIns } = c.get("services");
  const looked = await signIns.get(me.signInId);
  if (password === undefined && looked.look === "found" && now() - looked.value.createdAt < FRESH_MS) return null;
  if (password === undefined) return problemAnswer("reauthenticate", "Give the password, or sign in again", { field: "password" });
  const subject = await subjectOf("factor", `${me.tenant}:${me.agentId}`);
  const attempt = await beginAttempt(db, subject, PERSON, now());
  if (!attempt.ok) return waiting(attempt.waitMs);
  if (!(await verifyPassword(password, await passwordOf(db, me)))) return problemAnswer("reauthenticate", "The password is wrong", { field: "password" });
  await forgive(db, subject);
  return null;
}

/** Whoever is signed in and has shown anew who it is. */
export async function provenAgent(c: HttpContext): Promise<Allowed<AgentPrincipal>> {
  const may = signedInAgent(c);
  if (!may.ok) return may;
  const read = await readJson(c, api.provenSchema);
  if (!read.ok) return read;
  const refused = await provenAnew(c, may.user, read.body.password);
  return refused ? { ok: false, answer: refused } : may;
}

export const told = (services: Services, me: AgentPrincipal, action: string, after: Record<string, unknown> = {}): Promise<void> =>
  account(services, me.tenant, { actor: actorOf(me), action, subject: actorOf(me), after });

async function changePassword(c: HttpContext): Promise<Response> {
  const may = signedInAgent(c);
  if (!may.ok) return may.answer;
  const read = await readJson(c, api.passwordChangeSchema);
  if (!read.ok) return read.answer;
  const refused = await provenAnew(c, may.user, read.body.current);
  if (refused) return refused;
  const weakness = weaknessOf(read.body.next, [may.user.email, may.user.name]);
  if (weakness !== null) return problemAnswer("invalid", `next: ${weakness}`, { field: "next" });
  const services = c.get("services");
  await setPassword(services.db, may.user, read.body.next, services.now(), services.chance);
  const ended = await signOut(services, may.user, { allBut: may.user.signInId }, actorOf(may.user));
  await told(services, may.user, "password.changed", { signedOut: ended.length });
  return c.json({ signedOut: ended.length });
}

const totp = new Hono<HttpEnv>()
  .post("/v1/me/totp", async (c) => {
    const may = await provenAgent(c);
    if (!may.ok) return may.answer;
    const services = c.get("services");
    const names = { account: may.user.email, issuer: ISSUER };
    const offered = await offerTotp(services.db, await services.keyring(), may.user, names, services.now(), services.chance);
    return offered ? c.json(offered, 201) : problemAnswer("conflict", "There is an authenticator app already; remove it first");
  })
  .post("/v1/me/totp/confirm", async (c) => {
    const may = signedInAgent(c);
    if (!may.ok) return may.answer;
    const read = await readJson(c, api.codeSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const right = await takeTotp(services.db, await services.keyring(), may.user, read.body.code, services.now(), true);
    if (!right) return problemAnswer("invalid", "code: it is not the code of this app", { field: "code" });
    const recoveryCodes = await newRecoveryCodes(services.db, may.user, services.now(), services.chance);
    await told(services, may.user, "totp.added");
    return c.json({ recoveryCodes });
  })
  .delete("/v1/me/totp", async (c) => {
    const may = await provenAgent(c);
    if (!may.ok) return may.answer;
    const services = c.get("services");
    if (!(await removeTotp(services.db, may.user))) return notFound("authenticator app");
    await told(services, may.user, "totp.removed");
    return c.body(null, 204);
  })
  .post("/v1/me/recovery-codes", async (c) => {
    const may = await provenAgent(c);
    if (!may.ok) return may.answer;
    const services = c.get("services");
    if (!(await factorState(services.db, may.user)).totp) return problemAnswer("conflict", "Set up the authenticator app first");
    const recoveryCodes = await newRecoveryCodes(services.db, may.user, services.now(), services.chance);
    await told(services, may.user, "recovery_codes.renewed");
    return c.json({ recoveryCodes }, 201);
  });

export const mySignIn = new Hono<HttpEnv>()
  .post("/v1/me/password", changePassword)
  .route("/", totp)
  .get("/v1/me/factors", async (c) => {
    const may = signedInAgent(c);
    return may.ok ? c.json(await factorState(c.get("services").db, may.user)) : may.answer;
  })
  .get("/v1/me/sign-ins", async (c) => {
    const may = signedInAgent(c);
    if (!may.ok) return may.answer;
    const services = c.get("services");
    const rows = await listSignIns(services.db, may.user.tenant, may.user.agentId, services.now());
    return c.json({ signIns: rows.map((row) => ({ ...row, current: row.id === may.user.signInId })) });
  })
  .delete("/v1/me/sign-ins", async (c) => {
    const may = signedInAgent(c);
    if (!may.ok) return may.answer;
    const services = c.get("services");
    const ended = await signOut(services, may.user, { allBut: may.user.signInId }, actorOf(may.user));
    await told(services, may.user, "sign_in.others_ended", { signedOut: ended.length });
    return c.json({ signedOut: ended.length });
  })
  .delete("/v1/me/sign-ins/:id", async (c) => {
    const may = signedInAgent(c);
    if (!may.ok) return may.answer;
    const services = c.get("services");
    const ended = await signOut(services, may.user, { only: c.req.param("id") }, actorOf(may.user));
    if (ended.length === 0) return notFound("sign-in");
    await told(services, may.user, "sign_in.ended", { signIn: ended[0] });
    return c.body(null, 204);
  });
