/** A forgotten password: a link by mail, good once and for half an hour. The answer never says whether the address is known. */
import { Hono } from "hono";
import { z } from "zod";
import { sendLetter } from "../../pipeline/letter.ts";
import type { Services } from "../../services.ts";
import { beginAttempt, forgive, NETWORK, PERSON, subjectOf } from "../../tenants/attempts.ts";
import { setPassword, weaknessOf } from "../../tenants/passwords.ts";
import { agentsOfAddress, loadAgent } from "../../tenants/people.ts";
import { giveTicket, peekTicket, takeTicket, voidTickets } from "../../tenants/tickets.ts";
import { account } from "../audited.ts";
import { readJson } from "../body.ts";
import type { HttpContext, HttpEnv } from "../context.ts";
import { networkOf } from "../network.ts";
import { problemAnswer } from "../problems.ts";
import { signOut } from "../sign-out.ts";
import { waiting } from "./sign-in.ts";

export const resetAskedSchema = z.object({ email: z.string().min(3).max(320), tenant: z.string().min(1).max(100).optional() });
export const resetSchema = z.object({ token: z.string().min(1).max(200), password: z.string().min(10).max(200) });

/** Never what a request calls itself by its Host header: a link in a mail must lead to us. */
function consoleHref(c: HttpContext): string | null {
  const { origin, localMode } = c.get("services");
  const own = origin.public ?? (localMode ? new URL(c.req.url).origin : null);
  return own === null ? (origin.console[0] ?? null) : `${own}/console`;
}

const letterOf = (link: string): string =>
  `A new password was asked for your Kefu account. This link is good for 30 minutes and works once:\n\n${link}\n\nIf it was not you, nothing need be done.\n\n有人为您的 Kefu 账号申请重设密码。此链接 30 分钟内有效，仅可使用一次；若非本人操作，请忽略此邮件。`;

/** Behind the answer, so that its time tells nothing either. */
async function sendLinks(services: Services, console: string | null, email: string, tenant: string | null): Promise<void> {
  const { db, now, chance } = services;
  if (console === null || !(await beginAttempt(db, await subjectOf("reset", email), PERSON, now())).ok) return;
  for (const person of await agentsOfAddress(db, email, tenant)) {
    await voidTickets(db, person.tenant, person.id, "password_reset");
    const token = await giveTicket(db, "password_reset", { tenant: person.tenant, agentId: person.id, data: {} }, now(), chance);
    const sent = await sendLetter(services, person.tenant, email, letterOf(`${console}/#reset=${token}`));
    await account(services, person.tenant, { actor: "nobody", action: "password.reset_asked", subject: `agent:${person.id}`, after: { sent } });
  }
}

export const passwordReset = new Hono<HttpEnv>()
  .post("/v1/password-reset", async (c) => {
    const read = await readJson(c, resetAskedSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const crowd = await beginAttempt(services.db, await subjectOf("network", `reset:${networkOf(c)}`), NETWORK, services.now());
    if (!crowd.ok) return waiting(crowd.waitMs);
    services.later(sendLinks(services, consoleHref(c), read.body.email.trim().toLowerCase(), read.body.tenant ?? null));
    return c.json({ sent: "If the address is known, a letter is on its way" }, 202);
  })
  .post("/v1/password-reset/confirm", async (c) => {
    const read = await readJson(c, resetSchema);
    if (!read.ok) return read.answer;
    const services = c.get("services");
    const { db, now, chance } = services;
    const seen = await peekTicket(db, "password_reset", read.body.token, now());
    const agent = seen?.agentId ? await loadAgent(db, `${seen.tenant}:${seen.agentId}`) : null;
    if (!agent || agent.disabledAt !== null) return problemAnswer("invalid", "token: used or too old", { field: "token" });
    const weakness = weaknessOf(read.body.password, [agent.email, agent.name]);
    if (weakness !== null) return problemAnswer("invalid", `password: ${weakness}`, { field: "password" });
    if (!(await takeTicket(db, "password_reset", read.body.token, now()))) return problemAnswer("invalid", "token: used or too old", { field: "token" });
    const person = { tenant: agent.tenant, agentId: agent.id };
    await setPassword(db, person, read.body.password, now(), chance);
    await signOut(services, person, { allBut: null }, "reset");
    await forgive(db, await subjectOf("email", agent.email));
    await account(services, agent.tenant, { actor: `agent:${agent.id}`, action: "password.reset", subject: `agent:${agent.id}` });
    return c.body(null, 204);
  });
